"""The judge of the call log: a right sign-up passes, each breach is named."""
import os
import subprocess
import sys

import call_judge
from rig import PHONE, VERIFY, WABA
from signup import SignupCase

HOUR_MS = 3600 * 1000


class Judging(SignupCase):
    def breaches(self):
        return call_judge.judge(self.get("/calls")["calls"], self.get("/deliveries?bodies=true")["deliveries"])

    def sync(self, kind):
        try:
            return self.graph("POST", "/%s/smb_app_data" % PHONE, {"messaging_product": "whatsapp", "sync_type": kind},
                              token=self.token)
        except (OSError, ValueError):
            return None

    def fault(self, endpoint, kind, **more):
        self.sim("/faults", dict({"endpoint": endpoint, "kind": kind}, **more))

    def signed_up(self):
        self.app()
        self.waiting_number()
        self.code = self.sdk()["code"]
        self.token = self.exchange(self.code)[1]["access_token"]
        self.receiver.wait(2)

    def subscribed(self):
        self.signed_up()
        self.graph("POST", "/%s/subscribed_apps" % WABA, token=self.token)

    def test_a_sign_up_by_the_book_passes_also_as_a_program(self):
        self.subscribed()
        self.fault("smb_app_data", "error_code", code=131000)
        self.sync("smb_app_state_sync")
        self.sync("smb_app_state_sync")
        self.sync("history")
        self.sdk()
        self.sync("smb_app_state_sync")
        self.sync("history")
        self.assertEqual(self.breaches(), [])
        program = [sys.executable, "-B", os.path.abspath(call_judge.__file__), "http://127.0.0.1:%d" % self.port]
        done = subprocess.run(program, capture_output=True, text=True, timeout=20)
        self.assertEqual((done.returncode, done.stdout.split(" calls")[1]), (0, ", nothing that must not be\n"), done)
        self.graph("POST", "/%s/register" % PHONE, {"pin": "123456"}, token=self.token)
        done = subprocess.run(program, capture_output=True, text=True, timeout=20)
        self.assertEqual((done.returncode, "/register" in done.stdout), (1, True), done)

    def test_forbidden_calls(self):
        self.signed_up()
        for edge, body in (("/register", {"pin": "123456"}), ("/deregister", {}), ("", {"pin": "123456"}),
                           ("/request_code", {}), ("/verify_code", {"code": "1"})):
            self.graph("POST", "/" + PHONE + edge, body, token=self.token)
        self.assertEqual(len([b for b in self.breaches() if "never to be made" in b]), 5)

    def test_a_code_that_is_exchanged_again(self):
        self.signed_up()
        self.exchange(self.code)
        self.assertEqual(["exchanges a code again" in b for b in self.breaches()], [True])
        self.sim("/reset", {"world": True})
        self.app()
        self.waiting_number()
        code = self.sdk()["code"]
        self.fault("oauth_access_token", "error_code", code=2)
        self.exchange(code)
        self.exchange(code)
        self.assertEqual(self.breaches(), [], "a transient refusal may be tried again")

    def test_a_sync_that_is_repeated(self):
        for kind, after_ms, breaches in (("drop_after", 0, 1), ("http_5xx", 17 * HOUR_MS, 1), ("malformed", 0, 1),
                                         ("drop_before", 0, 1), ("drop_after", 18 * HOUR_MS, 0), (None, 18 * HOUR_MS, 1)):
            self.sim("/reset", {"world": True})
            self.receiver.clear()
            self.subscribed()
            if kind:
                self.fault("smb_app_data", kind)
            self.sync("smb_app_state_sync")
            self.sim("/clock", {"advance_ms": after_ms})
            self.sync("smb_app_state_sync")
            self.assertEqual(len(self.breaches()), breaches, (kind, after_ms, self.breaches()))
        self.sim("/clock", {"advance_ms": 2 * HOUR_MS})
        self.sync("smb_app_state_sync")
        self.assertEqual(len(self.breaches()), 2, "a second repeat is one too many")

    def test_an_order_that_loses_what_comes_only_once(self):
        self.signed_up()
        self.sync("history")
        told = " ".join(self.breaches())
        self.assertIn("before the account was subscribed", told)
        self.assertIn("history before the address book", told)
        self.graph("POST", "/%s/subscribed_apps" % WABA,
                   {"override_callback_uri": self.receiver.url, "verify_token": VERIFY}, token=self.token)
        self.assertIn("overrides without a plain subscription", " ".join(self.breaches()))
        calls = self.get("/calls")["calls"]
        deliveries = self.get("/deliveries?bodies=true")["deliveries"]
        self.assertNotIn("before any webhook", " ".join(call_judge.judge(calls, deliveries)))
        cut_off = [dict(d, status=0, failure="end of stream") for d in deliveries]
        self.assertNotIn("before any webhook", " ".join(call_judge.judge(calls, cut_off)))
        for others in ([], [dict(d, status=503) for d in deliveries], [dict(d, body="{}") for d in deliveries],
                       [dict(d, failure="Connection refused") for d in cut_off],
                       [dict(d, at_ms=d["at_ms"] + HOUR_MS) for d in deliveries]):
            self.assertIn("before any webhook about its account", " ".join(call_judge.judge(calls, others)))

    def test_a_message_that_is_sent_again(self):
        self.subscribed()
        self.write()
        body = {"messaging_product": "whatsapp", "to": "4915112345678", "type": "text", "text": {"body": "Yes"},
                "biz_opaque_callback_data": "op-1"}
        self.fault("messages", "error_code", code=131016)
        self.graph("POST", "/%s/messages" % PHONE, body, token=self.token)
        self.graph("POST", "/%s/messages" % PHONE, body, token=self.token)
        self.assertEqual(self.breaches(), [])
        self.graph("POST", "/%s/messages" % PHONE, body, token=self.token)
        self.assertEqual(["sends again" in b for b in self.breaches()], [True])

    def test_a_loop(self):
        self.signed_up()
        self.sim("/revoke", {"phone_number_id": PHONE, "how": "token"})
        for _ in range(7):
            self.graph("GET", "/" + PHONE, token=self.token)
            self.sim("/clock", {"advance_ms": 6 * HOUR_MS})
        self.assertEqual(self.breaches(), [], "a look every six hours is none")
        for _ in range(6):
            self.graph("GET", "/" + PHONE, token=self.token)
        self.assertEqual(["refused for the same reason 6 times" in b for b in self.breaches()], [True])
