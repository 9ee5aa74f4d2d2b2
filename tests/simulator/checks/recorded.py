"""What the simulator says is, member for member, what the recorded samples of the platform say."""
import json
import pathlib

from rig import APP, DAY_MS, LENA, PHONE, TOKEN, VERIFY, WABA
from signup import BACK, SignupCase

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "meta_payloads"
VARYING = {"fbtrace_id", "session_id", "timestamp", "time", "issued_at", "user_id"}


def steady(value):
    """The same without what differs from call to call; that it is there still counts."""
    if isinstance(value, dict):
        return {k: "*" if k in VARYING else steady(v) for k, v in value.items()}
    return [steady(v) for v in value] if isinstance(value, list) else value


class Recorded(SignupCase):
    def assert_like(self, sample, told):
        self.assertEqual(steady(told), steady(json.loads((SAMPLES / (sample + ".json")).read_text())), sample)

    def test_session_events(self):
        self.app()
        self.waiting_number()
        for sample, decision in (
                ("finish_coex", {}), ("finish_coex_with_extra_ids", {"extra_ids": True, "version_text": True}),
                ("cancel_step", {"act": "cancel", "current_step": "PHONE_NUMBER_SETUP"}),
                ("cancel_error_older", {"act": "fail", "older_error": True, "error_code": "524126",
                                        "error_message": "Your verified name violates WhatsApp guidelines."}),
                ("cancel_error_newer", {"act": "fail", "error_code": "3441041",
                                        "error_message": "The number is not eligible yet."}),
                ("finish_only_waba", {"act": "only_waba"}), ("finish_cloud_api", {"coexistence": False})):
            self.assert_like("es/" + sample, json.loads(self.sdk(**decision)["events"][0]))

    def test_answers_to_codes_and_tokens(self):
        self.app()
        self.waiting_number()
        code = self.redirect_code()
        self.assert_like("api/oauth_redirect_mismatch_36008", self.exchange(code, redirect_uri=BACK + "/")[1])
        body = self.exchange(code, redirect_uri=BACK)[1]
        self.assert_like("api/oauth_token_ok", dict(body, access_token="EAAJfixturetoken"))
        self.assert_like("api/oauth_code_used_36009", self.exchange(code, redirect_uri=BACK)[1])
        code = self.redirect_code()
        self.sim("/clock", {"advance_ms": 31000})
        self.assert_like("api/oauth_code_expired_36007", self.exchange(code, redirect_uri=BACK)[1])
        token = body["access_token"]
        me = self.graph("GET", "/me?fields=client_business_id", token=token)[1]
        self.assert_like("api/me_client_business", dict(me, id="122100000000111"))
        self.sim("/tokens", {"token": "EAAtwo", "waba_ids": ["210987654321777", WABA]})
        self.assert_like("api/debug_token_ok", {"data": self.debug("EAAtwo")})
        self.sim("/revoke", {"token": "EAAtwo", "how": "token", "subcode": 467})
        self.assert_like("api/debug_token_invalid", {"data": self.debug("EAAtwo")})
        for subcode, sample in ((460, "token_190_460_password"), (463, "token_190_463_expired")):
            self.sim("/revoke", {"token": token, "how": "token", "subcode": subcode})
            self.assert_like("api/" + sample, self.graph("GET", "/me", token=token)[1])

    def test_answers_about_a_number(self):
        self.connect(name="Hotel Fixture", quality_rating="UNKNOWN")
        fields = json.loads((SAMPLES / "api/phone_number_coex.json").read_text())
        self.assert_like("api/phone_number_coex", self.graph("GET", "/%s?fields=%s" % (PHONE, ",".join(fields)))[1])
        self.assert_like("api/deregister_refused", self.graph("POST", "/%s/deregister" % PHONE, {})[1])
        sync = {"messaging_product": "whatsapp", "sync_type": "history"}
        told = self.graph("POST", "/%s/smb_app_data" % PHONE, sync)[1]
        self.assert_like("api/smb_app_data_ok", dict(told, request_id="rq-8f2d1c"))
        self.assert_like("api/smb_app_data_2593107", self.graph("POST", "/%s/smb_app_data" % PHONE, sync)[1])
        self.sim("/clock", {"advance_ms": DAY_MS})
        self.assert_like("api/smb_app_data_2593108", self.graph("POST", "/%s/smb_app_data" % PHONE, sync)[1])
        self.sim("/revoke", {"phone_number_id": PHONE, "how": "waba"})
        self.assert_like("api/phone_number_gone_33", self.graph("GET", "/" + PHONE)[1])

    def test_webhooks_of_a_connections_life(self):
        self.app(integration_fields=[])
        self.waiting_number(bsuid=False, share_history=False, sync={"delay_ms": 1})
        token = self.exchange(self.sdk()["code"])[1]["access_token"]
        self.graph("POST", "/%s/subscribed_apps" % WABA, token=token)
        sync = {"messaging_product": "whatsapp", "sync_type": "history"}
        contact = {"full_name": "Lena Vogt-Klein", "first_name": "Lena", "phone_number": LENA}
        acts = (("account_update_partner_added", None),
                ("history_declined_2593109", lambda: self.graph("POST", "/%s/smb_app_data" % PHONE, sync, token=token)),
                ("state_sync_edit_is_add", lambda: self.sim("/owner/contact", {"phone_number_id": PHONE, "contact": contact})),
                ("state_sync_remove", lambda: self.sim("/owner/contact", {"phone_number_id": PHONE, "contact": contact,
                                                                          "action": "remove"})),
                ("account_update_account_offboarded", lambda: self.sim("/owner/offboard", {"phone_number_id": PHONE})),
                ("account_update_account_reconnected", lambda: self.sim("/owner/reconnect", {"phone_number_id": PHONE})),
                ("account_update_partner_removed_coex", lambda: self.sim("/owner/disconnect", {"phone_number_id": PHONE})),
                ("account_update_partner_app_uninstalled", lambda: self.sim("/owner/uninstall", {"phone_number_id": PHONE,
                                                                                                 "app": APP})))
        for count, (sample, act) in enumerate(acts, 1):
            if act:
                act()
            self.assert_like(sample, json.loads(self.receiver.wait(count)[-1]["body"]))

    def test_history_chunks(self):
        day = 86400
        past = [{"guest": "46701234567", "ago_s": 150 * day, "text": "Tack", "from_business": True, "wamid": "wamid.A"}]
        self.connect(bsuid=False, history=past, sync={"delay_ms": 1})
        self.graph("POST", "/%s/smb_app_data" % PHONE, {"messaging_product": "whatsapp", "sync_type": "history"})
        told = json.loads(self.receiver.wait(1)[0]["body"])
        sample = json.loads((SAMPLES / "history_phase2_progress_100.json").read_text())
        for body in (told, sample):
            item = body["entry"][0]["changes"][0]["value"]["history"][0]
            item["metadata"]["chunk_order"] = 1
            item["threads"][0]["messages"][0]["id"] = "wamid.A"
        self.assertEqual(steady(told), steady(sample))

    def test_several_numbers_of_one_account_are_listed_the_newest_first(self):
        self.app()
        second = "310987654321055"
        self.waiting_number()
        self.waiting_number(phone_number_id=second, display_phone_number="4930123456")
        self.sdk()
        self.sim("/clock", {"advance_ms": 60000})
        token = self.exchange(self.sdk(phone_number_id=second)["code"])[1]["access_token"]
        self.assertEqual(self.debug(token)["granular_scopes"][0]["target_ids"], [WABA])
        path = "/%s/phone_numbers?fields=id,is_on_biz_app&sort=last_onboarded_time.desc&limit=1" % WABA
        page = self.graph("GET", path, token=token)[1]
        self.assertEqual([r["id"] for r in page["data"]], [second])
        rest = self.graph("GET", path + "&after=" + page["paging"]["cursors"]["after"].replace("=", "%3D"), token=token)[1]
        self.assertEqual(([r["id"] for r in rest["data"]], "next" in rest["paging"]), ([PHONE], False))

    def test_the_list_of_subscribed_apps(self):
        self.connect()
        self.sim("/numbers", {"waba_id": WABA, "phone_number_id": "310987654321077", "display_phone_number": "4930999999",
                              "subscribed": ["610000000000777"]})
        self.graph("POST", "/%s/subscribed_apps" % WABA, {"override_callback_uri": self.receiver.url, "verify_token": VERIFY})
        rows = self.graph("GET", "/%s/subscribed_apps" % WABA, token=TOKEN)[1]["data"]
        rows.sort(key=lambda row: row["whatsapp_business_api_data"]["id"], reverse=True)
        rows[0]["override_callback_uri"] = "https://crm.example/wa/210"
        self.assert_like("api/subscribed_apps_list", {"data": rows})
