"""A number is connected by the platform's dialog: bad answers, and crashes at every boundary."""
import pathlib
import sys
import unittest

from scene import BUILD, PHONE_ID, Scene, until

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator" / "checks"))
from call_judge import judge  # noqa: E402
from http_json import look  # noqa: E402

# Every call of a connection, in its order; those that must leave once and the others.
CALLS = ["oauth_access_token", "debug_token", "phone_numbers", "subscribed_apps", "subscriptions", "smb_app_data"]


def fresh_scene():
    scene = Scene(BUILD)
    try:
        scene.start_simulator()
        scene.install()
        scene.start_host()
        scene.connect_simulator(onboarded=False)
        scene.sim("phone", {"phone_number_id": PHONE_ID, "contacts": 5})  # so that a lost answer is settled by what arrives
    except BaseException:
        scene.stop()
        raise
    return scene


class Connecting(unittest.TestCase):
    def setUp(self):
        self.scene = fresh_scene()
        self.addCleanup(self.scene.stop)

    def begun(self):
        operation, url = self.scene.connect()
        callback, cookie = self.scene.through_the_dialog(url)
        return operation, callback, cookie

    def problem(self, operation):
        return until("the attempt ended", lambda: self.scene.operation_now(operation).get("problem"))["code"]

    def assert_nothing_left(self):
        self.assertEqual(self.scene.whole("/v1/accounts", "accounts"), [])
        self.assertEqual(self.scene.sim_get("calls?endpoint=oauth_access_token")["calls"], [])

    def assert_judged(self):
        calls = self.scene.sim_get("calls")["calls"]
        self.assertEqual(list(judge(calls, self.scene.sim_get("deliveries?bodies=true")["deliveries"])), [])

    def test_an_answer_that_was_altered_changes_nothing_and_the_true_one_still_counts(self):
        operation, callback, cookie = self.begun()
        base, state = callback.split("state=")
        for broken in ("", "0" * 160, state[:-1] + ("1" if state[-1] == "0" else "0"), state[:-1], "<script>alert(1)</script>"):
            page = look(base + "state=" + broken, {"Cookie": cookie})
            self.assertEqual(page.status, 400, page.text)
            self.assertIn("connect_state_invalid", page.text)
            self.assertNotIn("<script>alert", page.text)
        self.assertEqual(self.scene.operation_now(operation)["result"]["stage"], "waiting")
        self.assertEqual(look(callback, {"Cookie": cookie}).status, 200)
        self.scene.operation(operation, "succeeded")
        self.assert_judged()

    def test_each_bad_end_of_the_dialog_closes_the_attempt_with_its_own_reason(self):
        for change, code in (
                (lambda url: url.replace("code=", "other="), "connect_code_missing"),
                (lambda url: url.replace("code=", "error=access_denied&was="), "connect_denied"),
                (lambda url: url.replace("code=", "error=server_error&error_code=1349195&error_description=evil&was="), "connect_dialog_failed")):
            operation, callback, cookie = self.begun()
            page = look(change(callback), {"Cookie": cookie})
            self.assertEqual((page.status, code in page.text, "evil" in page.text), (page.status, True, False), page.text)
            self.assertEqual(self.problem(operation), code)
        operation, callback, _ = self.begun()
        self.assertEqual(look(callback).status, 403)
        self.assertEqual(self.problem(operation), "connect_browser_foreign")
        self.assert_nothing_left()

    def test_the_pages_of_strangers_are_refused_in_a_sentence(self):
        for path in ("start", "start?ticket=", "start?ticket=" + "0" * 96, "callback", "callback?code=x"):
            page = look(f"{self.scene.host}/channels/whatsapp/connect/{path}")
            self.assertEqual(page.status, 400, path)
            self.assertIn("Start the connection again from the CRM", page.text)
        self.assert_nothing_left()

    def test_a_code_that_comes_too_late_is_refused_by_the_platform_and_named(self):
        operation, callback, cookie = self.begun()
        self.assertEqual(self.scene.sim("clock", {"advance_ms": 60_000}).status, 200)
        self.assertEqual(look(callback, {"Cookie": cookie}).status, 200)
        self.assertEqual(self.problem(operation), "connect_code_expired")
        self.assertEqual(self.scene.whole("/v1/accounts", "accounts"), [])


class CrashedWhileConnecting(unittest.TestCase):
    def crash_at(self, endpoint, nth):
        """Kills the host while it waits for the answer to this call, and lets it go on."""
        scene = fresh_scene()
        self.addCleanup(scene.stop)
        operation, url = scene.connect()
        callback, cookie = scene.through_the_dialog(url)

        def calls():
            return [c for c in scene.sim_get(f"calls?endpoint={endpoint}")["calls"] if endpoint != "subscribed_apps" or c["method"] == "POST"]

        for _ in range(nth - 1):
            scene.fault("latency", endpoint=endpoint, ms=1)
        scene.fault("latency", endpoint=endpoint, ms=3000)
        self.assertEqual(look(callback, {"Cookie": cookie}).status, 200)
        stages = {"oauth_access_token": "exchange", "debug_token": "inspect", "phone_numbers": "numbers", "subscribed_apps": "subscribe",
                  "subscriptions": "fields", "smb_app_data": ("contacts", "history")[nth - 1]}
        until(f"the call {endpoint} under way", lambda: scene.operation_now(operation)["result"]["stage"] == stages[endpoint])
        until("the call at the platform", lambda: len(calls()) >= nth or scene.operation_now(operation)["result"]["stage"] != stages[endpoint], 5)
        scene.restart_host(kill=True)
        return scene, operation

    def assert_judged(self, scene):
        calls = scene.sim_get("calls")["calls"]
        self.assertEqual(list(judge(calls, scene.sim_get("deliveries?bodies=true")["deliveries"])), [])

    def test_a_crash_at_any_call_goes_on_or_is_cleanly_dead_and_repeats_nothing_that_must_not_be(self):
        for endpoint, nth in [*((name, 1) for name in CALLS), ("smb_app_data", 2)]:
            with self.subTest(call=endpoint, nth=nth):
                scene, operation = self.crash_at(endpoint, nth)
                ended = until("an end", lambda: next((o for o in [scene.operation_now(operation)] if o["state"] != "pending"), None), 60)
                if endpoint == "oauth_access_token":
                    # The code is used up and its token is nowhere: a clean end, and a new attempt works.
                    self.assertEqual((ended["state"], ended["problem"]["code"]), ("failed", "connect_exchange_lost"))
                    self.assertEqual(scene.whole("/v1/accounts", "accounts"), [])
                    self.assert_judged(scene)
                    continue
                self.assertEqual(ended["state"], "succeeded", ended)
                account = scene.whole("/v1/accounts", "accounts")[0]
                self.assertEqual((account["state"], account["id"]), ("connected", ended["account"]))
                self.assertEqual((ended["result"]["contacts"], ended["result"]["history"]), ("accepted", "accepted"))
                self.assert_judged(scene)
                scene.stop()
