"""How a number's connection ends, lapses and comes back: by the phone, by an admin, by Meta, and without a word."""
import json

from http_json import call
from scene import APP, MOUNT, PHONE_ID, TOKEN, WABA, GUEST, SceneTest, until


class Life(SceneTest):
    def setUp(self):
        self.connected()

    def connected(self):
        """The number as new at the platform, and adopted (again)."""
        self.scene.number(waba_id=WABA, phone_number_id=PHONE_ID, subscribed=[APP])
        self.assertEqual(self.scene.adopted(), self.account)
        self.assertEqual(self.state()["state"], "connected")

    def state(self):
        return self.scene.rest("GET", f"/v1/accounts/{self.account}", user="ann").json

    def becomes(self, **wanted):
        return until(f"the account with {wanted}", lambda: next(
            (a for a in [self.state()] if all(a.get(k) == v for k, v in wanted.items())), None))

    def refreshed(self):
        return self.scene.act(self.account, "refresh", user="ann")

    def test_a_number_that_went_without_a_word_is_found_by_the_next_send(self):
        self.scene.guest_writes("Are you open?")
        self.scene.record(text="Are you open?")
        self.assertEqual(self.scene.sim("revoke", {"how": "number", "phone_number_id": PHONE_ID}).status, 200)
        self.scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": "Yes, all year."})
        gone = self.becomes(state="disconnected")
        self.assertEqual(gone["reason"], "NUMBER_NOT_REGISTERED")
        refused = self.scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": "Hello?"})
        self.assertEqual((refused.status, refused.json["code"]), (409, "account_disconnected"))

    def test_a_token_that_was_taken_back_is_a_flag_and_inbound_goes_on(self):
        self.assertEqual(self.scene.sim("revoke", {"how": "token", "token": TOKEN}).status, 200)
        self.refreshed()
        until("the flag", lambda: self.state()["flags"].get("token_invalid"))
        self.assertEqual(self.state()["state"], "connected")
        self.scene.guest_writes("Still there?")
        self.scene.record(text="Still there?")
        self.scene.sim("tokens", {"token": TOKEN, "waba_ids": [WABA]})
        self.scene.done(self.refreshed())
        until("no flag", lambda: "token_invalid" not in self.state()["flags"])

    def test_a_subscription_that_was_lost_is_made_again(self):
        ended = call("DELETE", f"{self.scene.graph}/v25.0/{WABA}/subscribed_apps", None,
                     {"Authorization": f"Bearer {TOKEN}"})
        self.assertEqual(ended.status, 200, ended.text)
        self.assertEqual(self.scene.done(self.refreshed())["subscription"], "mended")
        self.scene.guest_writes("Heard again?")
        self.scene.record(text="Heard again?")
        told = [a["code"] for a in self.scene.whole("/admin/audit", "audit") if a["action"] == "subscription"]
        self.assertIn("subscription_made_again", told)

    def test_an_admin_forces_the_end_and_the_number_keeps_its_conversations_when_it_comes_back(self):
        self.scene.guest_writes("Do you take dogs?")
        self.scene.record(text="Do you take dogs?")
        before = [m["id"] for m in self.scene.messages(self.account)]
        result = self.scene.done(self.scene.act(self.account, "disconnect", {"mode": "force"}, user="ann"))
        self.assertEqual((result["state"], result["token"], result["subscription"]), ("disconnected", "forgotten", "ended"))
        self.assertIn("owner disconnects it there", result["still_holds"])
        gone = self.becomes(state="disconnected")
        self.assertEqual((gone["reason"], gone["initiated_by"]), ("FORCED_BY_ADMIN", "ann"))
        deleted = [c for c in self.scene.sim_get("calls?endpoint=subscribed_apps")["calls"] if c["method"] == "DELETE"]
        self.assertTrue(deleted)
        self.assertEqual(self.scene.sim_get("calls?forbidden=true")["calls"], [])
        self.connected()
        self.assertEqual([m["id"] for m in self.scene.messages(self.account)], before)

    def test_a_change_among_the_apps_grants_makes_the_number_be_read(self):
        reads = len([c for c in self.scene.sim_get("calls?endpoint=number")["calls"] if c["method"] == "GET"])
        told = self.scene.sim("integration", {"app": APP, "kind": "uninstall", "business_id": "410987654321003"})
        self.assertEqual(told.status, 200, told.text)
        until("the number read", lambda: len(
            [c for c in self.scene.sim_get("calls?endpoint=number")["calls"] if c["method"] == "GET"]) > reads, 30)
        self.assertEqual(self.state()["state"], "connected")

    def signed(self, kind, path, **more):
        url = f"{self.scene.host}{MOUNT}/meta/{path}"
        told = self.scene.sim("signed_request", {"app": APP, "kind": kind, "url": url, **more})
        self.assertEqual(told.status, 200, told.text)
        return told.json

    def test_a_person_takes_his_grant_back_and_the_numbers_are_read(self):
        reads = len([c for c in self.scene.sim_get("calls?endpoint=number")["calls"] if c["method"] == "GET"])
        self.assertEqual(self.signed("deauthorize", "deauthorize/hotel")["status"], 200)
        until("the number read", lambda: len(
            [c for c in self.scene.sim_get("calls?endpoint=number")["calls"] if c["method"] == "GET"]) > reads, 30)

    def test_a_deletion_request_is_answered_as_meta_asks_and_its_page_tells_how_it_stands(self):
        told = self.signed("data_deletion", "data-deletion/hotel", user_id="122100000000999")
        self.assertTrue(told["confirmed"], told)
        said = json.loads(told["body"])
        self.assertTrue(said["url"].endswith("/meta/data-deletion/hotel/" + said["confirmation_code"]))
        page = until("the page", lambda: next((p for p in [call("GET", said["url"])] if p.status == 200), None))
        self.assertIn("Your request is done.", page.text)
        self.assertNotIn("122100000000999", page.text)
        self.assertEqual(call("GET", said["url"][:-1] + "x").status, 404)
        # It names no number of anybody, so whoever sees all tenants sees it in the list; here ann's hotel is all there is.
        listed = [d for d in self.scene.whole("/admin/data-deletions", "data_deletions") if d["code"] == said["confirmation_code"]]
        self.assertEqual([(d["state"], d["accounts"], d["road"]) for d in listed], [("done", [], "hotel")])
        self.assertEqual(self.scene.whole("/admin/data-deletions", "data_deletions", "eve"), [])
        self.assertEqual(self.scene.rest("GET", "/admin/data-deletions", user="sam").status, 403)

    def test_a_callback_that_is_not_genuine_is_refused_in_a_sentence_and_leaves_nothing(self):
        set_aside = self.scene.rest("GET", "/admin/quarantine", user="ann").json["total"]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for path in ("deauthorize/hotel", "data-deletion/hotel"):
            kind = path.split("/")[0].replace("-", "_")
            now = 1_000_000_000
            for more, sentence in (
                    ({"bad_signature": True}, "The signed request is not signed with this app's secret."),
                    ({"secret": "another"}, "The signed request is not signed with this app's secret."),
                    ({"payload": {"issued_at": now}}, "The signed request is more than an hour old."),
                    ({"payload": {"issued_at": 9_000_000_000}}, "The signed request comes from the future."),
                    ({"payload": {"algorithm": "none"}}, "The signed request is not signed by HMAC-SHA256."),
                    ({"payload": {"user_id": ""}}, "The signed request names no user.")):
                told = self.signed(kind, path, **more)
                self.assertEqual((told["status"], told["body"]), (400, sentence + " Nothing was stored.\n"), more)
            url = f"{self.scene.host}{MOUNT}/meta/{path}"
            for body, sentence in ((b"", "The form has no field signed_request."),
                                   (b"signed_request=abc", "The signed request is not two parts with a dot between them."),
                                   (b"signed_request=a*.b*", "The signed request is not written in base64url."),
                                   (b"signed_request=YWJj.YWJj", "The signed request holds no JSON object.")):
                answer = call("POST", url, body, form)
                self.assertEqual((answer.status, answer.text), (400, sentence + " Nothing was stored.\n"))
            self.assertEqual(call("GET", url).status, 405)
        self.assertEqual(call("POST", f"{self.scene.host}{MOUNT}/meta/deauthorize/nobody", b"", form).status, 404)
        self.assertEqual(self.scene.rest("GET", "/admin/quarantine", user="ann").json["total"], set_aside)
