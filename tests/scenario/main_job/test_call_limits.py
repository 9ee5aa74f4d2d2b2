"""Meta's limits on calls that are no messages: background calls keep away, people hear until when, connecting and messages go on."""
import time

from http_json import look
from scene import PHONE_ID, TOKEN, WABA, SceneTest, until

NEW_WABA, NEW_PHONE = "210987654327001", "310987654327002"
REGAIN_S = 16


class CallLimits(SceneTest):
    def full(self, waba, seconds, percent=100):
        self.assertEqual(self.scene.sim("usage", {"waba_id": waba, "percent": percent, "regain_minutes": seconds / 60}).status, 200)

    def counted_calls(self, waba=WABA):
        """Calls at the platform that its limit counts."""
        return [c for c in self.scene.sim_get("calls")["calls"] if waba in (c.get("waba_id"), c["object_id"])
                and c["endpoint"] in ("number", "phone_numbers", "message_templates", "subscribed_apps")]

    def status_of(self, name):
        listed = self.scene.whole(f"/v1/accounts/{self.account}/templates", "templates")
        return next((t["status"] for t in listed if t["name"] == name), None)

    def test_at_the_limit_checks_rest_until_it_regains_people_hear_until_when_and_messages_leave(self):
        scene = self.scene
        scene.guest_writes("Is the sauna open?")
        conversation = scene.record(text="Is the sauna open?")["conversation"]
        self.full(WABA, REGAIN_S)
        began = time.monotonic()
        refused = scene.failure(scene.act(self.account, "refresh", user="ann"), "ann")
        self.assertEqual(refused["code"], "platform_80007")
        self.assertRegex(refused["next"], r"^Ask again after 20\d\d-\d\d-\d\dT[\d:]+Z\. Messages are sent and received meanwhile\.$")
        before = len(self.counted_calls())
        # Something changed that a check would read within seconds.
        self.assertEqual(scene.sim("templates", {"phone_number_id": PHONE_ID, "name": "sauna", "language": "de", "tell": "APPROVED", "components": [
            {"type": "BODY", "text": "Die Sauna ist offen."}]}).status, 200)
        used_up = scene.failure(scene.act(self.account, "sync_templates"), "sam")
        self.assertEqual(used_up["code"], "platform_calls_used_up")
        self.assertRegex(used_up["next"], r"^Ask again after ")
        scene.done(scene.act(self.account, "send_text", {"conversation": conversation, "text": "Until ten."}), "sam")
        check = scene.health("platform_calls")
        self.assertEqual((check["status"], check["near_limit"][0]["waba_id"], check["near_limit"][0]["percent"]), ("warn", WABA, 100))
        self.assertIn(f'whatsapp_call_limit_used_ratio{{app="hotel",waba="{WABA}"}} 1.0', scene.rest("GET", "/admin/metrics", user="ann").text)
        time.sleep(max(0.0, began + REGAIN_S - 3 - time.monotonic()))
        self.assertEqual(len(self.counted_calls()), before, "asked the platform while it refuses")
        # By itself, and not before.
        until("a check after the limit has regained", lambda: self.status_of("sauna") == "APPROVED", 40)
        first = self.counted_calls()[before]
        self.assertEqual((first["outcome"], first["response"]["status"]), ("processed", 200))
        scene.done(scene.act(self.account, "refresh", user="ann"), "ann")
        self.assertEqual(scene.health("platform_calls")["status"], "ok")

    def test_a_number_is_connected_over_an_account_whose_limit_is_used_up_as_soon_as_it_regains(self):
        scene = self.scene
        scene.number(waba_id=NEW_WABA, phone_number_id=NEW_PHONE, display_phone_number="905321117002", onboarded=False, token=TOKEN + "new")
        operation, url = scene.connect()
        callback, cookie = scene.through_the_dialog(url, NEW_PHONE)
        self.full(NEW_WABA, 6)
        self.assertEqual(look(callback, {"Cookie": cookie}).status, 200)
        until("a line that says why it waits", lambda: [s for s in scene.operation_now(operation)["result"]["steps"]
                                                         if (s.get("code"), s["state"]) == ("platform_80007", "retry")])
        scene.operation(operation, "succeeded", "ann", 60)
        refused = [c for c in self.counted_calls(NEW_WABA) if c["response"]["status"] == 400]
        self.assertLessEqual(len(refused), 5, "the platform was asked again and again while it refuses")

    def test_near_the_limit_connecting_does_not_wait(self):
        scene = self.scene
        waba, phone = "210987654327003", "310987654327004"
        scene.number(waba_id=waba, phone_number_id=phone, display_phone_number="905321117004", onboarded=False, token=TOKEN + "near")
        self.full(waba, 120, percent=99)
        operation, url = scene.connect()
        callback, cookie = scene.through_the_dialog(url, phone)
        self.assertEqual(look(callback, {"Cookie": cookie}).status, 200)
        scene.operation(operation, "succeeded", "ann", 30)
