"""Forged deliveries at full rate: nothing is stored, memory stays, and nobody honest is kept out."""
import json
import threading
import time

import deliveries as d
from scene import LARGE, SceneTest

from raw import WEBHOOK, Client, message_body, request, resident_mib

SECONDS = 60 if LARGE else 6
BURST = 60  # plugin/ingest/bad_knocks.hpp
WORDS = {"code": "signatures_wrong", "title": "Too much at once", "status": 429,
         "detail": "Too many bodies from this address were not signed with this app's secret; none was stored.",
         "next": "Compare the app secret in the configuration with the one at the platform. What is signed correctly is still "
                 "taken from this address."}


class ForgedDeliveries(SceneTest):
    def forge(self, until_when, into, source):
        raw = message_body("wamid.forged")
        forged = request("POST", WEBHOOK, raw, d.signed(raw, "a secret that nobody has"))
        with Client(self.scene, source) as client:
            while time.monotonic() < until_when:
                status, headers, body = client.ask(forged)
                into.append((status, headers.get("retry-after"), body if status == 429 and not into else None))

    def counts(self):
        webhooks = self.scene.health("webhooks")
        return webhooks["accepted"], webhooks["unsigned_or_wrong"]

    def test_a_storm_of_them_is_answered_shortly_while_honest_ones_of_the_same_address_pass(self):
        scene, pid = self.scene, self.scene.host_process.child.pid
        scene.settled()
        accepted, bad = self.counts()
        before = resident_mib(pid)
        answers = [[] for _ in range(4)]
        began = time.monotonic()
        threads = [threading.Thread(target=self.forge, args=(began + SECONDS, into, "127.0.0.1")) for into in answers]
        for thread in threads:
            thread.start()
        honest = 0
        while time.monotonic() < began + SECONDS:
            self.assertEqual(scene.deliver(message_body(f"wamid.honest-{honest}")).status, 200)
            honest += 1
            time.sleep(0.1)
        with Client(scene, "127.0.0.2") as other:
            raw = message_body("wamid.elsewhere")
            self.assertEqual(other.ask(request("POST", WEBHOOK, raw, d.signed(raw, scene.app_secret)))[0], 200)
            self.assertEqual(other.ask(request("POST", WEBHOOK, raw, {}))[0], 401, "another address has a burst of its own")
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        told = [one for each in answers for one in each]
        whole = [status for status, _, _ in told if status != 429]
        self.assertEqual(set(whole), {401})
        self.assertGreaterEqual(len(whole), BURST)
        self.assertLessEqual(len(whole), BURST + took + 2)
        self.assertGreater(len(told), 5 * len(whole), "too few to tell")
        self.assertTrue(all(1 <= int(after) <= BURST for status, after, _ in told if status == 429))
        self.assertLess(resident_mib(pid) - before, 32)
        print(f"[{len(told) / took:.0f} forged a second, {honest} honest beside]", end=" ", flush=True)
        self.assertEqual(self.counts(), (accepted + honest + 1, bad + len(told) + 1))
        scene.settled()
        self.assertEqual(len(scene.messages(self.account)), honest + 1)
        self.assertEqual(scene.rest("GET", "/admin/quarantine", user="ann").json["total"], 0)

    def test_the_short_answer_says_what_to_do(self):
        raw = message_body("wamid.forged")
        with Client(self.scene, "127.0.0.3") as client:
            forged = request("POST", WEBHOOK, raw, d.signed(raw, "a secret that nobody has"))
            for _ in range(10 * BURST):
                status, headers, body = client.ask(forged)
                if status == 429:
                    break
        document = json.loads(body)
        self.assertEqual({name: document[name] for name in WORDS}, WORDS)
        self.assertEqual(headers["content-type"], "application/problem+json")
        self.assertEqual(headers["retry-after"], "1")
