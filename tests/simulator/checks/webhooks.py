"""How webhooks reach a receiver."""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rig import APP, LENA, PHONE, SECRET, SimulatorCase, TOKEN, VERIFY, WABA


class Webhooks(SimulatorCase):
    def test_a_callback_is_used_only_after_its_handshake(self):
        self.receiver.verify_token = "another"
        refused = self.sim("/apps", {"id": APP, "secret": SECRET, "callback_url": self.receiver.url,
                                     "verify_token": VERIFY}, expect=422)
        self.assertEqual((refused["callback_verified"], refused["receiver_status"]), (False, 403))
        self.sim("/numbers", {"waba_id": WABA, "phone_number_id": PHONE, "display_phone_number": "905321110022",
                              "token": TOKEN, "subscribed": [APP]})
        self.write()
        self.assertEqual(self.get("/deliveries")["unheard"], 1)
        self.receiver.verify_token = VERIFY
        self.connect()
        self.assertEqual(self.receiver.handshakes[-1]["hub.mode"], "subscribe")
        self.write()
        self.receiver.wait(1)

    def test_a_guest_message_arrives_signed_over_escaped_bytes(self):
        self.connect()
        wamid = self.write("Grüße 🙂 https://a.example/b")["wamid"]
        item = self.receiver.wait(1)[0]
        self.assert_signed(item)
        self.assertIn(rb"Gr\u00fc\u00dfe \ud83d\ude42 https:\/\/a.example\/b", item["body"])
        self.assertTrue(item["body"].isascii())
        self.assertEqual(item["headers"]["content-type"], "application/json")
        body = json.loads(item["body"])
        entry = body["entry"][0]
        self.assertEqual((body["object"], entry["id"], "time" in entry), ("whatsapp_business_account", WABA, False))
        value = entry["changes"][0]["value"]
        self.assertEqual(entry["changes"][0]["field"], "messages")
        self.assertEqual(value["metadata"], {"display_phone_number": "905321110022", "phone_number_id": PHONE})
        message, contact = value["messages"][0], value["contacts"][0]
        self.assertEqual(set(message), {"from", "id", "timestamp", "type", "text", "from_user_id"})
        self.assertEqual((message["id"], message["from"], message["text"]["body"]),
                         (wamid, LENA, "Grüße 🙂 https://a.example/b"))
        self.assertEqual(contact, {"profile": {"name": "Lena Vogt"}, "wa_id": LENA, "user_id": message["from_user_id"]})
        self.assertRegex(message["timestamp"], r"^\d{10}$")
        self.assertRegex(contact["user_id"], r"^DE\.\d{20}$")
        self.assertRegex(wamid, r"^wamid\.HBgN[A-Za-z0-9+/=]+$")

    def test_what_is_not_answered_200_is_sent_again_with_growing_pauses_until_it_is(self):
        self.connect()
        self.receiver.answers = [503, 500, 204]
        self.write()
        items = self.receiver.wait(4)
        self.assertEqual([item["status"] for item in items], [503, 500, 204, 200])
        self.assertEqual(len({item["body"] for item in items}), 1)
        pauses = [b["at"] - a["at"] for a, b in zip(items, items[1:])]
        self.assertTrue(pauses[0] >= 0.035 and pauses[1] >= 0.075 and pauses[2] >= 0.155, pauses)
        time.sleep(0.1)
        log = self.get("/deliveries")
        self.assertEqual(([d["status"] for d in log["deliveries"]], log["pending"]), ([503, 500, 204, 200], 0))
        self.assertEqual([d["attempt"] for d in log["deliveries"]], [1, 2, 3, 4])

    def test_a_receiver_that_is_away_gets_its_webhooks_when_it_is_back(self):
        self.connect()
        port = self.receiver.server.server_port
        self.receiver.server.shutdown()
        self.receiver.server.server_close()
        self.write("while you were away")
        time.sleep(0.15)
        self.assertEqual(self.get("/deliveries")["deliveries"][0]["status"], 0)
        heard = threading.Event()

        class Back(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                heard.set()

            def log_message(self, *_):
                pass

        ThreadingHTTPServer.allow_reuse_address = True
        back = ThreadingHTTPServer(("127.0.0.1", port), Back)
        threading.Thread(target=back.serve_forever, daemon=True).start()
        self.assertTrue(heard.wait(5))
        back.shutdown()
        back.server_close()

    def test_connections_are_kept_alive(self):
        self.connect()
        for n in range(3):
            self.write("one after the other")
            self.receiver.wait(n + 1)
            time.sleep(0.02)
        self.assertEqual(len({item["peer"] for item in self.receiver.received}), 1)

    def test_nothing_is_sent_to_an_app_that_is_not_subscribed(self):
        self.connect()
        self.assertEqual(self.graph("GET", "/%s/subscribed_apps" % WABA)[1]["data"],
                         [{"whatsapp_business_api_data": {"id": APP, "name": "Fixture CRM",
                                                          "link": "https://www.facebook.com/games/?app_id=" + APP}}])
        self.assertEqual(self.graph("DELETE", "/%s/subscribed_apps" % WABA), (200, {"success": True}))
        self.assertEqual(self.graph("GET", "/%s/subscribed_apps" % WABA)[1]["data"], [])
        self.write()
        time.sleep(0.1)
        self.assertEqual(self.receiver.received, [])

    def test_duplicates_and_a_changed_order_on_demand(self):
        self.connect()
        self.sim("/faults", {"kind": "duplicate_webhook"})
        self.write("twice")
        items = self.receiver.wait(2)
        self.assertEqual(items[0]["body"], items[1]["body"])
        self.receiver.clear()
        self.sim("/settings", {"delivery_connections": 1})
        self.sim("/faults", {"kind": "reorder_webhooks", "count": 2})
        for text in ("first", "second", "third"):
            self.write(text)
        self.receiver.wait(3)
        self.assertEqual([v["messages"][0]["text"]["body"] for v in self.receiver.values()],
                         ["third", "second", "first"])

    def test_batches(self):
        self.connect()
        self.sim("/settings", {"batch": 3})
        self.write("n {n}", count=3)
        entry = json.loads(self.receiver.wait(1)[0]["body"])["entry"]
        self.assertEqual((len(entry), len(entry[0]["changes"])), (1, 3))
        self.receiver.clear()
        self.sim("/settings", {"batch": 3, "batch_values": True})
        self.write("n {n}", count=3)
        value = json.loads(self.receiver.wait(1)[0]["body"])["entry"][0]["changes"][0]["value"]
        self.assertEqual([m["text"]["body"] for m in value["messages"]], ["n 1", "n 2", "n 3"])
        self.assertEqual(len(value["contacts"]), 1)

    def test_any_body_can_be_delivered_signed_wrongly_signed_or_unsigned(self):
        self.connect()
        raw = '{"object":"whatsapp_business_account","entry":[{"id":"0"}]}  '
        self.assertEqual(self.sim("/deliver", {"app": APP, "body": raw, "times": 2})["statuses"], [200, 200])
        items = self.receiver.wait(2)
        self.assertEqual(items[0]["body"], raw.encode())
        self.assert_signed(items[0])
        self.sim("/deliver", {"app": APP, "body": {"text": "ä/"}, "bad_signature": True})
        self.sim("/deliver", {"app": APP, "body": raw, "unsigned": True})
        _, _, bad, unsigned = self.receiver.wait(4)
        self.assertEqual(bad["body"], rb'{"text":"\u00e4\/"}')
        with self.assertRaises(AssertionError):
            self.assert_signed(bad)
        self.assertRegex(bad["headers"]["x-hub-signature-256"], r"^sha256=[0-9a-f]{64}$")
        self.assertNotIn("x-hub-signature-256", unsigned["headers"])
        self.receiver.answers = [401]
        self.assertEqual(self.sim("/deliver", {"app": APP, "body": raw})["status"], 401)

    def test_overrides_of_the_waba_and_of_the_number_win_for_messages(self):
        self.connect()
        waba_url = self.receiver.url + "/waba"
        number_url = self.receiver.url + "/number"
        self.graph("POST", "/%s/subscribed_apps" % WABA, {"override_callback_uri": waba_url, "verify_token": VERIFY})
        self.write()
        self.assertTrue(self.receiver.wait(1)[0]["path"].endswith("/waba"))
        refused = self.graph("POST", "/" + PHONE, {"webhook_configuration": {"override_callback_uri": number_url,
                                                                             "verify_token": "wrong"}})
        self.assertEqual(refused[0], 400)
        self.graph("POST", "/" + PHONE, {"webhook_configuration": {"override_callback_uri": number_url,
                                                                   "verify_token": VERIFY}})
        self.write()
        self.assertTrue(self.receiver.wait(2)[1]["path"].endswith("/number"))
        self.assertEqual(self.graph("GET", "/%s?fields=webhook_configuration" % PHONE)[1]["webhook_configuration"],
                         {"application": self.receiver.url, "whatsapp_business_account": waba_url,
                          "phone_number": number_url})
        self.sim("/owner/offboard", {"phone_number_id": PHONE})
        self.assertTrue(self.receiver.wait(3)[2]["path"].endswith("/whatsapp"))
