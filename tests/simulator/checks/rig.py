"""The rig of the checks: the program under test, a webhook receiver, and short names for its HTTP calls."""
import hashlib
import hmac
import http.client
import json
import re
import subprocess
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PROGRAM = [""]  # set by check_sim.py
WABA, PHONE, APP = "210987654321001", "310987654321002", "610987654321005"
OTHER_WABA, DEDICATED = "210987654321901", "310987654321902"
SECRET, VERIFY, TOKEN = "fixture-app-secret-0123456789abcdef", "verify-me", "EAAtoken"
LENA = "4915112345678"
DAY_MS = 24 * 3600 * 1000


class Receiver:
    """A webhook endpoint that keeps what arrives and answers what it is told to."""

    def __init__(self):
        self.received, self.handshakes, self.answers = [], [], []
        self.verify_token, self.lock = VERIFY, threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status, body=b""):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                receiver.handshakes.append(query)
                fits = query.get("hub.mode") == "subscribe" and query.get("hub.verify_token") == receiver.verify_token
                self.answer(200 if fits else 403, query.get("hub.challenge", "").encode() if fits else b"")

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with receiver.lock:
                    status = receiver.answers.pop(0) if receiver.answers else 200
                    receiver.received.append({"headers": {k.lower(): v for k, v in self.headers.items()}, "body": body,
                                              "status": status, "at": time.monotonic(), "path": self.path,
                                              "peer": self.client_address})
                self.answer(status)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # the simulator may stop in the middle of an exchange

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d/webhooks/whatsapp" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def wait(self, count, seconds=5.0):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with self.lock:
                if len(self.received) >= count:
                    return list(self.received)
            time.sleep(0.005)
        raise AssertionError("expected %d webhooks, got %d" % (count, len(self.received)))

    def values(self, field=None):
        found = []
        with self.lock:
            bodies = [json.loads(item["body"]) for item in self.received if item["status"] == 200]
        for body in bodies:
            for entry in body["entry"]:
                found += [c["value"] for c in entry["changes"] if field in (None, c["field"])]
        return found

    def statuses(self):
        return [status for value in self.values("messages") for status in value.get("statuses", [])]

    def clear(self):
        with self.lock:
            self.received.clear()
            self.answers.clear()


class SimulatorCase(unittest.TestCase):
    def setUp(self):
        self.process = subprocess.Popen([PROGRAM[0], "--port=0", "--retry-base-ms=40", "--retry-max-ms=400"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        match = re.match(r"graph-simulator listening on http://127\.0\.0\.1:(\d+)$", line.strip())
        self.assertTrue(match, "first line was %r" % line)
        self.port = int(match.group(1))
        self.receiver = Receiver()

    def tearDown(self):
        self.process.terminate()
        self.assertEqual(self.process.wait(5), 0)
        self.process.stdout.close()
        self.process.stderr.close()
        self.receiver.server.shutdown()
        self.receiver.server.server_close()

    def http(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = dict(headers or {})
            if body is not None and not isinstance(body, (bytes, str)):
                body = json.dumps(body)
                headers.setdefault("Content-Type", "application/json")
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            self.last_headers = {k.lower(): v for k, v in response.getheaders()}
            self.last_text = text
            return response.status, (json.loads(text) if text.startswith(("{", "[")) else text)
        finally:
            connection.close()

    def sim(self, path, document=None, method="POST", expect=200):
        status, body = self.http(method, "/_sim" + path, document if method == "POST" else None)
        self.assertEqual(status, expect, body)
        return body

    def get(self, path):
        return self.sim(path, method="GET")

    def graph(self, method, path, body=None, token=TOKEN, version="/v24.0"):
        return self.http(method, version + path, body, {"Authorization": "Bearer " + token} if token else {})

    def send(self, words="Welcome", to="+" + LENA, phone=PHONE, **more):
        body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": "text",
                "text": {"body": words}}
        body.update(more)
        return self.graph("POST", "/%s/messages" % phone, body)

    def assert_refused(self, answer, status, code, subcode=None):
        self.assertEqual(answer[0], status, answer)
        error = answer[1]["error"]
        self.assertEqual((error["code"], error.get("error_subcode")), (code, subcode), error)
        self.assertTrue(error["fbtrace_id"])
        self.assertIn("type", error)
        return error

    def connect(self, **number):
        self.sim("/apps", {"id": APP, "secret": SECRET, "name": "Fixture CRM", "callback_url": self.receiver.url,
                           "verify_token": VERIFY})
        document = {"waba_id": WABA, "phone_number_id": PHONE, "display_phone_number": "905321110022",
                    "name": "Hotel Fixture", "coex": True, "owner_business_id": "410987654321003", "token": TOKEN}
        document.update(number)
        self.sim("/numbers", document)
        self.assertEqual(self.graph("POST", "/%s/subscribed_apps" % WABA), (200, {"success": True}))

    def write(self, text="Hello", **more):
        script = {"phone_number_id": PHONE, "from": LENA, "name": "Lena Vogt", "text": text}
        script.update(more)
        return self.sim("/guest/write", script)

    def assert_signed(self, item):
        for name, algorithm, prefix in (("x-hub-signature-256", hashlib.sha256, "sha256="),
                                        ("x-hub-signature", hashlib.sha1, "sha1=")):
            expected = prefix + hmac.new(SECRET.encode(), item["body"], algorithm).hexdigest()
            self.assertEqual(item["headers"][name], expected)
