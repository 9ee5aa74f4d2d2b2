"""A dedicated number is connected by the platform's dialog, and one that is on a phone stays there."""
import pathlib
import sys
import unittest

from scene import APP, BUILD, PHONE_ID, WABA, Scene

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator" / "checks"))
from http_json import look  # noqa: E402


class Dedicated(unittest.TestCase):
    def setUp(self):
        self.scene = Scene(BUILD)
        self.addCleanup(self.scene.stop)
        self.scene.start_simulator()
        self.scene.install()
        self.scene.start_host()
        self.scene.connect_simulator(onboarded=False)

    def begun(self, provider="meta"):
        asked = self.scene.rest("POST", f"/v1/channels/{provider}/actions/connect", {"tenant": "harbour"}, "ann")
        self.assertEqual(asked.status, 202, asked.text)
        operation = asked.json["operation"]
        return operation["id"], operation["result"]["authorization_url"]

    def through(self, url, number):
        callback, cookie = self.scene.through_the_dialog(url, number)
        self.assertEqual(look(callback, {"Cookie": cookie}).status, 200)

    def registrations(self):
        return self.scene.sim_get("calls?endpoint=register")["calls"]

    def a_free_number(self):
        made = self.scene.sim("numbers", {"waba_id": WABA, "phone_number_id": "310987654321077", "display_phone_number": "+4930901820", "name": "Hotel Harbour 2",
                                          "coex": False, "owner_business_id": "410987654321003", "onboarded": False, "app_id": APP})
        self.assertEqual(made.status, 200, made.text)
        return "310987654321077"

    def test_it_is_registered_once_and_writes(self):
        number = self.a_free_number()
        operation, url = self.begun()
        self.through(url, number)
        done = self.scene.operation(operation, "succeeded", "ann", 30)
        account = done["result"]["account"]
        self.assertEqual([step["step"] for step in done["result"]["steps"] if step["state"] == "done"],
                         ["waiting", "exchange", "inspect", "numbers", "subscribe", "register", "fields", "delivery"])
        self.assertEqual(len(self.registrations()), 1)
        self.assertNotIn(self.scene.environment["COEXIST_REGISTRATION_PIN"], str(done))
        shown = self.scene.rest("GET", f"/v1/accounts/{account}", user="sam").json
        self.assertEqual((shown["provider"], shown["state"]), ("meta", "connected"))
        offered = {action["id"] for action in self.scene.rest("GET", f"/v1/accounts/{account}/actions", user="ann").json["actions"]}
        self.assertLessEqual({"pause", "resume", "remove"}, offered)
        self.assertNotIn("disconnect", offered)

    def test_beside_a_number_of_a_phone_only_the_free_one_is_registered(self):
        operation, url = self.begun("coex")
        self.through(url, PHONE_ID)
        self.scene.operation(operation, "succeeded", "ann", 30)
        number = self.a_free_number()
        operation, url = self.begun()
        self.through(url, number)
        self.scene.operation(operation, "succeeded", "ann", 30)
        self.assertEqual([call["path"].split("/")[-2] for call in self.registrations()], [number])
        phones = {one["phone_number_id"]: one for one in self.scene.sim_get("world")["numbers"]}
        self.assertEqual((phones[PHONE_ID]["coex"], phones[PHONE_ID]["knocked_off_the_phone"]), (True, False))
        accounts = self.scene.whole("/v1/accounts", "accounts")
        self.assertEqual(sorted((one["provider"], one["state"]) for one in accounts), [("coex", "connected"), ("meta", "connected")])

    def test_without_a_pin_the_dialog_is_not_offered(self):
        self.scene.host_process.stop()
        self.scene.config.write_text(self.scene.config.read_text().replace(", dedicated: {pin: {env: COEXIST_REGISTRATION_PIN}}", ""))
        self.scene.start_host()
        refused = self.scene.rest("POST", "/v1/channels/meta/actions/connect", {"tenant": "harbour"}, "ann")
        self.assertEqual((refused.status, refused.json["code"]), (501, "dedicated_not_configured"))


if __name__ == "__main__":
    unittest.main()
