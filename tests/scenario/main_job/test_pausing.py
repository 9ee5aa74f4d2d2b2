"""Numbers that can be paused: what is sent meanwhile is held with the reason, what comes in goes on."""
from scene import GUEST, TOKEN, SceneTest, until

WABA, PHONE, DEDICATED = "210987654321005", "310987654321005", "905321110055"


class ADedicatedNumber(SceneTest):
    adopt = False

    def setUp(self):
        self.scene.number(waba_id=WABA, phone_number_id=PHONE, display_phone_number=DEDICATED, name="Spa", coex=False)
        asked = self.scene.adopt(provider="meta", waba_id=WABA, phone_number_id=PHONE, access_token=TOKEN)
        self.account = self.scene.done(asked)["account"]
        self.state("connected")
        self.scene.sim("guest/write", {"phone_number_id": PHONE, "from": GUEST, "name": "Lena", "text": self.id()})
        self.scene.record(text=self.id())

    def state(self, wanted):
        until(f"the account {wanted} in the CRM", lambda: any(
            a["id"] == self.account and a["state"] == wanted for a in self.scene.api("GET", "/api/accounts").json["accounts"]))

    def send(self, words):
        asked = self.scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": words})
        self.assertIn(asked.status, (200, 202), asked.text)
        return asked.json["operation"]["id"]

    def at_platform(self):
        return [m["content"]["body"] for m in self.scene.sim_get(f"messages?origin=api&phone_number_id={PHONE}")["messages"]]

    def test_paused_it_holds_what_is_sent_takes_what_comes_and_resumed_sends_in_order(self):
        before = self.at_platform()
        self.scene.done(self.scene.act(self.account, "pause", user="ann"))
        self.state("paused")
        held = [self.send(f"held {n}") for n in (1, 2, 3)]
        for operation in held:
            shown = self.scene.operation(operation, "held")
            self.assertEqual(shown["result"]["held_because"], "paused")
        record = self.scene.record(text="held 1")
        self.assertEqual((record["status"], record["status_reason"]), ("held", "paused"))
        self.scene.sim("guest/write", {"phone_number_id": PHONE, "from": GUEST, "text": "while you are away"})
        self.scene.record(text="while you are away")
        self.scene.restart_host(kill=True)
        self.assertEqual(self.at_platform(), before)
        self.assertEqual(self.scene.health("sends")["held"], 3)
        self.scene.done(self.scene.act(self.account, "resume", user="ann"))
        for operation in held:
            self.scene.operation(operation, "succeeded", seconds=30)
        self.assertEqual(self.at_platform(), before + ["held 1", "held 2", "held 3"])
        self.state("connected")

    def test_staff_pause_and_resume_it_and_only_an_admin_removes_it(self):
        self.assertEqual(self.scene.act(self.account, "resume").status, 409)
        self.scene.done(self.scene.act(self.account, "pause"))
        self.assertEqual(self.scene.act(self.account, "pause").status, 409)
        self.scene.done(self.scene.act(self.account, "resume"))
        self.assertEqual(self.scene.act(self.account, "remove").status, 403)
        self.state("connected")

    def test_disconnect_is_not_for_it_and_the_refusal_names_what_is(self):
        refused = self.scene.act(self.account, "disconnect", user="ann")
        self.assert_refused(refused, 409, "action_not_for_provider")
        self.assertIn("remove", refused.json["detail"] + refused.json["next"])

    def test_removed_it_sends_nothing_keeps_no_key_and_can_be_adopted_anew(self):
        self.scene.done(self.scene.act(self.account, "pause", user="ann"))
        waiting = self.send("never leaves")
        self.scene.operation(waiting, "held")
        before = self.at_platform()
        self.scene.done(self.scene.act(self.account, "remove", user="ann"))
        failed = self.scene.operation(waiting, "failed")
        self.assertEqual(failed["problem"]["code"], "account_removed")
        self.state("removed")
        refused = self.scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": "Hi"})
        self.assert_refused(refused, 409, "account_removed")
        self.assertEqual(self.at_platform(), before)
        asked = self.scene.adopt(provider="meta", waba_id=WABA, phone_number_id=PHONE, access_token=TOKEN)
        self.assertEqual(self.scene.done(asked)["account"], self.account)
        self.state("connected")
        self.scene.record(text=self.id())  # what was said before is kept

    def test_a_dedicated_number_is_no_coexistence_number_and_the_other_way_round(self):
        asked = self.scene.adopt(waba_id=WABA, phone_number_id=PHONE, access_token=TOKEN)
        self.assertEqual(self.scene.failure(asked)["code"], "number_not_in_app")
        asked = self.scene.adopt(provider="meta")
        self.assertEqual(self.scene.failure(asked)["code"], "number_in_app")


class ANumberLinkedByQr(SceneTest):
    adopt = False

    def act(self, action, given=None, user="ann"):
        return self.scene.act(self.account, action, given, user)

    def test_it_is_put_on_record_paused_resumed_and_its_sends_wait_for_a_bridge(self):
        asked = self.scene.rest("POST", "/v1/channels/meow/actions/adopt", {"tenant": "harbour", "phone": "+351 210000001"}, "ann")
        self.assertEqual(asked.status, 400)
        asked = self.scene.rest("POST", "/v1/channels/meow/actions/adopt", {"tenant": "harbour", "phone": "+351210000001", "name": "Bar"}, "ann")
        self.account = self.scene.done(asked)["account"]
        shown = self.scene.rest("GET", f"/v1/accounts/{self.account}").json
        self.assertEqual((shown["provider"], shown["state"], shown["address"], shown["name"]), ("meow", "connected", "+351210000001", "Bar"))
        first = self.act("send_text", {"to": "+" + GUEST, "text": "without a bridge"}, "sam").json["operation"]["id"]
        self.assertEqual(self.scene.operation(first, "held")["result"]["held_because"], "bridge_not_connected")
        self.scene.done(self.act("pause"))
        second = self.act("send_text", {"to": "+" + GUEST, "text": "while paused"}, "sam").json["operation"]["id"]
        self.assertEqual(self.scene.operation(second, "held")["result"]["held_because"], "paused")
        self.scene.done(self.act("resume"))
        until("held for want of a bridge", lambda: self.scene.operation(second, "held")["result"]["held_because"] == "bridge_not_connected")
        for words in ("without a bridge", "while paused"):
            self.scene.record(text=words, status="held", status_reason="bridge_not_connected")
        self.scene.done(self.act("remove"))
        for operation in (first, second):
            self.scene.operation(operation, "failed")
        self.assertEqual(self.scene.calls(), [])
