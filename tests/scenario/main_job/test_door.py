"""The webhook's door: who is let in, and that nothing of the others is stored."""
import urllib.parse

import deliveries as d
from http_json import call
from scene import DIGITS, GUEST, MOUNT, PHONE_ID, WABA, SceneTest

LARGEST = 4 << 20
OLD_SECRET = "the-secret-before-the-rotation"


def one(wamid, words="Hello"):
    return d.body(d.entry(WABA, d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[d.text(wamid, GUEST, words, d.now())])))


class TheDoor(SceneTest):
    @classmethod
    def before_host(cls, scene):
        scene.environment["COEXIST_OLD_SECRET"] = OLD_SECRET
        config = scene.config.read_text()
        scene.config.write_text(config + "    app_secret_previous: {env: COEXIST_OLD_SECRET}\n")

    def stored(self):
        """How many journal rows there are but the test's own marks, by the plugin's metrics and its health."""
        self.scene.settled()
        marks = self.scene.marks()
        metrics = self.scene.rest("GET", "/admin/metrics", user="ann").text
        applied = next(line for line in metrics.splitlines() if line.startswith("whatsapp_journal_applied_total"))
        webhooks = self.scene.health("webhooks")
        return int(applied.split()[1]) - marks, webhooks["accepted"] - marks

    def assert_not_let_in(self, raw, headers):
        before, refused = self.stored(), self.scene.health("webhooks")["unsigned_or_wrong"]
        answer = self.scene.deliver(raw, headers=headers)
        self.assert_refused(answer, 401, "signature_wrong")
        self.assertEqual(self.stored(), before, "something was stored")
        self.assertEqual(self.scene.health("webhooks")["unsigned_or_wrong"], refused + 1)

    def test_a_delivery_without_a_signature_is_refused_and_nothing_is_stored(self):
        self.assert_not_let_in(one("wamid.unsigned"), {"Content-Type": "application/json"})

    def test_a_delivery_signed_with_another_secret_is_refused_and_nothing_is_stored(self):
        raw = one("wamid.wrong-secret")
        self.assert_not_let_in(raw, d.signed(raw, "a secret that nobody has"))

    def test_a_delivery_that_was_changed_after_it_was_signed_is_refused(self):
        raw = one("wamid.changed", "One room")
        self.assert_not_let_in(raw.replace(b"One", b"Two"), d.signed(raw, self.scene.app_secret))

    def test_a_signature_that_is_cut_or_empty_or_of_another_kind_is_refused(self):
        raw = one("wamid.cut")
        right = d.signed(raw, self.scene.app_secret)[d.APP_SECRET_HEADER]
        for wrong in (right[:-2], "sha256=", "", right.replace("sha256=", "sha1="), right + "00", "sha256=" + "z" * 64):
            with self.subTest(signature=wrong):
                self.assert_not_let_in(raw, {d.APP_SECRET_HEADER: wrong})

    def test_during_a_rotation_deliveries_of_the_old_and_the_new_secret_are_taken(self):
        for wamid, secret in (("wamid.new-secret", None), ("wamid.old-secret", OLD_SECRET)):
            self.assertEqual(self.scene.deliver(one(wamid), secret).status, 200)
            self.scene.record(wamid=wamid)

    def test_the_signature_covers_the_bytes_as_they_came(self):
        raw = one("wamid.escaped", "Grüße/日本").replace("/".encode(), b"\\/")
        self.assertIn(b"\\u", raw)
        self.assertEqual(self.scene.deliver(raw).status, 200)
        self.assertEqual(self.scene.record(wamid="wamid.escaped")["text"], "Grüße/日本")

    def test_a_webhook_of_an_unknown_app_is_refused(self):
        self.assert_refused(self.scene.deliver(one("wamid.nowhere"), road="nobody"), 404, "road_unknown")

    def test_a_body_of_four_megabytes_is_taken_and_a_larger_one_refused(self):
        small = one("wamid.large", "X")
        raw = small.replace(b'"X"', b'"' + b"X" * (LARGEST - len(small) + 1) + b'"')
        self.assertEqual(len(raw), LARGEST)
        self.assertEqual(self.scene.deliver(raw).status, 200)
        self.assertEqual(len(self.scene.record(wamid="wamid.large")["text"]), LARGEST - len(small) + 1)
        before = self.stored()
        raw = raw.replace(b"XX", b"XXX", 1)
        self.assertEqual(len(raw), LARGEST + 1)
        self.assertEqual(self.scene.deliver(raw).status, 413)
        self.assertEqual(self.stored(), before)


class TheHandshake(SceneTest):
    adopt = False

    def ask(self, **parameters):
        query = urllib.parse.urlencode({f"hub.{name}": value for name, value in parameters.items()})
        return call("GET", f"{self.scene.host}{MOUNT}/webhooks/hotel?{query}")

    @property
    def token(self):
        return self.scene.environment["COEXIST_VERIFY_TOKEN"]

    def test_the_platforms_test_of_the_endpoint_gets_its_challenge_back_as_it_is(self):
        answer = self.ask(mode="subscribe", verify_token=self.token, challenge="1158201444")
        self.assertEqual((answer.status, answer.text), (200, "1158201444"))
        self.assertTrue(answer.headers["content-type"].startswith("text/plain"))

    def test_a_wrong_or_missing_verify_token_is_refused(self):
        for parameters in ({"verify_token": "wrong"}, {"verify_token": ""}, {"verify_token": self.token[:-1]}, {}):
            with self.subTest(**parameters):
                answer = self.ask(mode="subscribe", challenge="1158201444", **parameters)
                self.assert_refused(answer, 403, "verify_token_wrong")
                self.assertNotIn("1158201444", answer.text)

    def test_another_mode_than_subscribe_is_refused(self):
        self.assertEqual(self.ask(mode="unsubscribe", verify_token=self.token, challenge="1").status, 403)


