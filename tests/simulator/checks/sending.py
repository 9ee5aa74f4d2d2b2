"""What the messages endpoint takes and refuses."""
import json
import time

from rig import DAY_MS, DEDICATED, LENA, OTHER_WABA, PHONE, SimulatorCase, TOKEN, WABA


class Sending(SimulatorCase):
    def test_an_accepted_message_is_answered_like_the_platform_and_its_statuses_follow(self):
        self.connect()
        self.write()
        self.receiver.wait(1)
        status, body = self.send("Room 12 is ready.", biz_opaque_callback_data="act-7f3e:1")
        self.assertEqual(status, 200)
        self.assertEqual(set(body), {"messaging_product", "contacts", "messages"})
        self.assertEqual(body["contacts"], [{"input": "+" + LENA, "wa_id": LENA}])
        wamid = body["messages"][0]["id"]
        self.assertEqual(list(body["messages"][0]), ["id"])
        self.assertIn("GMT", self.last_headers["date"])
        self.assertIn(WABA, json.loads(self.last_headers["x-business-use-case-usage"]))
        self.receiver.wait(4)
        told = self.receiver.statuses()
        self.assertEqual([s["status"] for s in told], ["sent", "delivered", "read"])
        for item in told:
            self.assertEqual((item["id"], item["recipient_id"], item["biz_opaque_callback_data"]),
                             (wamid, LENA, "act-7f3e:1"))
        self.assertEqual(["pricing" in s for s in told], [True, True, False])
        self.assertEqual(set(told[0]["pricing"]), {"billable", "pricing_model", "type", "category"})
        time.sleep(0.1)
        self.assertEqual(self.receiver.values("smb_message_echoes"), [], "what the API sends is not echoed")
        truth = self.get("/messages?phone_number_id=%s&origin=api" % PHONE)["messages"]
        self.assertEqual([(m["wamid"], len(m["statuses"])) for m in truth], [(wamid, 3)])

    def test_service_messages_are_billed_since_october_2026_and_were_free_before(self):
        self.connect()
        for at, expected in ((1790812799000, (False, "free_customer_service")), (1790812801000, (True, "regular"))):
            self.sim("/clock", {"set": at - 100})
            self.sim("/statuses", {"sent_ms": 0 if at < 1790812800000 else 200, "delivered_ms": None, "read_ms": None})
            self.receiver.clear()
            self.write(**{"from": LENA[:-1] + str(at % 7)})
            self.assertEqual(self.send(to=LENA[:-1] + str(at % 7))[0], 200)
            self.receiver.wait(2)
            pricing = self.receiver.statuses()[0]["pricing"]
            self.assertEqual((pricing["billable"], pricing["type"], pricing["category"]), expected + ("service",))

    def test_statuses_can_be_skipped_delayed_and_played_by_hand(self):
        self.connect()
        self.sim("/statuses", {"phone_number_id": PHONE, "sent_ms": None, "delivered_ms": None, "read_ms": 5})
        self.write()
        wamid = self.send()[1]["messages"][0]["id"]
        self.receiver.wait(2)
        self.assertEqual([(s["status"], "pricing" in s) for s in self.receiver.statuses()], [("read", True)])
        self.sim("/guest/read", {"phone_number_id": PHONE, "wamid": wamid, "status": "delivered"})
        self.receiver.wait(3)
        self.assertEqual([s["status"] for s in self.receiver.statuses()], ["read", "delivered"])

    def test_outside_the_customer_service_window_only_templates_pass(self):
        self.connect()
        self.sim("/statuses", {"sent_ms": None, "delivered_ms": None, "read_ms": None})
        error = self.assert_refused(self.send(), 400, 131047)
        self.assertEqual(error["message"], "(#131047) Re-engagement message")
        self.assertEqual(error["error_data"]["messaging_product"], "whatsapp")
        self.write()
        self.assertEqual(self.send()[0], 200)
        self.sim("/owner/write", {"phone_number_id": PHONE, "to": LENA, "text": "from the phone"})
        self.sim("/clock", {"advance_ms": DAY_MS - 5000})
        self.assertEqual(self.send()[0], 200)
        self.sim("/clock", {"advance_ms": 10000})
        self.assert_refused(self.send(), 400, 131047)
        self.sim("/templates", {"phone_number_id": PHONE, "name": "stay_reminder", "language": "de"})
        status, body = self.send(type="template", template={"name": "stay_reminder", "language": {"code": "de"}})
        self.assertEqual((status, body["messages"][0]["message_status"]), (200, "accepted"))
        self.sim("/settings", {"window_as_failed_status": True})
        self.assertEqual(self.send(to="393331234567")[0], 200)
        self.receiver.wait(3)
        failed = self.receiver.statuses()[-1]
        self.assertEqual((failed["status"], failed["errors"][0]["code"]), ("failed", 131047))
        self.assertEqual(set(failed["errors"][0]), {"code", "title", "message", "error_data", "href"})

    def test_an_unknown_object_and_one_of_another_business_look_the_same(self):
        self.connect()
        self.sim("/numbers", {"waba_id": OTHER_WABA, "phone_number_id": DEDICATED,
                              "display_phone_number": "390612345678", "coex": False, "token": "EAAother"})
        for phone in ("310000000000000", DEDICATED):
            error = self.assert_refused(self.send(phone=phone), 400, 100, 33)
            self.assertEqual(error["type"], "GraphMethodException")
            self.assertIn("Object with ID '%s' does not exist" % phone, error["message"])
            self.assert_refused(self.graph("GET", "/" + phone), 400, 100, 33)
        self.assert_refused(self.graph("GET", "/%s/phone_numbers" % OTHER_WABA), 400, 100, 33)

    def test_tokens_missing_wrong_expired_revoked_or_short_of_a_scope(self):
        self.connect()
        path, body = "/%s/messages" % PHONE, {"messaging_product": "whatsapp"}
        self.assert_refused(self.graph("POST", path, body, token=None), 403, 200)
        self.assert_refused(self.graph("POST", path, body, token="EAAwrong"), 401, 190)
        now_s = self.get("/health")["now_ms"] // 1000
        self.sim("/tokens", {"token": "EAAsoon", "waba_ids": [WABA], "expires_at": now_s + 60})
        self.assertEqual(self.graph("GET", "/" + PHONE, token="EAAsoon")[0], 200)
        self.sim("/clock", {"advance_ms": 61000})
        self.assert_refused(self.graph("GET", "/" + PHONE, token="EAAsoon"), 401, 190, 463)
        self.sim("/tokens", {"token": "EAAout", "waba_ids": [WABA], "invalid_subcode": 460})
        self.assert_refused(self.graph("GET", "/" + PHONE, token="EAAout"), 401, 190, 460)
        self.sim("/tokens", {"token": "EAAread", "waba_ids": [WABA], "scopes": ["whatsapp_business_management"]})
        self.assert_refused(self.graph("POST", path, body, token="EAAread"), 403, 10)
        log = json.dumps(self.get("/calls"))
        self.assertNotIn("EAA", log, "tokens do not stand in the log")

    def test_what_the_platform_refuses_in_a_body(self):
        self.connect()
        self.write()
        for more, code in (({"messaging_product": None}, 100), ({"messaging_product": "sms"}, 100),
                           ({"text": {"body": "x" * 4097}}, 100), ({"text": {"body": ""}}, 131008),
                           ({"text": {}}, 131008), ({"text": {"body": "x", "colour": "red"}}, 100),
                           ({"type": "telepathy"}, 131051), ({"to": "lena"}, 131009), ({"to": 49}, 100),
                           ({"to": "905321110022"}, 131021), ({"recipient_type": "group"}, 100),
                           ({"type": "image", "image": {"caption": "no source"}}, 131009),
                           ({"type": "template", "template": {"name": "x"}}, 131008),
                           ({"biz_opaque_callback_data": "x" * 513}, 100)):
            self.assert_refused(self.send(**more), 400, code)
        self.assertEqual(self.send("ü" * 4096)[0], 200, "4096 characters are characters, not bytes")
        headers = {"Authorization": "Bearer " + TOKEN, "Content-Type": "text/plain"}
        self.assert_refused(self.http("POST", "/v24.0/%s/messages" % PHONE, '{"messaging_product":"whatsapp"}',
                                      headers), 400, 100)

    def messages_in_the_second_before_the_refusal(self):
        for n in range(500):
            refused = self.send("%d" % n)[1].get("error")
            if refused:
                break
        self.assertEqual(refused["code"], 130429)
        at_ms = self.get("/calls?endpoint=messages")["calls"][-1]["at_ms"]
        return sum(m["at_ms"] > at_ms - 1000 for m in self.get("/messages")["messages"])

    def test_a_coexistence_number_carries_20_messages_a_second_in_and_out_together(self):
        self.connect(pair_rate=False)
        self.write(count=5)
        self.assertEqual(self.messages_in_the_second_before_the_refusal(), 20)
        time.sleep(1.05)
        self.assertEqual(self.send("after a second")[0], 200)

    def test_a_dedicated_number_carries_80(self):
        self.connect(coex=False, pair_rate=False)
        self.write()
        self.assertEqual(self.messages_in_the_second_before_the_refusal(), 80)

    def test_a_burst_to_one_guest_is_borrowed_from_the_future(self):
        self.connect(mps=1000)
        self.write()
        codes = [self.send("%d" % n)[1].get("error", {}).get("code") for n in range(46)]
        self.assertEqual(codes, [None] * 45 + [131056])
        self.sim("/clock", {"advance_ms": 45 * 6000 - 20000})
        self.assert_refused(self.send(), 400, 131056)
        self.sim("/clock", {"advance_ms": 20000})
        self.assertEqual(self.send()[0], 200)

    def test_a_read_mark_needs_a_message_that_was_received(self):
        self.connect()
        wamid = self.write()["wamid"]
        mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        self.assertEqual(self.graph("POST", "/%s/messages" % PHONE, mark), (200, {"success": True}))
        mark["message_id"] = "wamid.unknown"
        self.assert_refused(self.graph("POST", "/%s/messages" % PHONE, mark), 400, 131009)
        self.assertIn("marked_read_at_ms", self.get("/messages?origin=inbound")["messages"][0])

    def test_a_guest_behind_a_username_is_answered_by_user_id(self):
        self.connect()
        told = self.sim("/guest/write", {"phone_number_id": PHONE, "username_only": True, "username": "lena.travels",
                                         "name": "Lena V.", "user_id": "DE.10293847561029384756", "text": "Hi"})
        self.assertNotIn("wa_id", told)
        self.receiver.wait(1)
        value = self.receiver.values()[0]
        self.assertEqual(value["contacts"], [{"profile": {"name": "Lena V.", "username": "@lena.travels"},
                                              "user_id": "DE.10293847561029384756"}])
        self.assertEqual(set(value["messages"][0]), {"id", "timestamp", "type", "text", "from_user_id"})
        body = {"messaging_product": "whatsapp", "recipient": "DE.10293847561029384756", "type": "text",
                "text": {"body": "Hello"}}
        status, answer = self.graph("POST", "/%s/messages" % PHONE, body)
        self.assertEqual((status, answer["contacts"]), (200, [{"input": "DE.10293847561029384756",
                                                               "user_id": "DE.10293847561029384756"}]))
        self.receiver.wait(2)
        self.assertNotIn("recipient_id", self.receiver.statuses()[0])
