"""What comes back to a connection, over HTTP: bad input with its approved words, and who came first."""
import json
import pathlib
import re
import sqlite3
import threading
import unittest

from scene import APP, BUILD, DIGITS, MOUNT, PHONE_ID, WABA, Scene, until
from http_json import call, look

APPROVED = pathlib.Path(__file__).resolve().parents[2] / "unit" / "onboarding" / "approved" / "refusals.txt"
CUSTOMER, PARTNER = "410987654321003", "510987654321004"


def approved_words():
    """The texts that a person has read: code -> (status, detail, next); of several texts of one code the first."""
    words = {}
    for code, status, detail, following in re.findall(r"^(\w+) \((\d+)\)\n  (.*)\n  (.*)$", APPROVED.read_text(), re.M):
        words.setdefault(code, (int(status), detail, following))
    return words


def scene_with(signup="", environment=None):
    """A stage whose number is on its owner's phone only; `signup`: more of the app's part of that name."""
    scene = Scene(BUILD)
    try:
        scene.environment.update(environment or {})
        scene.start_simulator()
        scene.config.write_text(scene.config.read_text().replace("config_id: 700700", "config_id: 700700" + signup))
        scene.install()
        for user, tenant in (("bea", "harbour"),):
            scene.console("user", "add", user, "--role", "admin", "--tenant", tenant)
            scene.tokens[user] = json.loads(scene.console("token", "create", user, "--json").stdout)["token"]
        scene.start_host()
        scene.connect_simulator(onboarded=False)
    except BaseException:
        scene.stop()
        raise
    return scene


class Connecting(unittest.TestCase):
    signup = ""
    environment = None

    @classmethod
    def setUpClass(cls):
        cls.scene = scene_with(cls.signup, cls.environment)
        cls.addClassCleanup(cls.scene.stop)
        cls.words = approved_words()

    # -- what is asked and said ---------------------------------------------------------------------------------
    def connect(self, user="ann", tenant="harbour", **more):
        return self.scene.rest("POST", "/v1/channels/coex/actions/connect", {"tenant": tenant, **more}, user)

    def begun(self, user="ann", tenant="harbour", **more):
        asked = self.connect(user, tenant, **more)
        self.assertEqual(asked.status, 202, asked.text)
        operation = asked.json["operation"]
        return operation["id"], operation["result"]

    def add(self, operation, user="ann", tenant="harbour", **members):
        return self.scene.rest("POST", "/v1/channels/coex/actions/continue_connect",
                               {"tenant": tenant, "operation": operation, **members}, user)

    def signed_up(self, phone=PHONE_ID, **more):
        """A whole sign-up through the SDK's popup: {"code", "events"}."""
        done = self.scene.sim("signup", {"app": APP, "config_id": "700700", "phone_number_id": phone, **more})
        self.assertEqual(done.status, 200, done.text)
        return done.json

    def now(self, operation, user="ann"):
        return self.scene.operation_now(operation, user)

    def ended(self, operation, user="ann"):
        return until("an end", lambda: next((o for o in [self.now(operation, user)] if o["state"] != "pending"), None), 30)

    # -- what is checked ----------------------------------------------------------------------------------------
    def assert_said(self, answer, code):
        """The refusal in its approved words, in JSON or on a page."""
        status, detail, following = self.words[code]
        self.assertEqual(answer.status, status, answer.text)
        if answer.headers["content-type"].startswith("text/html"):
            for words in (code, detail, following):
                self.assertIn(words.replace("'", "&#39;").replace('"', "&quot;"), answer.text)
            return
        said = answer.json
        self.assertEqual((said["code"], said["detail"], said["next"]), (code, detail, following))

    def assert_closed(self, operation, code, user="ann"):
        """The attempt is over, with nothing half left: no number, no secret, no call that waits."""
        problem = self.ended(operation, user)["problem"]
        self.assertEqual(problem["code"], code, problem)
        if code in self.words:
            self.assertEqual((problem["detail"], problem["next"]), self.words[code][1:])
        self.assertNotIn("authorization_url", self.now(operation, user)["result"])
        accounts = [a for a in self.scene.whole("/v1/accounts", "accounts", user) if a["state"] not in ("failed",)]
        self.assertEqual(accounts, [])

    def exchanges(self):
        return len(self.scene.sim_get("calls?endpoint=oauth_access_token")["calls"])


class BadInput(Connecting):
    signup = ', return_pages: ["https://crm.example/numbers"]'

    def test_a_return_page_that_is_not_allowed(self):
        for page in ("https://evil.example/", "https://crm.example/numbers/", "https://crm.example/Numbers", "javascript:alert(1)"):
            self.assert_said(self.connect(return_page=page), "return_page_not_allowed")
        operation, _ = self.begun(return_page="https://crm.example/numbers")
        self.add(operation, cancel=True)

    def test_an_allowed_return_page_gets_the_browser_back_and_learns_the_end_from_the_server(self):
        operation, result = self.begun(return_page="https://crm.example/numbers")
        start = look(result["authorization_url"])
        cookie = start.headers["Set-Cookie"].split(";")[0]
        self.scene.sim("dialogs", {"act": "cancel"})
        back = look(start.headers["Location"]).headers["Location"].split("#")[0]
        page = look(back, {"Cookie": cookie})
        self.assertEqual((page.status, page.headers["Location"]), (302, f"https://crm.example/numbers?operation={operation}"))
        self.assert_closed(operation, "connect_denied")

    def test_another_tenants_people_find_no_connection(self):
        operation, result = self.begun()
        self.assertEqual(self.connect("eve", "harbour").json["code"], "tenant_not_found")
        code = self.signed_up(act="only_waba")["code"]
        foreign = self.add(operation, "eve", "harbour", code=code, state=result["state"])
        self.assertEqual((foreign.status, foreign.json["code"]), (404, "tenant_not_found"))
        self.assert_said(self.add(operation, "eve", "garden", code=code, state=result["state"]), "connect_unknown")
        self.assertEqual(self.connect("sam").status, 403)
        self.assertEqual(self.now(operation)["result"]["stage"], "waiting")
        self.add(operation, cancel=True)
        self.assert_closed(operation, "connect_called_off")

    def test_another_person_of_the_same_hotel_brings_no_code(self):
        before = self.exchanges()
        operation, result = self.begun()
        self.assert_said(self.add(operation, "bea", code="AQx", state=result["state"]), "connect_actor_foreign")
        self.assertEqual(self.exchanges(), before)
        self.add(operation, cancel=True)

    def test_a_state_altered_missing_or_of_another_connection(self):
        before = self.exchanges()
        operation, result = self.begun()
        other, other_result = self.begun()
        state = result["state"]
        for wrong in ("x", state[:-1], state[:-1] + ("1" if state[-1] == "0" else "0"), other_result["state"]):
            self.assert_said(self.add(operation, code="AQx", state=wrong), "connect_state_invalid")
        self.assert_said(self.add(operation, code="AQx"), "connect_state_invalid")
        self.assertEqual((self.exchanges(), self.now(operation)["result"]["stage"]), (before, "waiting"))
        for one in (operation, other):
            self.add(one, cancel=True)

    def test_nothing_several_things_and_what_is_not_waited_for(self):
        operation, _ = self.begun()
        self.assert_said(self.add(operation, state="x"), "connect_one_thing")
        self.assert_said(self.add(operation, cancel=True, go_on=True), "connect_one_thing")
        self.assert_said(self.add(operation, go_on=True), "connect_not_waiting")
        self.assert_said(self.add(operation, phone_number_id=PHONE_ID), "connect_not_waiting")
        self.assert_said(self.add("op_nobody", cancel=True), "connect_unknown")
        self.assertEqual(self.add(operation, cancel=True).status, 200)
        self.assert_said(self.add(operation, cancel=True), "connect_over")
        self.assert_said(self.add(operation, phone="+4915112345678"), "connect_over")

    def test_the_answer_in_another_browser_closes_the_attempt(self):
        operation, result = self.begun()
        callback, _ = self.scene.through_the_dialog(result["authorization_url"])
        self.assert_said(look(callback), "connect_browser_foreign")
        self.assert_closed(operation, "connect_browser_foreign")
        self.scene.sim("revoke", {"how": "number", "phone_number_id": PHONE_ID})

    def test_the_page_takes_nothing_but_a_browsers_get(self):
        operation, result = self.begun()
        start = result["authorization_url"]
        for method in ("POST", "PUT", "DELETE"):
            self.assertEqual(call(method, start, b"").status, 405)
        # A page of another origin cannot act for a signed-in person: the host asks for a header that it cannot send.
        forged = call("POST", f"{self.scene.host}{MOUNT}/v1/channels/coex/actions/connect", {"tenant": "harbour"},
                      {"Authorization": f"Bearer {self.scene.tokens['ann']}", "Origin": "https://evil.example", "Content-Type": "text/plain"})
        self.assertIn(forged.status, (400, 403, 415), forged.text)
        self.add(operation, cancel=True)

    def test_an_attempt_whose_hour_is_over(self):
        operation, result = self.begun()
        callback, cookie = self.scene.through_the_dialog(result["authorization_url"])
        before = self.exchanges()
        self.hour_passes_while_the_host_is_down()
        self.assert_closed(operation, "connect_expired")
        self.assert_said(look(callback, {"Cookie": cookie}), "connect_state_used")
        self.assert_said(look(result["authorization_url"]), "connect_state_used")
        self.assert_said(self.add(operation, code="AQx", state=result["state"]), "connect_state_used")
        self.assertEqual(self.exchanges(), before)
        self.scene.sim("revoke", {"how": "number", "phone_number_id": PHONE_ID})

    def hour_passes_while_the_host_is_down(self):
        self.scene.host_process.stop()
        states = [path for path in self.scene.data.rglob("state.db")]
        self.assertEqual(len(states), 1)
        with sqlite3.connect(states[0]) as state:
            state.execute("UPDATE connect_attempt SET expires_at = expires_at - 3600000 WHERE stage = 'waiting'")
            state.execute("UPDATE errand SET not_before = not_before - 3600000 WHERE kind = 'connect:waiting'")
        state.close()
        self.scene.start_host()

    def test_ids_that_the_platform_does_not_confirm(self):
        operation, result = self.begun()
        told = self.add(operation, event={"type": "WA_EMBEDDED_SIGNUP", "event": "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
                                          "data": {"waba_id": "666666666666"}, "version": 3})
        self.assertEqual(told.status, 200, told.text)
        self.assertEqual(self.add(operation, code=self.signed_up(partner_added_ms=None)["code"], state=result["state"]).status, 200)
        self.assert_closed(operation, "connect_ids_not_confirmed")
        self.scene.sim("revoke", {"how": "number", "phone_number_id": PHONE_ID})


class TakenNumbers(Connecting):
    def test_1_the_sms_path_is_refused_and_named(self):
        self.scene.sim("settings", {"extras_ignored": True})
        self.scene.number(waba_id="210987654321777", phone_number_id="310987654321777", display_phone_number="905329990011",
                          onboarded=False)
        operation, result = self.begun()
        start = look(result["authorization_url"])
        self.scene.sim("dialogs", {"act": "finish", "phone_number_id": "310987654321777"})
        back = look(start.headers["Location"]).headers["Location"].split("#")[0]
        look(back, {"Cookie": start.headers["Set-Cookie"].split(";")[0]})
        problem = self.ended(operation)["problem"]
        self.assertEqual(problem["code"], "number_not_in_app", problem)
        self.scene.sim("settings", {"extras_ignored": False})

    def test_2_a_number_that_another_tenant_holds_is_refused_and_stays_there(self):
        operation, result = self.begun("eve", "garden")
        self.add(operation, "eve", "garden", code=self.signed_up()["code"], state=result["state"])
        self.assertEqual(self.ended(operation, "eve")["state"], "succeeded")
        mine, result = self.begun()
        self.add(mine, code=self.signed_up()["code"], state=result["state"])
        self.assert_closed(mine, "number_taken")
        problem = self.now(mine)["problem"]
        said = re.search(r"^number_taken, by another tenant\n  (.*)\n  (.*)$", APPROVED.with_name("numbers.txt").read_text(), re.M)
        self.assertEqual((problem["detail"], problem["next"]), said.groups())
        self.assertEqual(self.now(mine)["result"]["steps"][-1]["code"], "number_taken")
        self.assert_said(self.add(mine, cancel=True), "connect_over")
        self.assertEqual([a["state"] for a in self.scene.whole("/v1/accounts", "accounts", "eve")], ["connected"])


class WhoCameFirst(Connecting):
    """The stories of the unit tests again, a handful, with a real host, a real platform's log and real numbers."""
    STORIES = (("code", "event", "added"), ("event", "code", "added"), ("added", "event", "code"), ("code", "added"),
               ("added", "code", "code"))

    def test_each_order_ends_connected_with_each_call_once(self):
        for place, story in enumerate(self.STORIES):
            with self.subTest(" ".join(story)):
                self.play(story, f"21098765432{place:04}", f"31098765432{place:04}", f"90532111{place:04}")

    def play(self, story, waba, phone, digits):
        self.scene.number(waba_id=waba, phone_number_id=phone, display_phone_number=digits, onboarded=False)
        operation, result = self.begun()
        signed = self.signed_up(phone, partner_added_ms=None)
        answers = []
        for word in story:
            if word == "code":
                answers.append(self.add(operation, code=signed["code"], state=result["state"]).status)
            elif word == "event":
                event = json.loads(signed["events"][0])
                self.assertEqual(self.add(operation, event=event).status, 200)
            else:
                told = self.scene.sim("account_update", {"phone_number_id": phone, "app": APP, "event": "PARTNER_ADDED"})
                self.assertEqual(told.status, 200, told.text)
        self.assertEqual(answers, [200, 409][:len(answers)])
        done = self.scene.operation(operation, "succeeded", "ann", 30)
        account = self.scene.rest("GET", f"/v1/accounts/{done['account']}", user="ann").json
        self.assertEqual((account["state"], account["address"]), ("connected", "+" + digits))
        calls = self.scene.sim_get("calls")["calls"]
        once = [(c["endpoint"], c["parameters"].get("sync_type")) for c in calls
                if c.get("object_id") == phone and c["endpoint"] == "smb_app_data"]
        self.assertEqual(once, [("smb_app_data", "smb_app_state_sync"), ("smb_app_data", "history")])

    def test_two_browsers_finish_at_once_and_one_code_is_exchanged(self):
        waba, phone = "210987654329999", "310987654329999"
        self.scene.number(waba_id=waba, phone_number_id=phone, display_phone_number="905321119999", onboarded=False)
        operation, result = self.begun()
        start = look(result["authorization_url"])
        self.scene.sim("dialogs", {"act": "finish", "phone_number_id": phone})
        callback = look(start.headers["Location"]).headers["Location"].split("#")[0]
        cookie = start.headers["Set-Cookie"].split(";")[0]
        before = len(self.scene.sim_get("calls?endpoint=oauth_access_token")["calls"])
        threads = [threading.Thread(target=look, args=(callback, {"Cookie": cookie})) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.scene.operation(operation, "succeeded", "ann", 30)
        self.assertEqual(len(self.scene.sim_get("calls?endpoint=oauth_access_token")["calls"]), before + 1)

    def test_the_page_tells_the_opener_and_the_operation_tells_what_is_waited_for(self):
        waba, phone = "210987654328888", "310987654328888"
        self.scene.number(waba_id=waba, phone_number_id=phone, display_phone_number="905321118888", onboarded=False)
        operation, result = self.begun()
        self.assertEqual((result["stage"], bool(result["waits_for"])), ("waiting", True))
        start = look(result["authorization_url"])
        self.scene.sim("dialogs", {"act": "finish", "phone_number_id": phone, "partner_added_ms": None})
        callback = look(start.headers["Location"]).headers["Location"].split("#")[0]
        page = look(callback, {"Cookie": start.headers["Set-Cookie"].split(";")[0]})
        self.assertIn("new BroadcastChannel('coexist-connect').postMessage({operation:'%s'})" % operation, page.text)
        at = until("the wait for a delivery", lambda: next(
            (r for r in [self.now(operation)["result"]] if r["stage"] == "delivery"), None))
        self.assertIn("first delivery", at["waits_for"])
        self.assertEqual(self.add(operation, go_on=True).status, 200)
        done = self.scene.operation(operation, "succeeded", "ann", 30)
        self.assertNotIn("waits_for", done["result"])


class WithoutACode(Connecting):
    """A sign-up that ended without its code, and a partner who fetches the customer's access with his own token."""
    signup = ", partner_token: {env: COEXIST_PARTNER_TOKEN}"
    environment = {"COEXIST_PARTNER_TOKEN": "EAApartner"}

    def test_the_number_that_a_person_names_is_connected_and_no_other(self):
        self.scene.sim("apps", {**self.app(), "business_id": PARTNER})
        self.scene.sim("tokens", {"token": "EAApartner", "app_id": APP, "client_business_id": PARTNER,
                                  "scopes": ["business_management", "whatsapp_business_management"]})
        operation, _ = self.begun()
        self.signed_up(code=False, event=False)
        until("PARTNER_ADDED delivered", lambda: "PARTNER_ADDED" in json.dumps(self.scene.sim_get("deliveries?bodies=true")))
        self.assertEqual(self.add(operation, phone="+4915112345678").status, 200)
        until("the wrong number was not found", lambda: "number_not_reported" in json.dumps(self.now(operation)))
        self.assertNotIn(DIGITS, json.dumps(self.now(operation)))  # whose it is stays unseen
        self.assertEqual(self.now(operation)["result"]["stage"], "waiting")
        self.assertEqual(self.add(operation, phone="+" + DIGITS).status, 200)
        done = self.scene.operation(operation, "succeeded", "ann", 30)
        account = self.scene.rest("GET", f"/v1/accounts/{done['account']}", user="ann").json
        self.assertEqual((account["state"], account["address"], account["waba_id"]), ("connected", "+" + DIGITS, WABA))
        self.assertEqual((done["result"]["contacts"], done["result"]["history"]), ("accepted", "accepted"))
        self.assertEqual(self.exchanges(), 0)

    def app(self):
        return {"id": APP, "secret": self.scene.app_secret, "callback_url": f"{self.scene.host}{MOUNT}/webhooks/hotel",
                "verify_token": self.scene.environment["COEXIST_VERIFY_TOKEN"], "configs": [{"id": "700700"}]}


class Adopted(Connecting):
    """A number that is adopted by token within a day of its connection is followed like one of the dialog's."""

    def test_contacts_and_history_are_asked_for_once_after_a_delivery(self):
        made = self.scene.sim("numbers", {"waba_id": WABA, "phone_number_id": PHONE_ID, "display_phone_number": DIGITS, "coex": True,
                                          "name": "Hotel Harbour", "owner_business_id": CUSTOMER, "token": "EAAquickstart", "app_id": APP})
        self.assertEqual(made.status, 200, made.text)
        adopted = self.scene.done(self.scene.adopt())
        self.assertEqual([(s["step"], s["state"]) for s in adopted["steps"]], [("numbers", "done"), ("subscribe", "done")])
        follows = adopted["contacts_and_history"]
        until("the wait for a delivery", lambda: self.now(follows)["result"]["stage"] == "delivery")
        self.assertEqual(self.scene.calls("smb_app_data"), [])
        self.scene.guest_writes("Hello")
        done = self.scene.operation(follows, "succeeded", "ann", 30)
        self.assertEqual((done["result"]["contacts"], done["result"]["history"]), ("accepted", "accepted"))
        self.assertEqual([c["parameters"]["sync_type"] for c in self.scene.calls("smb_app_data")], ["smb_app_state_sync", "history"])
        self.assertEqual(self.scene.rest("GET", f"/v1/accounts/{adopted['account']}", user="ann").json["state"], "connected")
        again = self.scene.done(self.scene.adopt())  # a second time: what was asked is not asked again blindly
        if "contacts_and_history" in again:
            self.scene.guest_writes("Hello again")
            self.scene.operation(again["contacts_and_history"], "succeeded", "ann", 30)
            refused = [c for c in self.scene.calls("smb_app_data") if c["outcome"] == "refused"]
            self.assertEqual(len(refused), len(self.scene.calls("smb_app_data")) - 2)
