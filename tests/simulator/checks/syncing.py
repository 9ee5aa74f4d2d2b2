"""What the owner's phone sends after smb_app_data."""
import json
import time

from rig import DAY_MS, LENA, PHONE, SimulatorCase, WABA

HOUR, DAY = 3600, 86400


class Syncing(SimulatorCase):
    def sync(self, kind, expect=200):
        answer = self.graph("POST", "/%s/smb_app_data" % PHONE, {"messaging_product": "whatsapp", "sync_type": kind})
        self.assertEqual(answer[0], expect, answer)
        return answer

    def chunks(self, count):
        self.receiver.wait(count)
        return [item for value in self.receiver.values("history") for item in value.get("history", [])]

    def test_each_type_is_accepted_once_within_a_day(self):
        self.connect()
        self.assertRegex(self.sync("smb_app_state_sync")[1]["request_id"], r"^rq-[0-9a-f]{12}$")
        self.sync("history")
        error = self.assert_refused(self.sync("history", 400), 400, 2593107)
        self.assertEqual(error["error_data"]["messaging_product"], "whatsapp")
        self.assert_refused(self.sync("smb_app_state_sync", 400), 400, 2593107)
        self.sim("/clock", {"advance_ms": DAY_MS})
        self.assert_refused(self.sync("history", 400), 400, 2593108)
        self.assertEqual(set(self.get("/past?phone_number_id=" + PHONE)["sync_requests"]), {"smb_app_state_sync", "history"})
        self.connect()
        self.sync("history")
        for body in ({"sync_type": "history"}, {"messaging_product": "whatsapp", "sync_type": "all"}):
            self.assert_refused(self.graph("POST", "/%s/smb_app_data" % PHONE, body), 400, 100)
        self.sim("/owner/disconnect", {"phone_number_id": PHONE})
        self.assert_refused(self.sync("history", 400), 400, 133010)

    def test_a_lost_answer_counts_and_a_refused_call_does_not(self):
        self.connect()
        self.sim("/faults", {"endpoint": "smb_app_data", "kind": "error_code", "code": 131000})
        self.sync("history", 500)
        self.sim("/faults", {"endpoint": "smb_app_data", "kind": "drop_after"})
        with self.assertRaises(OSError):
            self.sync("history")
        self.assert_refused(self.sync("history", 400), 400, 2593107)
        self.assertEqual(len(self.chunks(1)), 1, "what was accepted is answered by webhooks all the same")

    def test_the_address_book_comes_in_batches_and_goes_on(self):
        self.connect(contacts=5, sync={"contacts_a_batch": 2, "delay_ms": 1})
        self.sync("smb_app_state_sync")
        self.receiver.wait(3)
        values = self.receiver.values("smb_app_state_sync")
        self.assertEqual(sorted(len(v["state_sync"]) for v in values), [1, 2, 2])
        item = values[0]["state_sync"][0]
        self.assertEqual((item["type"], item["action"], set(item["contact"]), set(item["metadata"])),
                         ("contact", "add", {"full_name", "first_name", "phone_number"}, {"timestamp"}))
        contact = {"full_name": "Lena Vogt", "first_name": "Lena", "phone_number": LENA}
        self.sim("/owner/contact", {"phone_number_id": PHONE, "contact": contact, "action": "remove"})
        self.receiver.wait(4)
        removed = self.receiver.values("smb_app_state_sync")[-1]["state_sync"][0]
        self.assertEqual((removed["action"], removed["contact"]), ("remove", {"phone_number": LENA}))

    def test_history_comes_in_phases_and_chunks_up_to_180_days(self):
        past = [{"guest": LENA, "ago_s": ago, "text": str(ago), "from_business": i % 2 == 1, "status": "DELIVERED"}
                for i, ago in enumerate((HOUR, 2 * HOUR, 3 * HOUR, 2 * DAY, 100 * DAY, 181 * DAY))]
        self.connect(history=past, sync={"messages_a_chunk": 2, "delay_ms": 30})
        self.sync("history")
        chunks = self.chunks(4)
        self.assertEqual([(c["metadata"]["phase"], c["metadata"]["chunk_order"], c["metadata"]["progress"]) for c in chunks],
                         [(0, 1, 25), (0, 2, 50), (1, 1, 75), (2, 1, 100)])
        messages = [m for c in chunks for t in c["threads"] for m in t["messages"]]
        self.assertEqual(sorted(int(m["text"]["body"]) for m in messages), [HOUR, 2 * HOUR, 3 * HOUR, 2 * DAY, 100 * DAY])
        self.assertEqual({m["history_context"]["status"] for m in messages}, {"DELIVERED"})
        self.assertEqual({t["id"] for c in chunks for t in c["threads"]}, {LENA})
        ours = next(m for m in messages if m["text"]["body"] == str(2 * HOUR))
        self.assertEqual((ours["from"], ours["to"]), ("905321110022", LENA))
        truth = {m["wamid"]: m["at_s"] for m in self.get("/past?phone_number_id=" + PHONE)["messages"]}
        self.assertTrue(all(truth[m["id"]] == int(m["timestamp"]) for m in messages))
        entry = json.loads(self.receiver.received[0]["body"])["entry"][0]
        self.assertEqual((entry["id"], "time" in entry), (WABA, False))

    def test_the_script_changes_order_repeats_and_stops(self):
        for script, expected in (({"order": "reversed"}, [4, 3, 2, 1]), ({"stop_after": 2}, [1, 2]),
                                 ({"twice": True}, [1, 1, 2, 2, 3, 3, 4, 4])):
            self.receiver.clear()
            self.sim("/settings", {"delivery_connections": 1})
            self.connect(history={"threads": 2, "messages_per_thread": 4, "days": 1},
                         sync=dict({"messages_a_chunk": 2, "delay_ms": 5}, **script))
            self.sync("history")
            self.assertEqual([c["metadata"]["chunk_order"] for c in self.chunks(len(expected))], expected)
            time.sleep(0.05)
            self.assertEqual(len(self.receiver.received), len(expected))
        self.sim("/phone", {"phone_number_id": PHONE, "sync": {"order": "by taste"}}, expect=400)

    def test_media_of_the_last_fourteen_days_follow_under_the_same_wamid(self):
        past = [{"guest": LENA, "ago_s": HOUR, "media": True}, {"guest": LENA, "ago_s": 2 * HOUR, "media": True,
                "from_business": True}, {"guest": LENA, "ago_s": 20 * DAY, "media": True}]
        self.connect(history=past, sync={"delay_ms": 5})
        self.sync("history")
        self.receiver.wait(4)
        values = self.receiver.values("history")
        placeholders = [m for v in values for c in v.get("history", []) for t in c["threads"] for m in t["messages"]]
        self.assertEqual([m["type"] for m in placeholders], ["media_placeholder"] * 3)
        theirs = [m for v in values for m in v.get("messages", [])]
        ours = [m for v in values for m in v.get("message_echoes", [])]
        self.assertEqual((len(theirs), len(ours)), (1, 1))
        self.assertIn(theirs[0]["id"], [m["id"] for m in placeholders])
        self.assertRegex(theirs[0]["image"]["sha256"], r"^[0-9a-f]{64}$")

    def test_an_owner_who_does_not_share_is_told_by_a_webhook(self):
        for place in ("history", "value"):
            self.receiver.clear()
            self.connect(share_history=False, history={"threads": 1}, sync={"declined": place, "delay_ms": 1})
            self.sync("history")
            self.receiver.wait(1)
            value = self.receiver.values("history")[0]
            errors = value["errors"] if place == "value" else value["history"][0]["errors"]
            self.assertEqual([e["code"] for e in errors], [2593109])

    def test_nothing_comes_without_the_subscription_or_after_a_disconnect(self):
        self.connect(history={"threads": 1}, sync={"delay_ms": 50})
        self.sync("history")
        self.sim("/owner/disconnect", {"phone_number_id": PHONE})
        time.sleep(0.1)
        self.assertEqual(self.receiver.values("history"), [])
        self.connect(history={"threads": 1}, sync={"delay_ms": 1})
        self.graph("DELETE", "/%s/subscribed_apps" % WABA)
        self.sync("history")
        time.sleep(0.1)
        self.assertEqual((self.receiver.values("history"), self.get("/deliveries")["unheard"]), ([], 3))
