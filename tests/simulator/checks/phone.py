"""What guests and the owner do on their phones."""
import json
import time

from rig import LENA, PHONE, SimulatorCase, WABA


class Phone(SimulatorCase):
    def test_what_the_owner_writes_edits_and_revokes_arrives_as_echoes(self):
        self.connect(bsuid=False)
        wamid = self.sim("/owner/write", {"phone_number_id": PHONE, "to": LENA, "text": "Room 12"})["wamid"]
        self.sim("/owner/edit", {"phone_number_id": PHONE, "wamid": wamid, "text": "Room 14"})
        self.sim("/owner/revoke", {"phone_number_id": PHONE, "wamid": wamid})
        self.receiver.wait(3)
        echoes = {v["message_echoes"][0]["type"]: v["message_echoes"][0]
                  for v in self.receiver.values("smb_message_echoes")}
        self.assertEqual(set(echoes["text"]), {"from", "to", "id", "timestamp", "type", "text"})
        self.assertEqual((echoes["text"]["from"], echoes["text"]["to"]), ("905321110022", LENA))
        self.assertEqual(echoes["edit"]["edit"], {"original_message_id": wamid, "message": {
            "context": {"id": "M0"}, "type": "text", "text": {"body": "Room 14"}}})
        self.assertEqual(echoes["revoke"]["revoke"], {"original_message_id": wamid})
        self.assertNotEqual(echoes["edit"]["id"], wamid)
        self.assert_refused(self.send(), 400, 131047)

    def test_guests_edit_revoke_react_and_reply(self):
        self.connect()
        wamid = self.write("for the 24th")["wamid"]
        reply = self.send()[1]["messages"][0]["id"]
        self.sim("/statuses", {"sent_ms": None, "delivered_ms": None, "read_ms": None})
        self.receiver.wait(4)
        self.receiver.clear()
        self.sim("/guest/edit", {"phone_number_id": PHONE, "wamid": wamid, "text": "for the 25th"})
        self.sim("/guest/react", {"phone_number_id": PHONE, "wamid": reply, "emoji": "👍"})
        self.sim("/guest/react", {"phone_number_id": PHONE, "wamid": reply})
        self.sim("/guest/revoke", {"phone_number_id": PHONE, "wamid": wamid})
        self.write("yes", reply_to=reply)
        self.receiver.wait(5)
        messages = [v["messages"][0] for v in self.receiver.values()]
        by_type = {}
        for message in messages:
            by_type.setdefault(message["type"], []).append(message)
        self.assertEqual(by_type["edit"][0]["edit"]["original_message_id"], wamid)
        self.assertEqual(by_type["revoke"][0]["revoke"], {"original_message_id": wamid})
        self.assertEqual(sorted(len(r["reaction"]) for r in by_type["reaction"]), [1, 2])
        self.assertEqual(by_type["text"][0]["context"], {"from": "905321110022", "id": reply})
        truth = {m["wamid"]: m for m in self.get("/messages")["messages"]}
        self.assertEqual((truth[wamid]["revoked"], truth[wamid]["edited_content"]["body"]), (True, "for the 25th"))

    def test_the_owner_disconnects_and_sends_are_refused(self):
        self.connect()
        self.write()
        self.receiver.wait(1)
        self.sim("/owner/disconnect", {"phone_number_id": PHONE})
        entry = json.loads(self.receiver.wait(2)[1]["body"])["entry"][0]
        self.assertEqual(entry["id"], WABA)
        self.assertIsInstance(entry["time"], int)
        self.assertEqual(entry["changes"], [{"field": "account_update", "value": {
            "phone_number": "905321110022", "event": "PARTNER_REMOVED",
            "disconnection_info": {"reason": "ACCOUNT_DISCONNECTED", "initiated_by": "USER"}}}])
        self.assert_refused(self.send(), 400, 133010)
        number = self.graph("GET", "/%s?fields=is_on_biz_app,platform_type,status" % PHONE)[1]
        self.assertEqual(number, {"is_on_biz_app": False, "platform_type": "NOT_APPLICABLE", "status": "DISCONNECTED",
                                  "id": PHONE})
        for act in ("offboard", "reconnect"):
            self.sim("/owner/" + act, {"phone_number_id": PHONE}, expect=409)
        self.write("nobody hears this")
        time.sleep(0.1)
        self.assertEqual(len(self.receiver.received), 2)

    def test_other_ways_of_losing_a_number(self):
        for script, status, code, subcode in (({"refusal": 33}, 400, 100, 33), ({"refusal": 131045}, 500, 131045, None),
                                              ({"invalidate_token": True}, 401, 190, 467)):
            self.connect()
            self.sim("/owner/disconnect", dict({"phone_number_id": PHONE, "reason": "PRIMARY_INACTIVITY",
                                                "variant": "waba_info"}, **script))
            self.assert_refused(self.send(), status, code, subcode)
        body = json.loads(self.receiver.wait(3)[0]["body"])["entry"][0]
        self.assertEqual(body["id"], "510987654321004")
        self.assertEqual(body["changes"][0]["value"]["disconnection_info"],
                         {"reason": "PRIMARY_INACTIVITY", "initiated_by": "SYSTEM"})

    def test_offboarded_and_reconnected(self):
        self.connect()
        self.write()
        self.sim("/owner/offboard", {"phone_number_id": PHONE})
        self.assert_refused(self.send(), 500, 131045)
        self.sim("/owner/reconnect", {"phone_number_id": PHONE})
        self.assertEqual(self.send()[0], 200)
        self.receiver.wait(3)
        self.assertEqual({v["event"] for v in self.receiver.values("account_update")},
                         {"ACCOUNT_OFFBOARDED", "ACCOUNT_RECONNECTED"})
