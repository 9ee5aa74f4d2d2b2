"""What cannot be used at once is kept: deliveries for numbers of later, deliveries that cannot be read, unknown fields."""
import json

import deliveries as d
from scene import DIGITS, GUEST, PHONE_ID, TOKEN, WABA, SceneTest, until

LATER_WABA, LATER_PHONE, LATER_DIGITS = "210987654321007", "310987654321007", "905321110077"


class ANumberOfLater(SceneTest):
    def test_what_came_for_a_number_before_it_was_adopted_is_there_once_it_is(self):
        scene, start = self.scene, d.now() - 600
        early = d.change(LATER_PHONE, LATER_DIGITS, names={GUEST: "Lena"}, messages=[
            d.text("wamid.early-1", GUEST, "Anyone there?", start), d.text("wamid.early-2", GUEST, "Hello?", start + 1)])
        ours = d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[d.text("wamid.ours", GUEST, "Good day", start)])
        self.assertEqual(scene.deliver(d.body(d.entry(LATER_WABA, early), d.entry(WABA, ours))).status, 200)
        told = d.change(LATER_PHONE, LATER_DIGITS, field="smb_message_echoes",
                        message_echoes=[d.echo("wamid.early-echo", LATER_DIGITS, GUEST, "Soon", start + 2)])
        self.assertEqual(scene.deliver(d.body(d.entry(LATER_WABA, told))).status, 200)
        scene.settled()
        waiting = scene.rest("GET", "/admin/quarantine", user="ann").json
        self.assertEqual((waiting["total"], waiting["waiting_for_account"]), (0, 2))
        self.assertEqual(scene.health("quarantine")["parked"], 2)
        self.assertEqual([m["wamid"] for m in scene.records()], ["wamid.ours"])

        scene.restart_host(kill=True)
        scene.number(waba_id=LATER_WABA, phone_number_id=LATER_PHONE, display_phone_number=LATER_DIGITS)
        later = scene.done(scene.adopt(waba_id=LATER_WABA, phone_number_id=LATER_PHONE, access_token=TOKEN))["account"]
        scene.settled()
        self.assertEqual({m["wamid"]: m["text"] for m in scene.messages(later)},
                         {"wamid.early-1": "Anyone there?", "wamid.early-2": "Hello?", "wamid.early-echo": "Soon"})
        self.assertEqual([m["wamid"] for m in scene.messages(self.account)], ["wamid.ours"])
        self.assertEqual(len(scene.records()), 4)
        self.assertEqual(scene.health("quarantine")["parked"], 0)


class DeliveriesThatCannotBeRead(SceneTest):
    def quarantine(self):
        self.scene.settled()
        return self.scene.rest("GET", "/admin/quarantine", user="ann").json

    def test_a_signed_delivery_that_is_no_json_is_kept_shown_and_read_again_on_demand(self):
        scene = self.scene
        for raw in (b'{"object":"whatsapp_business_account","entry":[{"id":', b"\xff\xfe not JSON", b"[]", b"{}", b""):
            self.assertEqual(scene.deliver(raw).status, 200, raw)
        shown = self.quarantine()
        self.assertEqual(shown["total"], 5)
        self.assertEqual({r["road"] for r in shown["quarantine"]}, {"hotel"})
        self.assertTrue(all(r["reason"] for r in shown["quarantine"]))
        health = scene.health()
        self.assertEqual((health["status"], health["checks"]["quarantine"]["status"]), ("warn", "warn"))
        self.assertEqual(health["checks"]["quarantine"]["count"], 5)
        self.assertIn("/admin/quarantine", health["checks"]["quarantine"]["next"])

        scene.delivered(d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[d.text("wamid.after", GUEST, "Hi", d.now())]))
        scene.record(wamid="wamid.after")  # what cannot be read holds up nothing

        first = shown["quarantine"][0]
        again = scene.rest("POST", "/admin/quarantine/replay", {"segment": first["segment"], "row": first["row"]}, user="ann")
        self.assertEqual((again.status, again.json), (200, {"replayed": 0, "still_quarantined": 1, "failed": 0, "left": 0}))
        every = scene.rest("POST", "/admin/quarantine/replay", {"all": True}, user="ann")
        self.assertEqual(every.json["still_quarantined"], 5)
        self.assertEqual(self.quarantine()["total"], 5)
        gone = scene.rest("POST", "/admin/quarantine/replay", {"segment": first["segment"], "row": 999999}, user="ann")
        self.assert_refused(gone, 404, "quarantine_not_found")
        scene.restart_host(kill=True)
        self.assertEqual(self.quarantine()["total"], 5)


class AnAppThatLeftTheConfiguration(SceneTest):
    MESSAGES = 4000  # so many that the host is killed before they are applied

    @classmethod
    def before_host(cls, scene):
        cls.alone = scene.config.read_text()
        cls.with_annex = cls.alone + (
            "  annex:\n    app_id: 100200300400599\n    app_secret: {env: COEXIST_APP_SECRET}\n"
            f"    verify_token: {{env: COEXIST_VERIFY_TOKEN}}\n    graph_base: {scene.graph}\n")
        scene.config.write_text(cls.with_annex)

    def restart_with(self, config):
        self.scene.config.write_text(config)
        self.scene.restart_host(kill=True)
        self.scene.settled()

    def replay(self):
        return self.scene.rest("POST", "/admin/quarantine/replay", {"all": True}, user="ann").json

    def test_a_delivery_that_cannot_be_read_under_this_configuration_is_read_by_a_replay_once_it_is_mended(self):
        scene = self.scene
        scene.sim("apps", {"id": "100200300400599", "secret": scene.app_secret, "name": "Annex"})
        scene.number(waba_id=LATER_WABA, phone_number_id=LATER_PHONE, display_phone_number=LATER_DIGITS, app_id="100200300400599")
        asked = scene.adopt(waba_id=LATER_WABA, phone_number_id=LATER_PHONE, access_token=TOKEN, road="annex")
        annex = scene.done(asked)["account"]
        messages = [d.text(f"wamid.annex-{n}", GUEST, str(n), d.now()) for n in range(self.MESSAGES)]
        raw = d.body(d.entry(LATER_WABA, d.change(LATER_PHONE, LATER_DIGITS, messages=messages)))
        self.assertEqual(scene.deliver(raw, road="annex").status, 200)
        self.restart_with(self.alone)
        shown = scene.rest("GET", "/admin/quarantine", user="ann").json
        self.assertEqual([(r["road"], "configuration" in r["reason"]) for r in shown["quarantine"]], [("annex", True)])
        self.assertEqual(self.replay()["still_quarantined"], 1)
        self.assertEqual(scene.messages(annex), [])
        self.restart_with(self.with_annex)
        self.assertEqual(self.replay(), {"replayed": 1, "still_quarantined": 0, "failed": 0, "left": 0})
        self.assertEqual(scene.rest("GET", "/admin/quarantine", user="ann").json["total"], 0)
        self.assertEqual(len({m["wamid"] for m in scene.messages(annex)}), self.MESSAGES)


class WhatNobodyKnows(SceneTest):
    def test_an_unknown_field_is_taken_kept_and_counted(self):
        scene = self.scene
        novelty = {"field": "room_service", "value": {"event": "ROBOT_ARRIVED", "metadata": {
            "display_phone_number": DIGITS, "phone_number_id": PHONE_ID}}}
        for _ in range(3):
            self.assertEqual(scene.deliver(d.body(d.entry(WABA, novelty))).status, 200)
        scene.settled()
        kinds = {(k["field"], k["what"]): k for k in scene.rest("GET", "/admin/unknown", user="ann").json["unknown"]}
        kind = kinds[("room_service", "ROBOT_ARRIVED")]
        self.assertEqual(kind["count"], 3)
        self.assertTrue(kind["segment"])
        self.assertGreater(kind["row"], 0)
        self.assertIn({"field": "room_service", "what": "ROBOT_ARRIVED", "count": 3}, scene.health("unknown_kinds")["kinds"])
        self.assertEqual(scene.rest("GET", "/admin/quarantine", user="ann").json["total"], 0)

    def test_a_message_of_an_unknown_type_is_shown_as_a_placeholder_with_its_own_words(self):
        scene = self.scene
        hologram = {"from": GUEST, "id": "wamid.hologram", "timestamp": str(d.now()), "type": "hologram", "hologram": {"size": 3}}
        scene.delivered(d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[hologram]))
        record = scene.record(wamid="wamid.hologram")
        self.assertTrue(record["placeholder"])
        self.assertEqual((record["type"], record["raw"]["hologram"]), ("hologram", {"size": 3}))
        self.assertIsNotNone(scene.message(self.account, wamid="wamid.hologram"))

    def test_all_of_it_is_read_again_on_demand_and_counted_once(self):
        scene = self.scene
        novelty = {"field": "minibar", "value": {"event": "EMPTY"}}
        for number in range(40):  # more than are read in one go
            assert scene.deliver(d.body(d.entry(WABA, {**novelty, "number": number}))).status == 200
        scene.settled()

        def kinds():
            return {(k["field"], k["what"]): k["count"] for k in scene.rest("GET", "/admin/unknown", user="ann").json["unknown"]
                    if k["field"] != "mark_of_the_tests"}
        before, messages = kinds(), len(scene.messages(self.account))
        self.assertEqual(before[("minibar", "EMPTY")], 40)
        self.assertEqual(scene.rest("POST", "/admin/unknown/replay", {}, user="sam").status, 403)
        asked = json.loads(scene.console("journal", "replay", "--unknown", "--as", "ann", "--json").stdout)
        self.assertGreaterEqual(asked["io.coexist.whatsapp"]["deliveries"], 40)

        def read():
            lines = [a["detail"] for a in scene.whole("/admin/audit", "audit") if a["action"] == "replay_unknown"]
            return sum(int(line.split(" understood, ")[1].split(" still")[0]) for line in lines) >= 40
        until("all of them read again", read)
        self.assertEqual((kinds(), len(scene.messages(self.account))), (before, messages))
        both = scene.console("journal", "replay", "a.journal", "1", "--unknown", "--as", "ann", "--json", check=False)
        self.assertEqual(json.loads(both.stdout)["problem"]["code"], "row_missing")

    def test_the_known_beside_the_unknown_arrives(self):
        scene = self.scene
        novelty = {"field": "room_service", "value": {"event": "BESIDE"}}
        known = d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[
            dict(d.text("wamid.beside", GUEST, "With something new", d.now()), mood="happy")])
        self.assertEqual(scene.deliver(d.body(d.entry(WABA, novelty, known))).status, 200)
        self.assertEqual(scene.record(wamid="wamid.beside")["text"], "With something new")
