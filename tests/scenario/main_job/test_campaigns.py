"""One template for many: only to who agreed, at the number's pace, outside of quiet hours; stopped at once; never twice."""
import itertools
import time

from scene import PHONE_ID, SceneTest, until

GUESTS = (str(4915700000000 + n) for n in itertools.count())
AGREED = {"at": "2026-01-05", "how": "box ticked in a booking"}
ALWAYS = "\ndefaults: {campaigns: {quiet_hours: {from: \"00:00\", until: \"00:00\"}, %s}}\n"
PRICES = "prices: {currency: EUR, table: {DE: {marketing: 0.1131}, other: {marketing: 0.2}}}"


class Campaigns(SceneTest):
    more = PRICES

    @classmethod
    def before_host(cls, scene):
        text = scene.config.read_text()
        assert "\ndefaults:" not in text
        scene.config.write_text(text + ALWAYS % cls.more)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, category in (("spring", "MARKETING"), ("note", "UTILITY"), ("code", "AUTHENTICATION")):
            cls.template(name, category)
        cls.scene.done(cls.scene.act(cls.account, "sync_templates"), "sam")

    @classmethod
    def template(cls, name, category, **more):
        parts = [{"type": "BODY", "text": "Hello {{1}}, come back in spring"}]
        made = cls.scene.sim("templates", {"phone_number_id": PHONE_ID, "name": name, "language": "de", "category": category,
                                           "components": parts, **more})
        assert made.status == 200, made.text

    def tearDown(self):
        self.scene.sim_delete("faults")

    def people(self, count):
        return [{"to": "+" + next(GUESTS), "values": [f"guest {n}"], "opt_in": AGREED} for n in range(count)]

    def ask(self, recipients, name="Spring", template="spring", **more):
        return self.scene.act(self.account, "send_campaign", {"name": name, "template": template, "language": "de",
                                                              "recipients": recipients, **more})

    def begin(self, recipients, **more):
        asked = self.ask(recipients, **more)
        self.assertEqual(asked.status, 202, asked.text)
        return asked.json["operation"]["id"], asked.json["operation"]["result"]["campaign"]

    def shown(self, campaign):
        return self.scene.rest("GET", f"/v1/campaigns/{campaign}", user="sam").json

    def becomes(self, campaign, state, seconds=60):
        return until(f"the campaign {state}", lambda: next((c for c in [self.shown(campaign)] if c["state"] == state), None), seconds)

    def got(self, people):
        wanted = {p["to"][1:] for p in people}
        return [m["guest"] for m in self.scene.sim_get("messages?origin=api")["messages"] if m["guest"] in wanted]

    def states(self, campaign):
        return {r["position"]: r for r in self.scene.whole(f"/v1/campaigns/{campaign}/recipients", "recipients", "sam")}

    def test_it_reaches_everybody_once_and_reports_what_became_of_each(self):
        people = self.people(25)
        operation, campaign = self.begin(people)
        self.becomes(campaign, "done")
        self.assertEqual(sorted(self.got(people)), sorted(p["to"][1:] for p in people))
        counts = until("all delivered", lambda: next(
            (c for c in [self.shown(campaign)["counts"]] if c["delivered"] == 25), None), 30)
        self.assertEqual((counts["accepted"], counts["waiting"], counts["skipped"]), (25, 0, {}))
        done = self.scene.operation(operation, "succeeded", "sam")
        self.assertEqual(done["result"]["state"], "done")
        one = self.states(campaign)[3]
        self.assertEqual((one["to"], one["state"], one["opt_in"]["how"]), (people[3]["to"][1:], "accepted", AGREED["how"]))
        self.assertEqual(self.scene.rest("GET", f"/v1/messages/{one['message']}", user="sam").json["text"],
                         "Hello guest 3, come back in spring")
        listed = self.scene.whole(f"/v1/accounts/{self.account}/campaigns", "campaigns", "sam")
        self.assertIn(campaign, [c["id"] for c in listed])

    def test_a_dry_run_counts_by_country_reason_and_cost_and_sends_nothing(self):
        people = self.people(3)
        strangers = [{"to": "+" + next(GUESTS), "values": ["x"]}]
        abroad = [{"to": "+905321110099", "values": ["x"], "opt_in": AGREED}]
        asked = self.ask(people + strangers + abroad + people[:1], dry_run=True)
        plan = self.scene.done(asked, "sam")["plan"]
        self.assertEqual((plan["recipients"], plan["send"]), (6, 4))
        self.assertEqual(plan["skip"], {"no_opt_in": 1, "twice": 1})
        self.assertEqual([(c["country"], c["messages"], c["cost"]) for c in plan["countries"]],
                         [("DE", 3, 0.3393), ("TR", 1, 0.2)])
        self.assertEqual(plan["cost"], {"currency": "EUR", "at_most": 0.5393, "without_price": 0})
        self.assertEqual(self.got(people + strangers + abroad), [])

    def test_who_says_stop_is_left_out_by_all_and_who_wants_again_gets_it_again(self):
        people = self.people(4)
        word, staff, platform, wants = people
        self.scene.guest_writes("STOP!", word["to"][1:])
        self.scene.done(self.scene.act(self.account, "opt_out", {"to": staff["to"]}), "sam")
        self.scene.guest_writes("Stop", wants["to"][1:])
        self.scene.guest_writes("Where is the bus stop", platform["to"][1:])
        listed = until("three on the list", lambda: next((o for o in [
            self.scene.whole("/v1/opt-outs", "opt_outs", "sam")] if {word["to"][1:], staff["to"][1:], wants["to"][1:]} <=
            {p.get("to") for p in o}), None))
        self.assertNotIn(platform["to"][1:], {p.get("to") for p in listed})
        self.assertEqual({p.get("to"): p["stopped_by"] for p in listed}[staff["to"][1:]], "staff:sam")
        time.sleep(1.1)  # the platform's clock counts seconds
        self.scene.done(self.scene.act(self.account, "opt_in", {"to": wants["to"]}), "sam")
        self.scene.fault("failed_status", code=131050)
        _, campaign = self.begin(people)
        self.becomes(campaign, "done")
        states = self.states(campaign)
        self.assertEqual([states[n].get("why") for n in (0, 1)], ["opted_out", "opted_out"])
        failed = until("word of the failure", lambda: next((r for r in [self.states(campaign)[2]] if r["state"] == "failed"), None))
        self.assertEqual((failed["status"], failed["errors"]), ("failed", [131050]))
        self.assertEqual(self.shown(campaign)["counts"]["failed"], 1)
        self.assertEqual(sorted(self.got(people)), sorted([platform["to"][1:], wants["to"][1:]]))
        self.assertIn(platform["to"][1:], {p.get("to") for p in self.scene.whole("/v1/opt-outs", "opt_outs", "sam")})

    def test_what_cannot_go_out_is_refused_whole_and_names_the_place(self):
        people = self.people(2)
        wrong = self.ask([people[0], {**people[1], "values": ["a", "b"]}])
        self.assert_refused(wrong, 400, "input_invalid")
        self.assertEqual(wrong.json["errors"][0]["path"], "/recipients/1")
        self.assert_refused(self.ask(people, template="nobody"), 404, "template_unknown")
        self.assert_refused(self.ask(people, template="code"), 409, "template_not_for_campaigns")
        self.assert_refused(self.ask([{**people[0], "user_id": "DE.1029384756"}]), 400, "input_invalid")
        self.assert_refused(self.ask(people, start_at="tomorrow at nine"), 400, "input_invalid")
        nobody = self.ask([{"to": p["to"], "values": ["x"]} for p in people])
        self.assert_refused(nobody, 409, "campaign_nobody")
        self.assertEqual(nobody.json["plan"]["skip"], {"no_opt_in": 2})
        self.assertEqual(self.got(people), [])

    def test_a_stop_ends_it_at_once_and_tells_who_got_it(self):
        people = self.people(120)
        operation, campaign = self.begin(people)
        until("some got it", lambda: len(self.got(people)) >= 3)
        stopped = self.scene.done(self.scene.act(self.account, "stop_campaign", {"campaign": campaign}), "sam")
        self.assertEqual(stopped["state"], "stopped")
        at_stop = until("nothing under way", lambda: next(
            (c for c in [self.shown(campaign)["counts"]] if c["queued"] + c["sending"] + c["held"] == 0), None))
        time.sleep(2)
        self.assertEqual(len(self.got(people)), at_stop["accepted"])
        self.assertLess(at_stop["accepted"], 120)
        self.assertEqual(self.scene.operation(operation, "failed", "sam")["problem"]["code"], "campaign_stopped")
        again = self.scene.act(self.account, "stop_campaign", {"campaign": campaign})
        self.assert_refused(again, 409, "campaign_over")

    def test_a_spam_limit_pauses_it_and_a_person_lets_it_go_on(self):
        people = self.people(30)
        self.scene.fault("error_code", code=131048)
        _, campaign = self.begin(people)
        paused = self.becomes(campaign, "paused")
        self.assertEqual(paused["why"], "spam_limit")
        self.scene.done(self.scene.act(self.account, "resume_campaign", {"campaign": campaign}), "sam")
        self.becomes(campaign, "done")
        self.assertEqual(len(set(self.got(people))), len(self.got(people)))
        self.assertGreaterEqual(len(self.got(people)), 29)

    def test_a_killed_program_goes_on_where_it_was_and_nobody_gets_it_twice(self):
        people = self.people(60)
        _, campaign = self.begin(people)
        for wanted in (5, 25):
            until("some got it", lambda least=wanted: len(self.got(people)) >= least)
            self.scene.restart_host()
        self.becomes(campaign, "done", 120)
        got = self.got(people)
        self.assertEqual(len(set(got)), len(got))
        counts = self.shown(campaign)["counts"]
        self.assertEqual(counts["accepted"] + counts["unknown"], 60, counts)
        self.assertGreaterEqual(counts["accepted"], 58)

    def test_what_staff_write_goes_before_it(self):
        guest = next(GUESTS)
        self.scene.guest_writes(f"I am {guest}", guest)
        self.scene.record(text=f"I am {guest}")
        people = self.people(90)
        _, campaign = self.begin(people)
        until("some got it", lambda: len(self.got(people)) >= 2)
        self.scene.done(self.scene.act(self.account, "send_text", {"to": "+" + guest, "text": "At once"}), "sam")
        self.assertLess(len(self.got(people)), 80)
        self.scene.done(self.scene.act(self.account, "stop_campaign", {"campaign": campaign}), "sam")

    def test_an_erased_guest_is_in_no_list_any_more_and_stays_opted_out(self):
        people = self.people(2)
        gone = people[0]["to"][1:]
        self.scene.guest_writes("stop", gone)
        self.scene.record(text="stop")
        _, campaign = self.begin(people)
        self.becomes(campaign, "done")
        contact = next(c for c in self.scene.whole("/v1/contacts", "contacts") if gone in str(c))
        asked = self.scene.rest("POST", f"/admin/contacts/{contact['id']}/erase", {}, "ann")
        self.assertIn(asked.status, (200, 202), asked.text)
        until("his place without a name", lambda: "to" not in self.states(campaign)[0])
        self.assertNotIn(gone, str(self.scene.whole("/v1/opt-outs", "opt_outs", "sam")))
        self.assertEqual(self.scene.done(self.ask(people, dry_run=True), "sam")["plan"]["skip"], {"opted_out": 1})


class QuietHours(Campaigns):
    """Here it is always quiet."""

    @classmethod
    def before_host(cls, scene):
        scene.config.write_text(scene.config.read_text() +
                                "\ndefaults: {campaigns: {quiet_hours: {from: \"00:00\", until: \"23:59\"}}}\n")

    def test_it_waits_for_the_morning(self):
        if time.gmtime().tm_hour == 23 and time.gmtime().tm_min >= 58:
            self.skipTest("the one minute that is not quiet")
        people = self.people(3)
        _, campaign = self.begin(people)
        time.sleep(2)
        shown = self.shown(campaign)
        self.assertEqual((shown["state"], shown["counts"]["waiting"]), ("running", 3))
        self.assertEqual(self.got(people), [])


for inherited in [name for name in dir(Campaigns) if name.startswith("test_")]:
    setattr(QuietHours, inherited, None)  # only its own
