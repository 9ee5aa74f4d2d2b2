"""What the platform says while a number is connected, over HTTP: an override, many pages, codes it refuses, its window's events."""
import json
import pathlib
import re
import urllib.parse

from http_json import call
from scene import APP, MOUNT, PHONE_ID, TOKEN, WABA, until
from test_connect_answers import APPROVED, Connecting as ConnectingBase

DIALOG_EVENTS = pathlib.Path(APPROVED).with_name("dialog_events.txt")
SEVERAL = pathlib.Path(APPROVED).with_name("numbers.txt")


class Connecting(ConnectingBase):
    def calls_of(self, endpoint, waba=WABA):
        return [c for c in self.scene.sim_get(f"calls?endpoint={endpoint}")["calls"] if c["object_id"] == waba]

    def started(self, phone=PHONE_ID, **more):
        """An attempt that has the code of a whole sign-up through the SDK's popup."""
        operation, result = self.begun()
        self.assertEqual(self.add(operation, code=self.signed_up(phone, **more)["code"], state=result["state"]).status, 200)
        return operation

    def dialog_code(self, result, phone=PHONE_ID):
        """The code that the redirect would have brought back, before anybody has used it."""
        callback, _ = self.scene.through_the_dialog(result["authorization_url"], phone)
        return urllib.parse.parse_qs(urllib.parse.urlsplit(callback).query)["code"][0]

    def another(self, last, **more):
        waba, phone = f"2109876543260{last:02}", f"3109876543260{last:02}"
        self.scene.number(waba_id=waba, phone_number_id=phone, display_phone_number=f"9053211100{last:02}", onboarded=False, **more)
        return waba, phone


class AnOverride(Connecting):
    signup = ", override_callback: true"

    def setUp(self):
        # The app's own callback is another address than the override's, so that deliveries tell them apart.
        self.override = f"{self.scene.host}{MOUNT}/webhooks/hotel"
        self.assertEqual(self.scene.sim("apps", {**self.scene.app, "callback_url": self.override + "?of=app"}).status, 200)

    def made(self, waba):
        return [(c["method"], c["parameters"].get("override_callback_uri")) for c in self.calls_of("subscribed_apps", waba)]

    def test_the_plain_subscription_comes_first_then_the_override_and_both_are_read_back(self):
        waba, phone = self.another(1)
        operation = self.started(phone)
        self.scene.operation(operation, "succeeded", "ann", 30)
        self.assertEqual(self.made(waba), [("POST", None), ("POST", self.override), ("GET", None)])
        wrote = self.scene.guest_writes("Which way do I come?", phone_number_id=phone)
        self.scene.record(wamid=wrote["wamid"])
        deliveries = self.scene.sim_get("deliveries?bodies=true")["deliveries"]
        self.assertEqual({d["url"] for d in deliveries if wrote["wamid"] in d["body"]}, {self.override})

    def test_an_override_that_is_taken_and_not_listed_is_made_again(self):
        waba, phone = self.another(2)
        self.scene.fault("latency", endpoint="subscribed_apps", ms=1)
        self.scene.fault("latency", endpoint="subscribed_apps", ms=3000)
        operation = self.started(phone)
        until("the override is taken", lambda: f'"whatsapp_business_account": "{self.override}"' in json.dumps(
            self.asked("GET", f"{phone}?fields=webhook_configuration")))
        self.asked("POST", f"{waba}/subscribed_apps")  # by somebody else, while its answer is on its way: the plain call takes it away
        self.assertNotIn(self.override, self.listed(waba))
        done = self.scene.operation(operation, "succeeded", "ann", 30)
        self.assertIn(("subscribe", "retry", "The platform took our callback but does not list it."),
                      [(s["step"], s["state"], s.get("detail")) for s in done["result"]["steps"]])
        self.assertIn(self.override, self.listed(waba))
        self.assertEqual([m for m in self.made(waba) if m == ("POST", self.override)], [("POST", self.override)] * 2)

    def asked(self, method, path):
        answer = call(method, f"{self.scene.graph}/v25.0/{path}", None, {"Authorization": f"Bearer {TOKEN}"})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def listed(self, waba):
        return json.dumps(self.asked("GET", f"{waba}/subscribed_apps"))


class ManyNumbers(Connecting):
    def test_the_number_that_is_meant_is_found_on_the_second_page(self):
        for place in range(120):  # the platform lists at most 100 at once, and these are before ours
            self.scene.number(waba_id=WABA, phone_number_id=f"3109{place:011}", display_phone_number=f"9055{place:08}",
                              last_onboarded_time="2100-01-01T00:00:00+0000", shown={"is_on_biz_app": False})
        done = self.scene.operation(self.started(), "succeeded", "ann", 30)
        account = self.scene.rest("GET", f"/v1/accounts/{done['account']}", user="ann").json
        self.assertEqual((account["state"], account["phone_number_id"]), ("connected", PHONE_ID))
        pages = [c["parameters"].get("after") for c in self.calls_of("phone_numbers")]
        self.assertEqual((len(pages), pages[0], bool(pages[1])), (2, None, True))


class RefusedCodes(Connecting):
    def test_a_code_that_somebody_has_used(self):
        operation, result = self.begun()
        code = self.signed_up()["code"]
        used = call("POST", f"{self.scene.graph}/v25.0/oauth/access_token", urllib.parse.urlencode({
            "client_id": APP, "client_secret": self.scene.app_secret, "code": code}).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(used.status, 200, used.text)
        before = self.exchanges()
        self.assertEqual(self.add(operation, code=code, state=result["state"]).status, 200)
        self.assert_closed(operation, "connect_code_used")
        self.assertEqual(self.exchanges(), before + 1)

    def test_a_code_of_the_dialog_that_is_brought_as_the_popups(self):
        _, phone = self.another(3)
        operation, result = self.begun()
        self.assertEqual(self.add(operation, code=self.dialog_code(result, phone), state=result["state"]).status, 200)
        self.assert_closed(operation, "connect_redirect_mismatch")

    def test_a_popups_code_that_the_platform_wants_with_an_empty_address(self):
        _, phone = self.another(4)
        self.addCleanup(self.scene.sim, "settings", {"sdk_redirect_uri": "either"})
        self.scene.sim("settings", {"sdk_redirect_uri": "empty"})
        self.assert_closed(self.started(phone), "connect_redirect_mismatch")


class WithAnEmptyAddress(Connecting):
    signup = ", sdk_redirect_uri: empty"

    def test_a_popups_code_is_exchanged_with_an_empty_address_where_the_configuration_says_so(self):
        self.scene.sim("settings", {"sdk_redirect_uri": "empty"})
        self.scene.operation(self.started(), "succeeded", "ann", 30)


class HeldElsewhere(Connecting):
    def test_a_number_that_is_here_as_a_dedicated_one_is_refused_and_stays_that(self):
        waba, phone = "210987654326055", "310987654326055"
        of_mine = {"waba_id": waba, "phone_number_id": phone, "display_phone_number": "905321110055"}
        self.scene.number(**of_mine, coex=False)
        held = self.scene.done(self.scene.adopt(provider="meta", waba_id=waba, phone_number_id=phone))["account"]
        self.scene.number(**of_mine, coex=True, onboarded=False)  # its owner has moved it into the app on his phone
        problem = self.ended(self.started(phone))["problem"]
        said = re.search(r"^number_taken, here as another kind\n  (.*)\n  (.*)$", SEVERAL.read_text(), re.M)
        self.assertEqual((problem["code"], problem["detail"], problem["next"]), ("number_taken", *said.groups()))
        accounts = self.scene.whole("/v1/accounts", "accounts")
        self.assertEqual([(a["id"], a["provider"]) for a in accounts if a["state"] != "failed"], [(held, "meta")])
        self.assertEqual(self.calls_of("subscribed_apps", waba)[1:], self.calls_of("subscribed_apps", waba)[1:2])


class TheWindowsEvents(Connecting):
    """What the dialog's window posts to the page, brought by the page as it came."""

    def said(self, events):
        """The line that people read after the page brought these, and what was approved for its code."""
        operation, _ = self.begun()
        for event in events:
            self.assertEqual(self.add(operation, event=json.loads(event)).status, 200)
        line = self.now(operation)["result"]["steps"][-1]
        approved = re.search(rf"^{line['code']}\n  (.*)\n  (.*)$", DIALOG_EVENTS.read_text(), re.M)
        self.assertEqual((line["state"], line["detail"]), ("warned", " ".join(approved.groups())))
        self.assertEqual(self.now(operation)["result"]["stage"], "waiting")  # a code may still come
        self.add(operation, cancel=True)
        return line["code"]

    def test_each_way_in_which_the_dialog_refuses_has_its_words(self):
        _, phone = self.another(5)
        _, foreign = self.another(6, attached_to="999888777666555")
        rows = (({"phone_number_id": phone, "business_id": self.own_portfolio()}, "dialog_left_at_business"),
                ({"phone_number_id": phone, "business_id": "410000000000999"}, "dialog_number_not_eligible"),
                ({"phone_number_id": phone, "business_id": "410000000000999", "older_error": True}, "dialog_number_not_eligible"),
                ({"phone_number_id": foreign}, "dialog_number_attached_elsewhere"),
                ({"phone_number_id": foreign, "error_event": "ERROR"}, "dialog_number_attached_elsewhere"),
                ({"act": "cancel", "current_step": "PHONE_NUMBER_VERIFICATION"}, "dialog_left_at_pairing"),
                ({"act": "fail", "error_code": "3441041"}, "dialog_number_not_eligible"),
                ({"act": "fail", "error_code": "524126", "older_error": True}, "dialog_name_refused"))
        for decision, code in rows:
            with self.subTest(**decision):
                done = self.scene.sim("signup", {"app": APP, "config_id": "700700", **decision})
                self.assertEqual((done.status, "code" in done.json), (200, False), done.text)
                self.assertEqual(len(done.json["events"]), 1, done.text)
                self.assertEqual(self.said(done.json["events"]), code)
        self.assertEqual(self.exchanges(), 0)

    def own_portfolio(self):
        self.assertEqual(self.scene.sim("apps", {**self.scene.app, "business_id": "510987654321004"}).status, 200)
        return "510987654321004"
