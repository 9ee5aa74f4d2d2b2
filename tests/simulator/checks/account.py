"""Subscriptions, the account's life, and what a token can lose."""
import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs

from rig import APP, DAY_MS, PHONE, SECRET, SimulatorCase, TOKEN, VERIFY, WABA
from signup import SignupCase

APP_TOKEN = "%s|%s" % (APP, SECRET)


class Subscriptions(SimulatorCase):
    def test_an_override_needs_a_plain_subscription_first(self):
        self.connect()
        override = {"override_callback_uri": self.receiver.url + "/waba", "verify_token": VERIFY}
        self.graph("DELETE", "/%s/subscribed_apps" % WABA)
        error = self.assert_refused(self.graph("POST", "/%s/subscribed_apps" % WABA, override), 400, 100)
        self.assertIn("Before override the current callback uri", error["error_data"]["details"])
        self.assertEqual(self.graph("GET", "/%s/subscribed_apps" % WABA)[1]["data"], [])
        self.graph("POST", "/%s/subscribed_apps" % WABA)
        handshakes = len(self.receiver.handshakes)
        error = self.assert_refused(self.graph("POST", "/%s/subscribed_apps" % WABA,
                                               dict(override, verify_token="wrong")), 400, 100)
        self.assertNotIn("override_callback_uri", self.graph("GET", "/%s/subscribed_apps" % WABA)[1]["data"][0])
        self.assertEqual(self.graph("POST", "/%s/subscribed_apps" % WABA, override), (200, {"success": True}))
        self.assertEqual(len(self.receiver.handshakes), handshakes + 2, "each override is verified before it is stored")
        self.assertEqual(self.graph("GET", "/%s/subscribed_apps" % WABA)[1]["data"][0]["override_callback_uri"],
                         override["override_callback_uri"])
        self.graph("POST", "/%s/subscribed_apps" % WABA)
        self.assertNotIn("override_callback_uri", self.graph("GET", "/%s/subscribed_apps" % WABA)[1]["data"][0])
        override["override_callback_uri"] = "http://127.0.0.1/" + "x" * 200
        self.assert_refused(self.graph("POST", "/%s/subscribed_apps" % WABA, override), 400, 100)

    def test_an_apps_fields_can_be_read_and_decide_what_is_told(self):
        self.connect()
        subscribe = {"object": "whatsapp_business_account", "callback_url": self.receiver.url, "verify_token": VERIFY,
                     "fields": "messages,account_update"}
        self.assertEqual(self.graph("POST", "/%s/subscriptions" % APP, subscribe, token=APP_TOKEN)[0], 200)
        rows = self.graph("GET", "/%s/subscriptions" % APP, token=APP_TOKEN)[1]["data"]
        self.assertEqual([(r["object"], r["active"], r["callback_url"], [f["name"] for f in r["fields"]]) for r in rows],
                         [("whatsapp_business_account", True, self.receiver.url, ["account_update", "messages"])])
        self.sim("/owner/write", {"phone_number_id": PHONE, "to": "4915112345678", "text": "not subscribed"})
        self.write()
        self.receiver.wait(1)
        time.sleep(0.1)
        self.assertEqual((len(self.receiver.values("messages")), len(self.receiver.received)), (1, 1))
        for wrong in ({"fields": "user_id_update"}, {"fields": ""}, {"object": "page"}):
            self.assert_refused(self.graph("POST", "/%s/subscriptions" % APP, dict(subscribe, **wrong), token=APP_TOKEN), 400, 100)
        self.assert_refused(self.graph("GET", "/%s/subscriptions" % APP), 403, 10)
        self.graph("DELETE", "/%s/subscriptions?object=whatsapp_business_account&fields=messages" % APP, token=APP_TOKEN)
        fields = self.graph("GET", "/%s/subscriptions" % APP, token=APP_TOKEN)[1]["data"][0]["fields"]
        self.assertEqual([f["name"] for f in fields], ["account_update"])
        self.graph("DELETE", "/%s/subscriptions?object=whatsapp_business_account" % APP, token=APP_TOKEN)
        self.assertEqual(self.graph("GET", "/%s/subscriptions" % APP, token=APP_TOKEN)[1]["data"], [])

    def test_an_app_in_development_mode_hears_nothing(self):
        self.connect()
        self.sim("/apps", {"id": APP, "secret": SECRET, "live": False})
        self.write()
        time.sleep(0.1)
        self.assertEqual((self.receiver.received, self.get("/deliveries")["unheard"]), ([], 1))


class AccountLife(SignupCase):
    def events(self, count):
        told = []
        for item in self.receiver.wait(count):
            body = json.loads(item["body"])
            for entry in body["entry"]:
                told += [(body["object"], entry["id"], c["field"], c["value"]) for c in entry["changes"]]
        return told

    def signed_up(self):
        self.app()
        self.waiting_number()
        return self.exchange(self.sdk()["code"])[1]["access_token"]

    def test_a_sign_up_tells_the_partner_before_any_subscription(self):
        self.signed_up()
        told = {t[2]: t for t in self.events(2)}
        self.assertEqual(told["account_update"],
                         ("whatsapp_business_account", "510987654321004", "account_update",
                          {"event": "PARTNER_ADDED", "waba_info": {"waba_id": WABA, "owner_business_id": "410987654321003"}}))
        self.assertEqual(told["business_integration_install"],
                         ("application", APP, "business_integration_install",
                          {"business_manager_id": "410987654321003", "tp_config_id": "cfg"}))
        for item in self.receiver.received:
            self.assert_signed(item)
        self.receiver.clear()
        self.sdk(partner_added_ms=None)
        self.assertEqual([t[2] for t in self.events(1)], ["business_integration_update"])
        time.sleep(0.1)
        self.assertEqual(len(self.receiver.received), 1)

    def test_an_uninstalled_app_has_a_dead_token_and_no_subscription(self):
        token = self.signed_up()
        self.graph("POST", "/%s/subscribed_apps" % WABA, token=token)
        self.events(2)
        self.receiver.clear()
        self.assertEqual(self.sim("/owner/uninstall", {"phone_number_id": PHONE})["tokens"], 1)
        told = {t[2]: t for t in self.events(2)}
        self.assertEqual(told["account_update"][3], {"event": "PARTNER_APP_UNINSTALLED", "waba_info": {
            "waba_id": WABA, "owner_business_id": "410987654321003", "partner_app_id": APP}})
        self.assertEqual(told["business_integration_uninstall"][3], {"business_manager_id": "410987654321003"})
        self.assert_refused(self.graph("GET", "/" + PHONE, token=token), 401, 190, 458)
        self.write()
        time.sleep(0.1)
        self.assertEqual(len(self.receiver.received), 2)

    def test_events_alone_change_nothing(self):
        token = self.signed_up()
        self.graph("POST", "/%s/subscribed_apps" % WABA, token=token)
        self.events(2)
        self.receiver.clear()
        for event in ("PARTNER_ADDED", "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_OFFBOARDED",
                      "ACCOUNT_RECONNECTED"):
            self.sim("/account_update", {"phone_number_id": PHONE, "event": event, "time": 1795010000})
        self.sim("/integration", {"kind": "update", "business_id": "410987654321003"})
        told = self.events(6)
        self.assertEqual({t[3].get("event") for t in told}, {
            "PARTNER_ADDED", "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_OFFBOARDED", "ACCOUNT_RECONNECTED", None})
        self.assertEqual({t[1] for t in told if (t[3].get("event") or "").startswith("ACCOUNT")}, {WABA})
        self.assertTrue(self.graph("GET", "/%s?fields=is_on_biz_app" % PHONE, token=token)[1]["is_on_biz_app"])
        self.sim("/account_update", {"phone_number_id": PHONE, "event": "PARTNER_BORED"}, expect=400)

    def test_a_phone_that_is_not_opened_for_fourteen_days_is_disconnected(self):
        token = self.signed_up()
        self.graph("POST", "/%s/subscribed_apps" % WABA, token=token)
        self.events(2)
        self.receiver.clear()
        self.sim("/clock", {"advance_ms": 13 * DAY_MS})
        self.sim("/owner/open", {"phone_number_id": PHONE})
        self.sim("/clock", {"advance_ms": 13 * DAY_MS})
        self.sim("/owner/write", {"phone_number_id": PHONE, "to": "4915112345678", "text": "from the Mac", "device": "companion"})
        self.events(1)
        self.sim("/clock", {"advance_ms": DAY_MS})
        told = [t for t in self.events(2) if t[2] == "account_update"]
        self.assertEqual(told[0][3]["disconnection_info"], {"reason": "PRIMARY_INACTIVITY", "initiated_by": "SYSTEM"})
        self.assertEqual(self.get("/world")["numbers"][0]["state"], "disconnected")
        self.sim("/signup", {"app": APP, "config_id": "cfg", "phone_number_id": PHONE})
        self.sim("/settings", {"phone_silence_days": 0})
        self.sim("/clock", {"advance_ms": 100 * DAY_MS})
        self.assertEqual(self.get("/world")["numbers"][0]["state"], "connected")


    def test_off_boarding_may_be_told_by_fields_of_its_own(self):
        self.connect()
        for act, field in (("offboard", "account_offboarded"), ("reconnect", "account_reconnected")):
            self.receiver.clear()
            self.sim("/owner/" + act, {"phone_number_id": PHONE, "own_field": True})
            self.assertEqual(self.events(1)[0][2], field)
        self.sim("/numbers", {"waba_id": WABA, "phone_number_id": "310987654321066", "display_phone_number": "4930123456",
                              "onboarded": False})
        for act in ("offboard", "reconnect", "disconnect"):
            self.sim("/owner/" + act, {"phone_number_id": "310987654321066"}, expect=409)


class Losses(SimulatorCase):
    def test_each_loss_is_refused_with_its_own_code(self):
        for loss, refused in (({"how": "token"}, (401, 190, 467)), ({"how": "token", "subcode": 460}, (401, 190, 460)),
                              ({"how": "token", "subcode": 458}, (401, 190, 458)),
                              ({"how": "token", "subcode": 0}, (401, 190, None)),
                              ({"how": "permission"}, (403, 10, None)), ({"how": "permission", "code": 200}, (403, 200, None)),
                              ({"how": "waba"}, (400, 100, 33)), ({"how": "number", "code": 33}, (400, 100, 33))):
            self.sim("/reset", {"world": True})
            self.connect()
            self.sim("/revoke", dict({"phone_number_id": PHONE}, **loss))
            self.assert_refused(self.graph("GET", "/" + PHONE), *refused)
        self.connect()
        self.sim("/revoke", {"phone_number_id": PHONE, "how": "number"})
        self.assert_refused(self.send(), 400, 133010)
        self.connect()
        self.sim("/revoke", {"token": TOKEN, "how": "permission", "scope": "whatsapp_business_messaging"})
        self.assert_refused(self.send(), 403, 10)
        self.assertEqual(self.graph("GET", "/" + PHONE)[0], 200, "the other permission is left")
        self.sim("/revoke", {"token": "EAAnobody", "how": "token"}, expect=404)
        self.sim("/revoke", {"phone_number_id": PHONE, "how": "luck"}, expect=400)


class SignedRequests(SignupCase):
    def opened(self, form, secret=SECRET):
        signature, payload = parse_qs(form.decode())["signed_request"][0].split(".")
        expected = base64.urlsafe_b64encode(hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest())
        fits = signature == expected.decode().rstrip("=")
        return fits, json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))

    def test_both_callbacks_get_a_signed_request(self):
        self.app(deauthorize_url=self.receiver.url + "/deauthorize", data_deletion_url=self.receiver.url + "/delete")
        done = self.sim("/signed_request", {"app": APP, "kind": "deauthorize", "user_id": "42"})
        item = self.receiver.wait(1)[0]
        self.assertEqual((done["status"], item["path"][-12:], item["headers"]["content-type"]),
                         (200, "/deauthorize", "application/x-www-form-urlencoded"))
        fits, payload = self.opened(item["body"])
        self.assertTrue(fits)
        self.assertEqual((payload["algorithm"], payload["user_id"], set(payload)),
                         ("HMAC-SHA256", "42", {"algorithm", "user_id", "issued_at"}))
        done = self.sim("/signed_request", {"app": APP, "kind": "data_deletion"})
        self.assertFalse(done["confirmed"], "an empty answer is no confirmation")
        self.sim("/signed_request", {"app": APP, "kind": "data_deletion", "bad_signature": True})
        self.assertFalse(self.opened(self.receiver.wait(3)[2]["body"])[0])
        self.sim("/signed_request", {"app": APP, "kind": "birthday"}, expect=400)
