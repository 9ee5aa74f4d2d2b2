"""Tenants never see each other, staff do what staff may, and a coexistence number is never paused."""
import json

from scene import PHONE_ID, TOKEN, WABA, SceneTest


class Rights(SceneTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        scene = cls.scene
        scene.console("user", "add", "gil", "--role", "staff", "--tenant", "garden")
        scene.tokens["gil"] = json.loads(scene.console("token", "create", "gil", "--json").stdout)["token"]
        scene.guest_writes("Is there a pool?")
        message = scene.record(text="Is there a pool?")
        cls.conversation = message["conversation"]
        cls.message, cls.contact = message["id"], message["contact"]
        sent = scene.act(cls.account, "send_text", {"conversation": cls.conversation, "text": "Yes, on the roof."})
        cls.operation = sent.json["operation"]["id"]
        scene.operation(cls.operation, "succeeded")

    def assert_like_nothing(self, path, user):
        """The answer must not differ from the one for an id that nobody has."""
        answer = self.scene.rest("GET", path, user=user)
        self.assertEqual(answer.status, 404, f"{user}: {path}: {answer.text}")
        for secret in ("Lena", "pool", "905321110022", "harbour"):
            self.assertNotIn(secret, answer.text)

    def paths(self):
        return [f"/v1/accounts/{self.account}", f"/v1/accounts/{self.account}/actions", f"/v1/operations/{self.operation}",
                f"/v1/conversations/{self.conversation}", f"/v1/conversations/{self.conversation}/messages",
                f"/v1/messages/{self.message}", f"/v1/contacts/{self.contact}", "/v1/accounts?tenant=harbour",
                "/v1/conversations?tenant=harbour", "/v1/contacts?tenant=harbour",
                f"/v1/conversations?account={self.account}", f"/v1/contacts/{self.contact}?tenant=harbour"]

    def test_people_of_the_hotel_itself_find_everything(self):
        for user in ("ann", "sam"):
            for path in self.paths():
                self.assertEqual(self.scene.rest("GET", path, user=user).status, 200, path)

    def test_another_hotels_people_find_nothing_on_any_route(self):
        for user in ("eve", "gil"):
            for path in self.paths():
                self.assert_like_nothing(path, user)

    def test_another_hotels_lists_are_empty(self):
        for name in ("accounts", "conversations", "contacts"):
            self.assertEqual(self.scene.whole(f"/v1/{name}", name, "eve"), [])
        self.assertEqual([a for a in self.scene.whole("/admin/audit", "audit", "eve") if a["tenant"] != "garden"], [])
        for name in ("accounts", "conversations", "contacts"):
            self.assertEqual(self.scene.api("GET", f"/api/{name}", user="eve").json[name], [])

    def test_another_hotels_admin_can_do_nothing_with_the_number(self):
        calls = len(self.scene.calls())
        for action, given in (("send_text", {"to": "+4915112345678", "text": "Hi"}), ("disconnect", {}), ("refresh", {}), ("pause", {})):
            self.assertEqual(self.scene.act(self.account, action, given, user="eve").status, 404, action)
            asked = {"account": self.account, "action": action, "input": given}
            self.assertEqual(self.scene.api("POST", "/api/actions", asked, user="eve").status, 404, action)
            told = self.scene.console("act", self.account, action, "--input", json.dumps(given), "--as", "eve", "--json", check=False)
            self.assertEqual(told.returncode, 1, told.stdout)
        self.assertEqual(len(self.scene.calls()), calls)
        self.assertEqual(self.scene.api("GET", f"/api/actions?account={self.account}", user="eve").status, 404)
        self.assertEqual(self.scene.api("GET", f"/api/timeline?contact={self.contact}", user="eve").status, 404)
        self.assertEqual(self.scene.api("GET", f"/api/operations/{self.operation}", user="eve").status, 404)

    def test_another_hotels_admin_cannot_adopt_a_number_for_this_hotel(self):
        self.assertIn(self.scene.adopt(user="eve").status, (403, 404))

    def test_a_number_that_one_hotel_has_cannot_be_taken_by_another(self):
        asked = self.scene.adopt(user="eve", tenant="garden")
        failure = self.scene.failure(asked, "eve")
        self.assertEqual(failure["code"], "number_taken")
        self.assertNotIn("harbour", json.dumps(failure))
        self.assertEqual(self.scene.whole("/v1/accounts", "accounts", "eve"), [])

    def test_staff_may_not_do_what_only_an_admin_may(self):
        self.assertEqual(self.scene.act(self.account, "disconnect").status, 403)
        self.assertEqual(self.scene.api("POST", "/api/actions", {"account": self.account, "action": "disconnect"}).status, 403)
        told = self.scene.console("act", self.account, "disconnect", "--as", "sam", "--json", check=False)
        self.assertEqual((told.returncode, json.loads(told.stdout)["problem"]["status"]), (1, 403))
        adopt = {"tenant": "harbour", "waba_id": WABA, "phone_number_id": PHONE_ID, "road": "hotel", "access_token": TOKEN}
        self.assertEqual(self.scene.adopt(user="sam").status, 403)
        asked = {"provider": "coex", "action": "adopt", "input": adopt}
        self.assertEqual(self.scene.api("POST", "/api/actions", asked).status, 403)
        for path in ("/admin/health", "/admin/quarantine", "/admin/unknown", "/admin/audit"):
            self.assertEqual(self.scene.rest("GET", path).status, 403, path)
        account = self.scene.rest("GET", f"/v1/accounts/{self.account}").json
        self.assertEqual(account["state"], "connected")

    def test_staff_see_that_disconnect_is_not_theirs_and_why(self):
        actions = {a["id"]: a for a in self.scene.rest("GET", f"/v1/accounts/{self.account}/actions").json["actions"]}
        self.assertTrue(actions["send_text"]["enabled"])
        self.assertFalse(actions["disconnect"]["enabled"])
        self.assertTrue(actions["disconnect"]["reason"]["detail"])

    def assert_pause_refused(self, problem):
        self.assertEqual((problem["status"], problem["code"]), (409, "action_not_for_provider"))
        self.assertIn("disconnect", problem["detail"])
        self.assertIn("phone", problem["detail"])
        self.assertIn("disconnect", problem["next"])

    def test_pausing_a_coexistence_number_is_refused_and_disconnect_named_over_rest(self):
        for user in ("ann", "sam"):
            self.assert_pause_refused(self.scene.act(self.account, "pause", user=user).json)

    def test_pausing_a_coexistence_number_is_refused_and_disconnect_named_by_the_hosts_own_api(self):
        for user in ("ann", "sam"):
            self.assert_pause_refused(self.scene.api("POST", "/api/actions", {"account": self.account, "action": "pause"}, user=user).json)

    def test_pausing_a_coexistence_number_is_refused_and_disconnect_named_in_the_console(self):
        told = self.scene.console("act", self.account, "pause", "--json", check=False)
        self.assertEqual(told.returncode, 1)
        self.assert_pause_refused(json.loads(told.stdout)["problem"])
        plain = self.scene.console("act", self.account, "pause", check=False)
        self.assertIn("disconnect", plain.stderr)

    def test_nobody_who_is_not_signed_in_sees_anything(self):
        self.scene.tokens["nobody"] = "no-such-token"
        for path in self.paths() + ["/admin/health", "/v1/channels"]:
            self.assertEqual(self.scene.rest("GET", path, user="nobody").status, 401, path)
