"""The road of most hotels: a partner's gateway and its key, no Meta app. Each kind as the partner documents it, played by
a simulator that takes no other paths; the plugin never calls what the gateway does not offer."""
import hashlib
import hmac
import http.server
import threading

import deliveries
from scene import GUEST, MOUNT, Scene, SceneTest, until

WABA, PHONE_ID, DIGITS = "220987654321001", "320987654321002", "905321110033"
KEY, WEBHOOK_SECRET = "gateway-key-7Qm2", "word-of-the-webhooks"
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100
FORBIDDEN = {"not_offered", "smb_app_data", "subscribed_apps", "debug_token", "register", "deregister"}


class Elsewhere:
    """A host that is none of the gateway's: it notes who knocks."""

    def __init__(self):
        knocks = self.knocks = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                knocks.append(dict(self.headers))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"stolen")

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.2", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.2:{self.server.server_port}/"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Partner(Scene):
    """The hotel's number behind a gateway of the class's kind."""
    kind = base = auth = verify = None
    signed = {}  # what the simulator is told of how the gateway proves its webhooks

    def configure(self, offers=""):
        self.environment["COEXIST_GATEWAY_SECRET"] = WEBHOOK_SECRET
        self.config.write_text(self.config.read_text() + f"gateways:\n  partner:\n    kind: {self.kind}\n"
                               f"    base_url: {self.graph}{self.base}\n{self.auth}{offers}"
                               f"    verify: {{{self.verify}, secret: {{env: COEXIST_GATEWAY_SECRET}}}}\n")

    def put_number(self, key=None, **more):
        gateway = {"kind": self.kind, "key": KEY, "webhook_url": f"{self.host}{MOUNT}/webhooks/partner", **self.signed}
        gateway |= {"key": key} if key else {}
        made = self.sim("numbers", {"waba_id": WABA, "phone_number_id": PHONE_ID, "display_phone_number": DIGITS, "name": "Hotel Aurora",
                                    "coex": True, "owner_business_id": "410987654321003", "gateway": gateway, **more})
        assert made.status == 200, made.text

    def take_over(self, **changes):
        return self.adopt(road="partner", waba_id=WABA, phone_number_id=PHONE_ID, access_token=KEY, **changes)

    def guest_writes(self, words="Hello", guest=GUEST, **more):
        return super().guest_writes(words, guest, phone_number_id=PHONE_ID, **more)

    def proof(self, body, secret=WEBHOOK_SECRET):
        raise NotImplementedError

    def asked(self):
        """Every call to the platform's paths, whatever came of it; with its own key alone, the gateway's."""
        calls = self.sim_get("calls")["calls"]
        return [{"token": "", **call} for call in calls]

    def by_key(self):
        return [c["path"] for c in self.asked() if c["token"].startswith("gateway:")]


class D360(Partner):
    kind, base, auth = "d360", "", ""
    verify = "kind: header_secret, header: X-Hotel-Secret"
    signed = {"webhook_headers": {"X-Hotel-Secret": WEBHOOK_SECRET}}
    phone = {"phone": "+" + DIGITS}

    def proof(self, body, secret=WEBHOOK_SECRET):
        return {"X-Hotel-Secret": secret}


class Kapso(Partner):
    kind, base, auth = "kapso", "/meta/whatsapp/v24.0", ""
    verify = "kind: hmac_sha256, header: X-Webhook-Signature"
    signed = {"signature_header": "X-Webhook-Signature", "signature_secret": WEBHOOK_SECRET}
    phone = {}

    def proof(self, body, secret=WEBHOOK_SECRET):
        return {"X-Webhook-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


class Custom(Partner):
    kind, base = "custom", "/v25.0"
    auth = "    auth_header: {name: X-Partner-Key, prefix: \"Key \"}\n"
    verify = "kind: hmac_sha256, header: X-Partner-Signature, prefix: sha256="
    signed = {"header": "X-Partner-Key", "key": "Key " + KEY, "signature_header": "X-Partner-Signature", "signature_prefix": "sha256=",
              "signature_secret": WEBHOOK_SECRET}
    phone = {}

    def proof(self, body, secret=WEBHOOK_SECRET):
        return {"X-Partner-Signature": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


class OverAGateway:
    adopt = False

    @classmethod
    def before_host(cls, scene):
        scene.configure()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scene.put_number()
        cls.adopted = cls.scene.done(cls.scene.take_over(**cls.scene.phone))
        cls.account = cls.adopted["account"]

    def send(self, action, **content):
        return self.scene.act(self.account, action, {"to": "+" + GUEST, **content})

    def sent(self, action, **content):
        self.scene.done(self.send(action, **content), "sam")
        return [m for m in self.scene.sim_get("messages?origin=api")["messages"] if m["guest"] == GUEST][-1]

    def guest_sends(self, file):
        wrote = self.scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": GUEST, "name": "Lena Vogt", "media": file["id"]})
        self.assertEqual(wrote.status, 200, wrote.text)
        return wrote.json["wamid"]

    def file_state(self, wamid, *states):
        def look():
            media = (self.scene.message(self.account, wamid=wamid) or {}).get("media", {})
            return media if media.get("state") in states else None
        return until(f"a file that is {states}", look, 30)

    def tearDown(self):
        """Nothing was ever asked for that this gateway does not offer, and nothing of a phone was touched."""
        self.assertEqual([(c["method"], c["path"]) for c in self.scene.asked() if c["endpoint"] in FORBIDDEN], [])
        self.assertEqual(self.scene.sim_get("calls?forbidden=true")["calls"], [])

    def test_adopted_by_its_key_it_says_what_was_looked_at(self):
        self.assertEqual(self.adopted["address"], "+" + DIGITS)
        self.assertEqual([(s["step"], s["state"]) for s in self.adopted["steps"]],
                         [("numbers", "done"), ("subscribe", "done"), ("contacts", "skipped")])
        shown = self.scene.rest("GET", f"/v1/accounts/{self.account}", user="ann").json
        self.assertEqual((shown["state"], shown["road"]), ("connected", "partner"))

    def test_guest_and_staff_and_owner_write_to_each_other(self):
        self.scene.guest_writes("Do you have a room?")
        asked = self.scene.record(text="Do you have a room?")
        self.assertEqual(asked["origin"], "customer")
        self.assertEqual(self.sent("send_text", text="Yes, two.")["content"]["body"], "Yes, two.")
        until("the message was read", lambda: self.scene.message(self.account, text="Yes, two.", status="read"))
        self.scene.done(self.scene.act(self.account, "mark_read", {"message": asked["id"]}), "sam")
        wrote = self.scene.sim("owner/write", {"phone_number_id": PHONE_ID, "to": GUEST, "text": "One with a view."})
        self.assertEqual(wrote.status, 200, wrote.text)
        self.assertEqual(self.scene.record(text="One with a view.")["origin"], "business_app")

    def test_a_photo_goes_both_ways(self):
        file = self.scene.sim("media", {"phone_number_id": PHONE_ID, "mime_type": "image/png", "text": "photo of the bay"}).json
        media = self.file_state(self.guest_sends(file), "kept", "gone", "refused", "host_not_allowed")
        self.assertEqual(media["state"], "kept", media)
        made = self.scene.rest("POST", f"/v1/uploads?account={self.account}", PNG, "sam", {"Content-Type": "image/png"})
        self.assertEqual(made.status, 201, made.text)
        message = self.sent("send_image", file=made.json["file"], caption="The room")
        self.assertEqual((message["type"], message["content"]["caption"]), ("image", "The room"))

    def test_templates_are_listed_and_sent(self):
        for name, more in (("stay", {"components": [{"type": "BODY", "text": "Welcome, {{1}}"}]}), ("off", {"status": "REJECTED"})):
            made = self.scene.sim("templates", {"phone_number_id": PHONE_ID, "name": name, "language": "de", **more})
            self.assertEqual(made.status, 200, made.text)
        self.assertEqual(self.scene.done(self.scene.act(self.account, "sync_templates"), "sam")["templates"], 2)
        listed = {t["name"]: t for t in self.scene.whole(f"/v1/accounts/{self.account}/templates", "templates")}
        self.assertEqual({name: (t["status"], t["category"], t["sendable"]) for name, t in listed.items()},
                         {"stay": ("APPROVED", "UTILITY", True), "off": ("REJECTED", "UTILITY", False)})
        self.sent("send_template", name="stay", language="de", values=["Lena"])
        self.assertEqual(self.scene.record(text="Welcome, Lena")["type"], "template")
        # The platform's webhooks speak of the template by Meta's id.
        made = self.scene.sim("templates", {"phone_number_id": PHONE_ID, "name": "stay", "language": "de", "status": "PAUSED", "tell": "PAUSED"})
        self.assertEqual(made.status, 200, made.text)
        until("the pause is known", lambda: {t["name"]: t["status"] for t in self.scene.whole(
            f"/v1/accounts/{self.account}/templates", "templates")}["stay"] == "PAUSED")

    def test_a_delivery_without_the_gateways_proof_is_refused_and_leaves_nothing(self):
        told = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": DIGITS, "phone_number_id": PHONE_ID},
                "contacts": [{"wa_id": GUEST, "profile": {"name": "Lena"}}],
                "messages": [{"from": GUEST, "id": "wamid.forged", "timestamp": "1795010000", "type": "text", "text": {"body": "forged"}}]}
        body = deliveries.body(deliveries.entry(WABA, {"field": "messages", "value": told}))
        for headers in ({}, self.scene.proof(body, "another word"), {"X-Hub-Signature-256": "sha256=" + "0" * 64},
                        {name: "" for name in self.scene.proof(body)}):
            with self.subTest(headers=list(headers)):
                self.assertEqual(self.scene.deliver(body, headers=headers, road="partner").status, 401)
        self.assertEqual(self.scene.deliver(body, headers=self.scene.proof(body), road="hotel").status, 401)
        self.assertIsNone(self.scene.message(self.account, wamid="wamid.forged"))
        self.assertEqual(self.scene.deliver(body, headers=self.scene.proof(body), road="partner").status, 200)
        until("with the proof it is taken", lambda: self.scene.message(self.account, wamid="wamid.forged"))

    def test_the_key_goes_to_no_other_host(self):
        foreign = Elsewhere()
        self.addCleanup(foreign.close)
        for behaviour in ({"announced_url": foreign.url + "photo"}, {"redirect_to": foreign.url + "photo"}):
            file = self.scene.sim("media", {"phone_number_id": PHONE_ID, "mime_type": "image/jpeg", "text": "x", **behaviour}).json
            self.assertEqual(self.file_state(self.guest_sends(file), "host_not_allowed", "kept", "gone", "refused")["state"], "host_not_allowed")
        self.assertEqual(foreign.knocks, [])

    def test_a_wrong_key_is_refused_and_leaves_nothing(self):
        accounts = len(self.scene.whole("/v1/accounts", "accounts"))
        problem = self.scene.failure(self.scene.adopt(road="partner", tenant="harbour", waba_id=WABA, phone_number_id="320987654321099",
                                                      access_token="a-key-of-nobody", provider="meta", phone="+905321110044"))
        self.assertIn("does not accept our access", problem["detail"])
        self.assertEqual(problem["code"], "platform_refused")
        self.assertEqual(len(self.scene.whole("/v1/accounts", "accounts")), accounts)

    def test_a_key_that_the_partner_withdrew_is_told_and_believed_again_when_it_is_back(self):
        def key_is_bad():
            return self.scene.rest("GET", f"/v1/accounts/{self.account}", user="ann").json["flags"].get("token_invalid", False)
        self.scene.guest_writes("Are you there?")
        self.scene.record(text="Are you there?")
        self.scene.put_number(key="another-key-of-the-partner")
        self.addCleanup(self.scene.put_number)
        self.assertFalse(key_is_bad())
        asked = self.send("send_text", text="We are.")
        until("the key is known to be over", key_is_bad)
        self.assertIn(self.scene.operation_now(asked.json["operation"]["id"], "sam")["state"], ("failed", "held"))
        self.scene.put_number()
        until("the key is good again", lambda: not key_is_bad(), 30)

    def test_the_number_is_looked_after_and_the_dialog_is_not_the_gateways(self):
        self.scene.done(self.scene.act(self.account, "refresh"), "sam")
        shown = self.scene.rest("GET", f"/v1/accounts/{self.account}", user="ann").json
        self.assertEqual(shown["state"], "connected")
        asked = self.scene.rest("POST", "/v1/channels/coex/actions/connect", {"tenant": "harbour", "road": "partner"}, "ann")
        self.assert_refused(asked, 501, "gateway_without_dialog")


class Over360dialog(OverAGateway, SceneTest):
    scene_type = D360

    def test_its_key_alone_names_the_number_in_every_call(self):
        self.assertEqual([path for path in self.scene.by_key() if PHONE_ID in path], [])
        self.assertNotEqual(self.scene.by_key(), [])

    def test_the_number_that_it_does_not_tell_has_to_be_said(self):
        refused = self.scene.take_over()
        self.assert_refused(refused, 400, "adopt_phone_needed")
        self.assertIn('"partner"', refused.json["detail"])


class OverKapso(OverAGateway, SceneTest):
    scene_type = Kapso

    def test_a_wrong_account_or_another_number_than_typed_is_refused(self):
        problem = self.scene.failure(self.scene.adopt(road="partner", waba_id=WABA, phone_number_id=PHONE_ID, access_token=KEY, phone="+905321110099"))
        self.assertEqual(problem["code"], "adopt_phone_differs")


class OverAnother(OverAGateway, SceneTest):
    scene_type = Custom

    def test_another_account_than_the_numbers_is_refused(self):
        self.scene.put_number()
        refused = self.scene.adopt(road="partner", waba_id="220987654321999", phone_number_id=PHONE_ID, access_token=KEY)
        self.scene.failure(refused)


class OffersLittle(SceneTest):
    """A gateway that describes nothing and lists no templates: both are said, neither is called."""
    adopt = False
    scene_type = Custom

    @classmethod
    def before_host(cls, scene):
        scene.configure("    offers: {describes_number: false, lists_numbers: false, templates: none}\n")

    def test_what_it_does_not_offer_is_refused_by_name(self):
        self.scene.put_number()
        account = self.scene.done(self.scene.take_over(phone="+" + DIGITS))["account"]
        problem = self.scene.failure(self.scene.act(account, "sync_templates"), "sam")
        self.assertEqual(problem["code"], "not_offered_by_gateway")
        self.assertEqual(problem["detail"], 'The gateway "partner" does not offer this: a list of templates.')
        self.assertEqual(self.scene.by_key(), [])
        self.scene.guest_writes("Hello")
        self.scene.record(text="Hello")
        self.scene.done(self.scene.act(account, "send_text", {"to": "+" + GUEST, "text": "Good evening"}), "sam")
        self.assertEqual(self.scene.by_key(), [f"/v25.0/{PHONE_ID}/messages"])


if __name__ == "__main__":
    import unittest
    unittest.main()
