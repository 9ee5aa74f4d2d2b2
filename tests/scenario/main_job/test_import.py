"""The phone's past comes in, and nothing happens because of it: nobody is told, no window opens, nothing is sent."""
import json
import time
import unittest

from http_json import look
from scene import BUILD, GUEST, PHONE_ID, Scene, until

THREADS, EACH = 40, 25
PAST = {"threads": THREADS, "messages_per_thread": EACH, "days": 170}


def scene_with(gate, **phone):
    """A number whose owner connects it by the dialog; `gate`: the configuration's word on the past."""
    scene = Scene(BUILD)
    try:
        scene.start_simulator()
        with open(scene.config, "a", encoding="utf-8") as config:
            config.write("defaults:\n  history: " + json.dumps(gate) + "\n")
        scene.install()
        scene.start_host()
        scene.connect_simulator(onboarded=False)
        scene.sim("phone", {"phone_number_id": PHONE_ID, "history": PAST,
                            "sync": {"messages_a_chunk": 100, "delay_ms": 5, "order": "shuffled"}, **phone})
    except BaseException:
        scene.stop()
        raise
    return scene


class Importing(unittest.TestCase):
    def begin(self, gate, **phone):
        self.scene = scene_with(gate, **phone)
        self.addCleanup(self.scene.stop)
        operation, url = self.scene.connect()
        callback, cookie = self.scene.through_the_dialog(url)
        self.assertEqual(look(callback, {"Cookie": cookie}).status, 200)
        until("a delivery", lambda: self.scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": GUEST, "text": "Hello"}).status == 200)
        self.scene.operation(operation, "succeeded", "ann", 60)
        return self.scene.whole("/v1/accounts", "accounts")[0]["id"]

    def report(self, account):
        answer = self.scene.rest("GET", f"/v1/accounts/{account}/history?limit=200")
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def imported(self, account):
        return [m for m in self.scene.messages(account) if m["origin"] == "imported"]

    def events(self):
        lines = self.scene.console("events", "--json").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def test_an_import_is_silent_and_live_messages_come_meanwhile(self):
        account = self.begin({"import": "at_once"})
        waits = []
        for number in range(10):
            words = f"live {number}"
            begun = time.monotonic()
            self.scene.guest_writes(words)
            until("the live message", lambda: self.scene.message(account, text=words), 30)
            waits.append(time.monotonic() - begun)
        until("all of the past", lambda: self.report(account)["messages_told"] == THREADS * EACH, 60)
        self.scene.settled()
        past = self.imported(account)
        self.assertEqual(len(past), THREADS * EACH)
        self.assertTrue(all(m["silent"] for m in past))
        self.assertLess(sorted(waits)[len(waits) // 2], 5, "live messages wait for the import")

        # No window opens, so that nothing can be sent to who wrote long ago, and nothing was.
        windows = {c["id"]: c["window"]["state"] for c in self.scene.whole("/v1/conversations", "conversations")}
        of_the_past = {m["conversation"] for m in past}
        self.assertNotIn("open", {windows[c] for c in of_the_past})
        self.assertNotIn("unconfirmed", {windows[c] for c in of_the_past})
        someone = next(m for m in past if m["direction"] == "in")
        refused = self.scene.act(account, "send_text", {"conversation": someone["conversation"], "text": "Hello again"})
        self.assertEqual((refused.status, refused.json["code"]), (409, "window_closed"))
        self.assertEqual(self.scene.calls(), [])

        # The feed tells them together and as silent; what is live comes alone.
        told, alone = [], []
        for event in self.events():
            self.assertNotIn("unread", json.dumps(event["data"]).lower())
            if event["type"] == "history.batch":
                self.assertIs(event["data"]["silent"], True)
                self.assertLessEqual(len(event["data"]["messages"]), 200)
                told += [m["data"]["wamid"] for m in event["data"]["messages"]]
            elif event["type"] == "message.changed":
                alone.append(event["data"])
            elif event["type"] == "operation.changed":
                self.assertIn(event["data"]["action"], ("connect", "continue_connect"))
        self.assertEqual(sorted(told), sorted(m["wamid"] for m in past))
        self.assertEqual({m["origin"] for m in alone}, {"customer"})
        records = {m["wamid"] for m in self.scene.records() if m["origin"] == "imported"}
        self.assertEqual(records, set(told))

        report = self.report(account)
        self.assertEqual((report["outcome"], report["progress"], report["messages_told"]), ("running", 100, THREADS * EACH))
        self.assertEqual([p["missing_count"] for p in report["phases"]], [0] * len(report["phases"]))
        self.assertIn("cannot be proven", report["unproven"])
        self.assertEqual(report["request"]["state"], "accepted")
        self.assertEqual(len(report["threads"]), report["conversations"])
        console = self.scene.console("history", "report", account).stdout
        for words in ("Outcome     running", "Progress    100 percent", "none seen", "possible until"):
            self.assertIn(words, console)

    def test_what_is_older_or_of_a_chat_that_is_left_out_never_comes_in(self):
        family = "4915100000001"
        past = [{"guest": guest, "ago_s": days * 86400, "text": f"{guest} {days}"}
                for guest in (family, "4915100000002") for days in (3, 20, 40, 100)]
        account = self.begin({"days": 30, "not_chats": ["+" + family]}, history=past)
        until("all of the past", lambda: self.report(account)["messages_told"] == len(past), 60)
        self.scene.settled()
        self.assertEqual({m["text"] for m in self.imported(account)}, {"4915100000002 3", "4915100000002 20"})
        self.assertNotIn(family, self.scene.rest("GET", "/v1/contacts?limit=200").text)
        self.assertEqual(self.report(account)["gate"]["chats_left_out"], 1)
        rebuilt = self.scene.console("rebuild", check=False).stdout
        for kind in ("message/", "conversation/", "contact/"):
            self.assertNotIn(kind, rebuilt, "a rebuild lets in what was left out")

    def test_a_held_import_is_asked_for_when_staff_accept_it(self):
        account = self.begin({"import": "when_accepted"})
        self.assertEqual(self.report(account)["outcome"], "held")
        self.assertEqual(self.scene.sim_get(f"past?phone_number_id={PHONE_ID}")["sync_requests"].keys(), {"smb_app_state_sync"})
        accepted = self.scene.act(account, "accept_history")
        self.assertIn(accepted.status, (200, 202), accepted.text)
        until("all of the past", lambda: self.report(account)["messages_told"] == THREADS * EACH, 60)
        self.scene.settled()
        self.assertEqual(len(self.imported(account)), THREADS * EACH)
        self.assertEqual(self.report(account)["gate"]["chosen_by"], "sam")
        again = self.scene.act(account, "accept_history")
        self.assertEqual((again.status, again.json["code"]), (409, "history_not_held"))

