"""Embedded Signup: the dialog and its page, the SDK's script, codes, tokens."""
import hashlib
import hmac
import json
import re
import shutil
import subprocess
import unittest
from urllib.parse import parse_qs, urlencode, urlsplit

from rig import APP, OTHER_WABA, PHONE, SECRET, SimulatorCase, WABA

EXTRAS = json.dumps({"setup": {}, "featureType": "whatsapp_business_app_onboarding", "sessionInfoVersion": "3",
                     "version": "v4"})
BACK = "https://crm.example/connect/callback?hotel=1"


class SignupCase(SimulatorCase):
    def app(self, **more):
        document = {"id": APP, "secret": SECRET, "name": "Fixture CRM", "callback_url": self.receiver.url,
                    "verify_token": "verify-me", "business_id": "510987654321004", "redirect_uris": [BACK],
                    "sdk_domains": ["crm.example"], "configs": [{"id": "cfg"}, {"id": "cfg60", "token": "60_days"}],
                    "integration_fields": ["business_integration_install", "business_integration_uninstall",
                                           "business_integration_update"]}
        document.update(more)
        self.sim("/apps", document)

    def waiting_number(self, **more):
        document = {"waba_id": WABA, "phone_number_id": PHONE, "display_phone_number": "905321110022",
                    "name": "Hotel <Fixture>", "owner_business_id": "410987654321003", "onboarded": False}
        document.update(more)
        self.sim("/numbers", document)

    def dialog(self, **more):
        query = {"client_id": APP, "redirect_uri": BACK, "config_id": "cfg", "response_type": "code",
                 "override_default_response_type": "true", "state": "st/+1", "extras": EXTRAS}
        query.update(more)
        return self.http("GET", "/v24.0/dialog/oauth?" + urlencode({k: v for k, v in query.items() if v is not None}))

    def redirected(self):
        url = urlsplit(self.last_headers["location"])
        return url, {k: v[0] for k, v in parse_qs(url.query, keep_blank_values=True).items()}

    def redirect_code(self, **dialog):
        self.sim("/dialogs", {"phone_number_id": PHONE})
        self.assertEqual(self.dialog(**dialog)[0], 302)
        return self.redirected()[1]["code"]

    def sdk(self, **more):
        return self.sim("/signup", dict({"app": APP, "config_id": "cfg", "phone_number_id": PHONE}, **more))

    def exchange(self, code, method="POST", **more):
        form = {"client_id": APP, "client_secret": SECRET, "code": code}
        form.update(more)
        form = urlencode({k: v for k, v in form.items() if v is not None})
        if method == "GET":
            return self.http("GET", "/v24.0/oauth/access_token?" + form)
        return self.http("POST", "/v24.0/oauth/access_token", form, {"Content-Type": "application/x-www-form-urlencoded"})

    def debug(self, token):
        return self.graph("GET", "/debug_token?input_token=" + token, token="%s|%s" % (APP, SECRET))[1]["data"]


class DialogPage(SignupCase):
    def test_the_page_cuts_the_opener_off_and_asks_what_to_do(self):
        self.app()
        self.waiting_number()
        status, page = self.dialog()
        self.assertEqual((status, self.last_headers["cross-origin-opener-policy"]), (200, "same-origin"))
        for words in ("Finish", "Cancel", "Report an error", "+90 532 111 00 22 Hotel &lt;Fixture&gt;"):
            self.assertIn(words, page)
        dialog = re.search(r'name="dialog" value="([0-9A-F]+)"', page).group(1)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        chosen = urlencode({"dialog": dialog, "act": "finish", "phone_number_id": PHONE})
        self.assertEqual(self.http("POST", "/dialog/decide", chosen, form)[0], 302)
        url, query = self.redirected()
        self.assertEqual((url.netloc, url.path, url.fragment), ("crm.example", "/connect/callback", "_=_"))
        self.assertEqual((query["hotel"], query["state"], set(query)), ("1", "st/+1", {"hotel", "code", "state"}))
        self.assertEqual(self.http("POST", "/dialog/decide", chosen, form)[0], 409, "a dialog ends once")
        self.assertEqual(self.http("POST", "/dialog/decide", "dialog=none", form)[0], 404)

    def test_what_the_app_knows_already_is_filled_in(self):
        self.app()
        extras = {"setup": {"business": {"name": "Hotel & Co", "email": "a@b.example"}, "phone": {"displayName": "Harbour"}}}
        page = self.dialog(extras=json.dumps(extras))[1]
        for words in ("Business: Hotel &amp; Co", "E-mail: a@b.example", "Display name: Harbour", "SMS or call"):
            self.assertIn(words, page)

    def test_a_closed_window_tells_nobody(self):
        self.app()
        self.sim("/dialogs", {"act": "close"})
        self.assertEqual(self.dialog()[0], 200)
        self.assertNotIn("location", self.last_headers)
        outcome = self.sdk(act="close")
        self.assertEqual((outcome["result"], outcome["events"], "code" in outcome), ("closed", [], False))

    def test_a_cancelled_dialog_comes_back_with_access_denied_and_the_state(self):
        self.app()
        for act in ({"act": "cancel"}, {"act": "fail", "error_code": "524126"}):
            self.sim("/dialogs", act)
            self.assertEqual(self.dialog()[0], 302)
            query = self.redirected()[1]
            self.assertEqual({k: query[k] for k in ("error", "error_code", "error_reason", "state")},
                             {"error": "access_denied", "error_code": "200", "error_reason": "user_denied",
                              "state": "st/+1"})
            self.assertNotIn("code", query)

    def test_the_redirect_uri_must_be_on_the_apps_list_byte_by_byte(self):
        self.app()
        for wrong in (BACK + "/", BACK.replace("https", "http"), BACK + "&a=1", BACK.replace("hotel=1", "hotel=%31"), "", None):
            self.sim("/dialogs", {"phone_number_id": PHONE})
            status, page = self.dialog(redirect_uri=wrong)
            self.assertEqual(status, 400, wrong)
            self.assertIn("URL Blocked", page)
            self.assertNotIn("location", self.last_headers)
        log = self.get("/dialogs")
        self.assertEqual({(d["opened"], d["blocked"]) for d in log["dialogs"]}, {(False, "URL Blocked")})
        self.assertEqual(log["waiting"], 6, "a blocked dialog takes no decision")

    def test_the_dialog_is_refused_when_its_parameters_do_not_fit(self):
        self.app()
        for wrong, title in (({"client_id": "1"}, "Invalid App ID"), ({"config_id": "no"}, "Invalid configuration"),
                             ({"scope": "email"}, "Invalid parameters"), ({"response_type": "token"}, "Invalid parameters"),
                             ({"override_default_response_type": None}, "Invalid parameters"),
                             ({"extras": '{"version":"v2"}'}, "Unsupported version"),
                             ({"extras": EXTRAS[:-1] + ', "features": [{"name": "app_only_install"}]}'}, "Invalid parameters"),
                             ({"sdk": "joey", "domain": "evil.example"}, "JSSDK Unknown Host Domain")):
            status, page = self.dialog(**wrong)
            self.assertEqual(status, 400, wrong)
            self.assertIn(title, page)


class SessionEvents(SignupCase):
    def event(self, **more):
        outcome = self.sdk(**more)
        self.assertEqual(len(outcome["events"]), 1, outcome)
        return json.loads(outcome["events"][0]), outcome

    def test_a_finished_coexistence_sign_up_tells_only_the_waba(self):
        self.app()
        self.waiting_number()
        event, outcome = self.event()
        self.assertEqual(event, {"type": "WA_EMBEDDED_SIGNUP", "event": "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
                                 "data": {"waba_id": WABA}, "version": 3})
        self.assertTrue(outcome["code"])
        event, _ = self.event(extra_ids=True, version_text=True)
        self.assertEqual((event["data"]["phone_number_id"], event["version"]), (PHONE, "3"))
        outcome = self.sdk(code=False)
        self.assertNotIn("code", outcome)
        self.assertEqual(self.sdk(event=False)["events"], [])

    def test_the_sms_path_ends_as_another_event_and_takes_the_number_off_the_phone(self):
        self.app()
        self.waiting_number()
        event, outcome = self.event(coexistence=False)
        self.assertEqual((event["event"], event["data"]["phone_number_id"], event["data"]["business_id"]),
                         ("FINISH", PHONE, "410987654321003"))
        token = self.exchange(outcome["code"])[1]["access_token"]
        number = self.graph("GET", "/%s?fields=is_on_biz_app,platform_type,status,code_verification_status" % PHONE,
                            token=token)[1]
        self.assertEqual(number, {"is_on_biz_app": False, "platform_type": "NOT_APPLICABLE", "status": "PENDING",
                                  "code_verification_status": "VERIFIED", "id": PHONE})
        self.assertTrue(self.get("/world")["numbers"][0]["knocked_off_the_phone"])
        self.assert_refused(self.graph("POST", "/%s/smb_app_data" % PHONE,
                                       {"messaging_product": "whatsapp", "sync_type": "history"}, token=token), 400, 100)

    def test_extras_that_the_dialog_does_not_understand_lead_to_the_sms_path(self):
        for extras, ignored in (("{not json", False), ("{}", False), (None, False),
                                ('{"featureType":"coexistence"}', False), (EXTRAS, True)):
            self.sim("/reset", {"world": True})
            self.app()
            self.waiting_number()
            self.sim("/settings", {"extras_ignored": ignored})
            self.redirect_code(extras=extras)
            self.assertEqual(self.get("/dialogs")["dialogs"][-1]["result"], "connected as dedicated number", extras)

    def test_a_number_that_is_on_no_business_app_gets_the_sms_path(self):
        self.app()
        self.waiting_number(business_app=False)
        self.assertEqual(self.event()[0]["event"], "FINISH")
        self.assertFalse(self.get("/world")["numbers"][0]["knocked_off_the_phone"])

    def test_leaving_and_reporting(self):
        self.app()
        for step in ("BUSINESS_ACCOUNT_SELECTION", "WABA_PHONE_PROFILE_PICKER", "WHATSAPP_BUSINESS_PROFILE_SETUP",
                     "PHONE_NUMBER_SETUP", "PHONE_NUMBER_VERIFICATION", "PERMISSIONS"):
            event, outcome = self.event(act="cancel", current_step=step)
            self.assertEqual((event["event"], event["data"]), ("CANCEL", {"current_step": step}))
            self.assertNotIn("code", outcome)
        event, _ = self.event(act="fail", error_code="524126", error_message="Bad name.", older_error=True)
        self.assertEqual((event["event"], event["data"]["error_id"], event["data"]["error_message"]),
                         ("CANCEL", "524126", "Bad name."))
        self.assertRegex(event["data"]["session_id"] + " " + event["data"]["timestamp"], r"^[0-9a-f]{15} \d{10}$")
        event, _ = self.event(act="fail", error_code="2655093", error_event="ERROR")
        self.assertEqual((event["event"], event["data"]["error_code"]), ("ERROR", "2655093"))
        self.sim("/signup", {"app": APP, "act": "cancel", "current_step": "LOBBY"}, expect=400)
        self.sim("/signup", {"app": APP, "phone_number_id": "1"}, expect=404)

    def test_a_sign_up_without_a_number_gives_a_code_for_the_waba(self):
        self.app()
        self.waiting_number()
        event, outcome = self.event(act="only_waba")
        self.assertEqual((event["event"], event["data"]),
                         ("FINISH_ONLY_WABA", {"waba_id": WABA, "business_id": "410987654321003"}))
        token = self.exchange(outcome["code"])[1]["access_token"]
        self.assertEqual(self.graph("GET", "/%s/phone_numbers" % WABA, token=token)[1]["data"], [])


class PortfolioRules(SignupCase):
    def refused(self, result, code, **more):
        outcome = self.sdk(**more)
        self.assertEqual((outcome["result"], "code" in outcome), (result, False))
        data = json.loads(outcome["events"][0])["data"]
        self.assertEqual(data.get("error_code"), code, data)
        self.assertEqual(self.get("/world")["numbers"][0]["state"], "not_onboarded")
        return data

    def test_the_portfolio_that_owns_the_app_can_not_be_chosen(self):
        self.app(business_id="410987654321003")
        self.waiting_number()
        self.assertEqual(self.refused("own_portfolio", None), {"current_step": "BUSINESS_ACCOUNT_SELECTION"})

    def test_a_number_of_another_partner_or_portfolio_is_refused(self):
        self.app()
        self.waiting_number(attached_to="610000000000777")
        self.refused("attached_elsewhere", "2655093")
        self.refused("other_portfolio", "3441041", business_id="419999999999999")
        self.sim("/dialogs", {"phone_number_id": PHONE})
        self.dialog()
        self.assertEqual(self.redirected()[1]["error"], "access_denied")

    def test_a_number_that_was_used_too_little_is_not_eligible(self):
        self.app()
        self.waiting_number(eligible=False)
        self.assertIn("more WhatsApp Business App activity", self.refused("not_eligible", None)["error_message"])
        self.sim("/phone", {"phone_number_id": PHONE, "eligible": True})
        self.assertEqual(self.sdk()["result"], "connected")

    def test_after_the_phones_disconnect_another_partner_may_connect(self):
        self.app()
        self.waiting_number(onboarded=True, attached_to="610000000000777")
        self.assertEqual(self.sdk()["result"], "attached_elsewhere")
        self.sim("/owner/disconnect", {"phone_number_id": PHONE})
        self.assertEqual(self.sdk()["result"], "connected")


class Codes(SignupCase):
    def setUp(self):
        super().setUp()
        self.app()
        self.waiting_number()

    def test_a_code_of_the_popup_is_exchanged_without_redirect_uri_and_once(self):
        for method, redirect in (("POST", None), ("GET", None), ("POST", "")):
            code = self.sdk()["code"]
            refused = self.exchange(code, redirect_uri=BACK)
            error = self.assert_refused(refused, 400, 100, 36008)
            self.assertEqual((error["type"], "error_data" in error), ("OAuthException", False))
            status, body = self.exchange(code, method, redirect_uri=redirect)
            self.assertEqual((status, set(body), body["token_type"]), (200, {"access_token", "token_type"}, "bearer"))
            self.assert_refused(self.exchange(code), 400, 100, 36009)
        for mode, fits, fails in (("omitted", None, ""), ("empty", "", None)):
            self.sim("/settings", {"sdk_redirect_uri": mode})
            code = self.sdk()["code"]
            self.assert_refused(self.exchange(code, redirect_uri=fails), 400, 100, 36008)
            self.assertEqual(self.exchange(code, redirect_uri=fits)[0], 200)

    def test_a_code_of_the_dialog_needs_the_very_same_redirect_uri(self):
        code = self.redirect_code()
        for wrong in (None, "", BACK + "/"):
            self.assert_refused(self.exchange(code, redirect_uri=wrong), 400, 100, 36008)
        self.assertEqual(self.exchange(code, redirect_uri=BACK)[0], 200)

    def test_a_code_lives_thirty_seconds_of_the_simulators_clock(self):
        code = self.sdk()["code"]
        self.sim("/clock", {"advance_ms": 29000})
        self.assertEqual(self.exchange(code)[0], 200)
        code = self.sdk()["code"]
        self.sim("/clock", {"advance_ms": 30001})
        self.assert_refused(self.exchange(code), 400, 100, 36007)

    def test_a_code_belongs_to_its_app_and_the_app_to_its_secret(self):
        self.sim("/apps", {"id": "610000000000002", "secret": "other-secret"})
        code = self.sdk()["code"]
        self.assert_refused(self.exchange(code, client_id="610000000000002", client_secret="other-secret"), 400, 100)
        self.assert_refused(self.exchange(code, client_secret="wrong"), 400, 1)
        self.assert_refused(self.exchange(code, client_id="1"), 400, 101)
        self.assert_refused(self.exchange("AQnonsense"), 400, 100)
        self.assert_refused(self.exchange(None), 400, 1)
        self.assertEqual(self.exchange(code)[0], 200, "what was refused did not use the code up")

    def test_a_lost_answer_has_used_the_code_up_and_a_refused_call_has_not(self):
        code = self.sdk()["code"]
        self.sim("/faults", {"endpoint": "oauth_access_token", "kind": "error_code", "code": 2})
        self.assert_refused(self.exchange(code), 503, 2)
        self.sim("/faults", {"endpoint": "oauth_access_token", "kind": "drop_after"})
        with self.assertRaises(OSError):
            self.exchange(code)
        self.assert_refused(self.exchange(code), 400, 100, 36009)

    def test_the_log_names_codes_and_tokens_without_showing_them(self):
        code = self.sdk()["code"]
        token = self.exchange(code)[1]["access_token"]
        self.exchange(code, client_secret="wrong")
        self.debug(token)
        log = json.dumps(self.get("/calls"))
        for secret in (code, token, SECRET):
            self.assertNotIn(secret, log)
        calls = self.get("/calls?endpoint=oauth_access_token")["calls"]
        self.assertEqual(calls[0]["parameters"]["code"], calls[1]["parameters"]["code"])
        self.assertRegex(calls[0]["parameters"]["code"], r"^sha256:[0-9a-f]{12}$")


class SignedUpTokens(SignupCase):
    def test_a_token_tells_its_wabas_newest_first_and_older_tokens_see_the_new_one(self):
        self.app()
        self.waiting_number()
        self.waiting_number(waba_id=OTHER_WABA, phone_number_id="310987654321055", display_phone_number="4930123456")
        first = self.exchange(self.sdk()["code"])[1]["access_token"]
        self.assertEqual([s["target_ids"] for s in self.debug(first)["granular_scopes"]], [[WABA], [WABA]])
        second = self.exchange(self.sdk(phone_number_id="310987654321055")["code"])[1]["access_token"]
        for token in (first, second):
            told = self.debug(token)
            self.assertEqual((told["app_id"], told["is_valid"], told["expires_at"], told["data_access_expires_at"]),
                             (APP, True, 0, 0))
            self.assertEqual([s["target_ids"] for s in told["granular_scopes"]], [[OTHER_WABA, WABA]] * 2)
        self.exchange(self.sdk()["code"])
        self.assertEqual(self.debug(first)["granular_scopes"][0]["target_ids"], [WABA, OTHER_WABA], "signed up again")
        self.assertEqual(self.graph("GET", "/me?fields=client_business_id", token=first)[1]["client_business_id"],
                         "410987654321003")

    def test_sixty_day_tokens_say_so_and_expire(self):
        self.app()
        self.waiting_number()
        body = self.exchange(self.sdk(config_id="cfg60")["code"])[1]
        self.assertEqual(body["expires_in"], 60 * 86400)
        self.assertGreater(self.debug(body["access_token"])["expires_at"], 1790000000)
        self.sim("/clock", {"advance_ms": 60 * 86400 * 1000})
        self.assert_refused(self.graph("GET", "/me", token=body["access_token"]), 401, 190, 463)
        told = self.debug(body["access_token"])
        self.assertEqual((told["is_valid"], told["error"]["subcode"]), (False, 463))

    def test_a_new_number_is_shown_as_it_is_after_coexistence(self):
        self.app()
        self.waiting_number()
        self.assert_refused(self.graph("GET", "/" + PHONE, token="EAAnobody"), 401, 190)
        token = self.exchange(self.sdk()["code"])[1]["access_token"]
        rows = self.graph("GET", "/%s/phone_numbers?fields=id,is_on_biz_app,platform_type,status,last_onboarded_time,"
                                 "code_verification_status,name_status" % WABA, token=token)[1]["data"]
        self.assertEqual([(r["id"], r["is_on_biz_app"], r["platform_type"], r["status"], r["code_verification_status"])
                          for r in rows], [(PHONE, True, "CLOUD_API", "CONNECTED", "NOT_VERIFIED")])
        self.assertRegex(rows[0]["last_onboarded_time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$")
        self.sim("/phone", {"phone_number_id": PHONE, "shown": {"status": "PENDING", "name_status": "PENDING_REVIEW"}})
        self.assertEqual(self.graph("GET", "/%s?fields=status,name_status" % PHONE, token=token)[1],
                         {"status": "PENDING", "name_status": "PENDING_REVIEW", "id": PHONE})

    def test_a_reset_forgets_sign_ups(self):
        self.app()
        self.waiting_number()
        token = self.exchange(self.sdk(coexistence=False)["code"])[1]["access_token"]
        self.sim("/reset", {})
        number = self.get("/world")["numbers"][0]
        self.assertEqual((number["state"], number["coex"], number["attached_to"], number["knocked_off_the_phone"]),
                         ("not_onboarded", True, "", False))
        self.assert_refused(self.graph("GET", "/me", token=token), 401, 190)
        self.assertEqual(self.sdk()["result"], "connected")

    def test_scopes_may_come_without_targets(self):
        self.app()
        self.waiting_number()
        self.sim("/settings", {"targets_omitted": True})
        token = self.exchange(self.sdk()["code"])[1]["access_token"]
        self.assertEqual(self.debug(token)["granular_scopes"], [{"scope": "whatsapp_business_management"},
                                                                {"scope": "whatsapp_business_messaging"}])


class PartnersOwnToken(SignupCase):
    """A sign-up that came without a code: the partner fetches the customer's access with a token of his own."""
    CUSTOMER = "410987654321003"

    def setUp(self):
        super().setUp()
        self.app()
        self.waiting_number()
        self.sim("/tokens", {"token": "EAApartner", "app_id": APP, "client_business_id": "510987654321004",
                             "scopes": ["business_management", "whatsapp_business_management"]})

    def fetch(self, portfolio=CUSTOMER, token="EAApartner", secret=SECRET, **body):
        proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        return self.graph("POST", "/%s/system_user_access_tokens?appsecret_proof=%s" % (portfolio, proof),
                          dict({"fetch_only": True, "scope": "whatsapp_business_management"}, **body), token=token)

    def test_what_a_customer_granted_is_fetched_and_opens_his_account(self):
        self.assert_refused(self.fetch(), 400, 100, 33)
        self.sdk(code=False, event=False)
        status, answer = self.fetch()
        self.assertEqual(status, 200, answer)
        self.assertEqual(self.debug(answer["access_token"])["granular_scopes"][0]["target_ids"], [WABA])
        self.assertEqual(self.fetch()[1], answer, "fetching makes nothing new")

    def test_only_the_partner_with_his_secret_and_permission_fetches(self):
        self.sdk(code=False)
        self.assert_refused(self.fetch(secret="other"), 400, 100)
        self.assert_refused(self.fetch(fetch_only=False), 400, 100)
        for more in ({"client_business_id": self.CUSTOMER, "scopes": ["business_management"]},
                     {"client_business_id": "510987654321004", "scopes": ["whatsapp_business_management"]}):
            self.sim("/tokens", dict({"token": "EAAother", "app_id": APP}, **more))
            self.assert_refused(self.fetch(token="EAAother"), 403, 10)


class SdkScript(SignupCase):
    def test_the_popups_end_reaches_the_page_by_asking(self):
        self.app()
        self.waiting_number()
        status, page = self.dialog(redirect_uri=None, sdk="joey", domain="crm.example", channel="c0ffee")
        self.assertEqual(status, 200, page)
        self.assertEqual(self.http("GET", "/dialog/result?dialog=c0ffee")[1], {"decided": False})
        self.assertEqual(self.last_headers["access-control-allow-origin"], "*")
        self.sim("/dialogs", {"dialog": "c0ffee", "phone_number_id": PHONE})
        result = self.http("GET", "/dialog/result?dialog=c0ffee")[1]
        self.assertEqual((result["decided"], len(result["events"]), result["event_origin"]),
                         (True, 1, "https://www.facebook.com"))
        self.assertEqual(self.exchange(result["code"])[0], 200)

    def test_the_script_offers_what_embedded_signup_uses(self):
        status, script = self.http("GET", "/en_US/sdk.js")
        self.assertEqual((status, self.last_headers["content-type"]), (200, "application/javascript; charset=utf-8"))
        for words in ("window.FB", "init:", "login:", "fbAsyncInit", "fallback_redirect_uri", "MessageEvent"):
            self.assertIn(words, script)

    @unittest.skipUnless(shutil.which("node"), "no node here to run the script")
    def test_the_script_runs_a_sign_up_from_click_to_code(self):
        self.app(sdk_domains=["127.0.0.1"])
        self.waiting_number()
        self.sim("/dialogs", {"phone_number_id": PHONE, "event_first": False})
        harness = """
          const base = process.argv[1]; const seen = [];
          globalThis.location = new URL('http://127.0.0.1/');
          globalThis.document = {currentScript: {src: base + '/en_US/sdk.js'}};
          globalThis.MessageEvent = class { constructor(type, init) { Object.assign(this, init); } };
          globalThis.window = globalThis;
          globalThis.dispatchEvent = e => { if (e.data[0] === '{') seen.push([e.origin, JSON.parse(e.data).event]); };
          globalThis.open = url => { fetch(url); return {closed: true}; };
          globalThis.fbAsyncInit = () => {
            FB.init({appId: '%s', version: 'v24.0'});
            FB.login(answer => { seen.push([answer.status, Boolean(answer.authResponse.code)]);
                                 setTimeout(() => console.log(JSON.stringify(seen)), 50); },
                     {config_id: 'cfg', response_type: 'code', override_default_response_type: true,
                      extras: JSON.parse(process.argv[2])});
          };
          fetch(base + '/en_US/sdk.js').then(a => a.text()).then(text => (0, eval)(text));
        """ % APP
        done = subprocess.run(["node", "-e", harness, "http://127.0.0.1:%d" % self.port, EXTRAS], capture_output=True,
                              text=True, timeout=20)
        self.assertEqual(json.loads(done.stdout or "null"),
                         [["connected", True], ["https://www.facebook.com", "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"]],
                         done.stderr)
