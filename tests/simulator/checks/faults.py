"""What goes wrong on demand."""
import json
import socket
import time

from rig import LENA, PHONE, SimulatorCase, TOKEN


class Faults(SimulatorCase):
    def post_raw(self):
        body = json.dumps({"messaging_product": "whatsapp", "to": LENA, "type": "text", "text": {"body": "Once"}})
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(("POST /v24.0/%s/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                                "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                % (PHONE, TOKEN, len(body), body)).encode())
            return connection.recv(4096)

    def sent(self):
        return len(self.get("/messages?origin=api")["messages"])

    def test_drop_after_does_the_work_and_gives_no_answer(self):
        self.connect()
        self.write()
        self.sim("/faults", {"endpoint": "messages", "kind": "drop_after"})
        self.assertEqual(self.post_raw(), b"")
        self.assertEqual(self.sent(), 1)
        self.receiver.wait(4)
        self.assertEqual(len(self.receiver.statuses()), 3)
        call = self.get("/calls?endpoint=messages")["calls"][-1]
        self.assertEqual((call["outcome"], call["answered"]), ("processed, answer dropped", False))
        self.assertNotEqual(self.post_raw(), b"", "a fault happens as often as asked")

    def test_drop_before_does_nothing(self):
        self.connect()
        self.write()
        self.sim("/faults", {"endpoint": "messages", "kind": "drop_before"})
        self.assertEqual(self.post_raw(), b"")
        self.assertEqual(self.sent(), 0)

    def test_5xx_before_and_after_processing_is_never_a_well_formed_error(self):
        self.connect()
        self.write()
        self.sim("/faults", {"kind": "http_5xx", "code": 502})
        self.assertEqual(self.send()[0], 502)
        self.assertNotIn("{", self.last_text)
        self.assertEqual(self.sent(), 0)
        self.sim("/faults", {"kind": "http_5xx", "after": True})
        self.assertEqual(self.send()[0], 503)
        self.assertNotIn("{", self.last_text)
        self.assertEqual(self.sent(), 1)

    def test_malformed_answers_latency_platform_errors_and_failed_statuses(self):
        self.connect()
        self.write()
        self.sim("/faults", {"kind": "malformed"})
        with self.assertRaises(json.JSONDecodeError):
            self.send()
        self.assertEqual(self.sent(), 1)
        self.sim("/faults", {"kind": "latency", "ms": 300})
        began = time.monotonic()
        self.assertEqual(self.send()[0], 200)
        self.assertGreater(time.monotonic() - began, 0.28)
        self.sim("/faults", {"kind": "error_code", "code": 131042, "count": 2})
        for _ in range(2):
            self.assert_refused(self.send(), 400, 131042)
        self.assertEqual(self.sent(), 2)
        self.sim("/faults", {"kind": "failed_status", "code": 131026})
        self.receiver.wait(1 + 6)
        self.receiver.clear()
        self.assertEqual(self.send()[0], 200)
        self.receiver.wait(1)
        self.assertEqual(self.receiver.statuses()[0]["errors"][0]["code"], 131026)
        self.sim("/faults", {"kind": "no_such_thing"}, expect=400)
