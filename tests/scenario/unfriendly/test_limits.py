"""A body that is too large is refused with the limit in words, and before it is read in."""
import json
import select

from scene import MOUNT, SceneTest

from raw import WEBHOOK, Client, message_body, request, resident_mib

MIB = 1 << 20


class BodyLimits(SceneTest):
    def roads(self):
        token = {"Authorization": f"Bearer {self.scene.tokens['ann']}", "X-Requested-With": "crm", "Content-Type": "application/json"}
        return ((WEBHOOK, {}, 4 * MIB), (f"{MOUNT}/v1/accounts/{self.account}/actions/send_text", token, 4 * MIB),
                (f"{MOUNT}/admin/quarantine/replay", token, MIB))

    def assert_told(self, answer, sentence):
        status, headers, body = answer
        document = json.loads(body)
        self.assertEqual((status, document["code"], document["detail"], document["next"]),
                         (413, "body_too_large", sentence, "Send less at once."))
        self.assertEqual(headers["content-type"], "application/problem+json")

    def test_a_length_above_the_routes_limit_is_refused_before_the_body_comes(self):
        for path, headers, limit in self.roads():
            with self.subTest(path=path), Client(self.scene) as client:
                self.assert_told(client.ask(request("POST", path, headers=headers, length=limit + 1)),
                                 f"The body has {limit + 1} bytes; at most {limit} are taken here.")

    def test_a_client_that_asks_before_it_sends_is_told_at_once(self):
        with Client(self.scene) as client:
            answer = client.ask(request("POST", WEBHOOK, headers={"Expect": "100-continue"}, length=1 << 40))
            self.assert_told(answer, f"The body has {1 << 40} bytes; at most {4 * MIB} are taken here.")

    def test_a_body_in_chunks_is_refused_as_soon_as_it_is_above_the_limit(self):
        for path, headers, limit in self.roads():
            with self.subTest(path=path), Client(self.scene) as client:
                head = request("POST", path, headers=dict(headers, **{"Transfer-Encoding": "chunked"}), length=0)
                client.socket.sendall(head.replace(b"Content-Length: 0\r\n", b""))
                chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
                sent = 0
                while sent < 64 * MIB and not select.select([client.socket], [], [], 0)[0]:
                    client.socket.sendall(chunk)
                    sent += 65536
                # What is above the limit lay in the buffers between us when the answer left.
                self.assertLess(sent, limit + 16 * MIB)
                self.assert_told(client.ask(b""), f"The body is larger than the {limit} bytes that are taken here.")

    def test_lengths_that_nobody_has_cost_nothing(self):
        pid = self.scene.host_process.child.pid
        before = resident_mib(pid)
        clients = [Client(self.scene) for _ in range(200)]
        for client in clients:
            client.socket.sendall(request("POST", WEBHOOK, length=4 * MIB))
        self.assertEqual(self.scene.deliver(message_body("wamid.beside")).status, 200)
        self.assertLess(resident_mib(pid) - before, 40, "a body that was only promised takes memory")
        for client in clients:
            client.__exit__()
