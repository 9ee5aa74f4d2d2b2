"""Reading numbers, accounts and tokens, and calls that must not be made."""
import hashlib
import hmac

from rig import APP, LENA, PHONE, SECRET, SimulatorCase, TOKEN, WABA


class Reading(SimulatorCase):
    def test_a_number_shows_only_the_fields_that_were_asked_for(self):
        self.connect()
        status, body = self.graph("GET", "/%s?fields=display_phone_number,is_on_biz_app,throughput{level}" % PHONE)
        self.assertEqual((status, body), (200, {"display_phone_number": "+90 532 111 00 22", "is_on_biz_app": True,
                                                "throughput": {"level": "STANDARD"}, "id": PHONE}))
        self.assertIn(r'"+90 532', self.last_text)
        self.assert_refused(self.graph("GET", "/%s?fields=id,shoe_size" % PHONE), 400, 100)
        self.assertEqual(self.graph("GET", "/%s?fields=name,currency" % WABA)[1]["currency"], "EUR")
        self.assertEqual(self.graph("GET", "/me?fields=client_business_id")[1]["client_business_id"], "410987654321003")

    def test_numbers_are_listed_in_pages(self):
        self.connect()
        for n in range(3, 6):
            self.sim("/numbers", {"waba_id": WABA, "phone_number_id": "31098765432100%d" % n, "token": TOKEN,
                                  "display_phone_number": "49301234%d" % n, "coex": False})
        found, after = [], ""
        for _ in range(3):
            page = self.graph("GET", "/%s/phone_numbers?fields=id,is_on_biz_app&limit=2%s" % (WABA, after))[1]
            found += [row["id"] for row in page["data"]]
            if "next" not in page["paging"]:
                break
            after = "&after=" + page["paging"]["cursors"]["after"].replace("=", "%3D")
        self.assertEqual(found, ["31098765432100%d" % n for n in range(2, 6)])
        self.assert_refused(self.graph("GET", "/%s/phone_numbers?after=nonsense" % WABA), 400, 131059)

    def test_debug_token(self):
        self.connect()
        app_token = "%s|%s" % (APP, SECRET)
        described = self.graph("GET", "/debug_token?input_token=" + TOKEN, token=app_token)[1]["data"]
        self.assertEqual((described["app_id"], described["is_valid"], described["expires_at"]), (APP, True, 0))
        self.assertEqual({s["scope"]: s["target_ids"] for s in described["granular_scopes"]},
                         {"whatsapp_business_management": [WABA], "whatsapp_business_messaging": [WABA]})
        self.assertFalse(self.graph("GET", "/debug_token?input_token=EAAx", token=app_token)[1]["data"]["is_valid"])

    def test_calls_of_the_dedicated_path_are_refused_and_stand_out(self):
        self.connect()
        for edge, body in (("/register", {"messaging_product": "whatsapp", "pin": "123456"}), ("/deregister", {}),
                           ("/request_code", {"code_method": "SMS"}), ("/verify_code", {"code": "1"}),
                           ("", {"pin": "123456"}), ("/whatsapp_business_profile", {"about": "x"})):
            self.assert_refused(self.graph("POST", "/" + PHONE + edge, body), 400, 100)
        log = self.get("/calls?forbidden=true")
        self.assertEqual((log["forbidden"], len(log["calls"])), (6, 6))
        self.assert_refused(self.graph("POST", "/%s/register" % PHONE, {}, token="EAAwrong"), 401, 190)
        self.assertEqual(self.get("/calls")["forbidden"], 7, "the attempt counts, whatever comes of it")
        self.write()
        self.assertEqual(self.send()[0], 200)

    def test_unknown_paths_and_versions(self):
        self.connect()
        self.assert_refused(self.graph("GET", "/%s/horoscope" % PHONE), 400, 100, 33)
        self.assert_refused(self.graph("GET", "/nothing"), 400, 100, 33)
        self.assert_refused(self.graph("GET", "/nothing/at/all"), 400, 2500)
        self.assertEqual(self.graph("GET", "/" + PHONE, version="/v19.0")[0], 200)
        self.assertEqual(self.graph("GET", "/" + PHONE, version="")[0], 400)


class Gateways(SimulatorCase):
    def test_a_gateway_takes_its_key_and_signs_its_own_way(self):
        for kind, header, path in (("d360", "D360-API-KEY", "/messages"),
                                   ("kapso", "X-API-Key", "/meta/whatsapp/v24.0/%s/messages" % PHONE)):
            self.receiver.clear()
            self.sim("/numbers", {"waba_id": WABA, "phone_number_id": PHONE, "display_phone_number": "905321110022",
                                  "gateway": {"kind": kind, "key": "key-1", "webhook_url": self.receiver.url,
                                              "signature_header": "X-Webhook-Signature", "signature_secret": "shh"}})
            self.write("through the partner")
            item = self.receiver.wait(1)[0]
            self.assertEqual(item["headers"]["x-webhook-signature"],
                             hmac.new(b"shh", item["body"], hashlib.sha256).hexdigest())
            self.assertNotIn("x-hub-signature-256", item["headers"])
            body = {"messaging_product": "whatsapp", "to": LENA, "type": "text", "text": {"body": "Welcome"}}
            self.assertEqual(self.http("POST", path, body, {header: "key-1"})[0], 200)
            status, refused = self.http("POST", path, body, {header: "key-2"})
            self.assertEqual((status, "error" in refused), (401, False), "in the partner's words")
            self.receiver.wait(2)

    def test_each_kind_takes_its_own_paths_only(self):
        at_kapso = "/meta/whatsapp/v24.0"
        taken = {"d360": ["/v1/configs/templates?limit=2"],
                 "kapso": [at_kapso + "/%s?fields=status" % PHONE, at_kapso + "/%s/phone_numbers" % WABA,
                           at_kapso + "/%s/message_templates" % WABA],
                 "custom": ["/v25.0/%s?fields=status" % PHONE, "/v25.0/%s/phone_numbers" % WABA]}
        refused = {"d360": ["/" + PHONE, "/v25.0/" + PHONE, "/%s/phone_numbers" % WABA, "/%s/message_templates" % WABA],
                   "kapso": ["/" + PHONE, "/v24.0/" + PHONE, at_kapso + "/%s/subscribed_apps" % WABA],
                   "custom": ["/v25.0/%s/subscribed_apps" % WABA]}
        for kind in taken:
            self.sim("/numbers", {"waba_id": WABA, "phone_number_id": PHONE, "display_phone_number": "905321110022",
                                  "gateway": {"kind": kind, "header": "X-Key", "key": "key-1"}})
            for path in taken[kind]:
                self.assertEqual(self.http("GET", path, None, {"X-Key": "key-1"})[0], 200, (kind, path))
            for path in refused[kind]:
                status, words = self.http("GET", path, None, {"X-Key": "key-1"})
                self.assertEqual((status, "error" in words), (404, False), (kind, path))

    def test_files_behind_a_gateway(self):
        for kind, base in (("d360", ""), ("kapso", "/meta/whatsapp/v24.0")):
            self.sim("/numbers", {"waba_id": WABA, "phone_number_id": PHONE, "display_phone_number": "905321110022",
                                  "gateway": {"kind": kind, "header": "X-Key", "key": "key-1"}})
            file = self.sim("/media", {"phone_number_id": PHONE, "mime_type": "image/png", "text": "bay"})
            key = {"X-Key": "key-1"}
            if kind == "kapso":
                self.assertEqual(self.http("GET", "%s/%s" % (base, file["id"]), None, key)[0], 400)
            told = self.http("GET", "%s/%s?phone_number_id=%s" % (base, file["id"], PHONE), None, key)[1]
            self.assertTrue(told["url"].startswith("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid="))
            self.assertEqual("download_url" in told, kind == "kapso")
            path = told["url"][len("https://lookaside.fbsbx.com"):]
            self.assertEqual(self.http("GET", path, None, {})[0], 401 if kind == "d360" else 404)
