"""Where calls cannot leave the machine directly: a proxy, and authorities of one's own."""
import base64
import socket
import threading

from scene import SceneTest, until


class Proxy(threading.Thread):
    """Takes one CONNECT after the other, remembers its head and lets nobody through."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.heads = []

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    more = connection.recv(4096)
                    if not more:
                        break
                    head += more
                self.heads.append(head.decode())
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


class BehindAProxy(SceneTest):
    adopt = False

    @classmethod
    def before_host(cls, scene):
        cls.proxy = Proxy()
        cls.proxy.start()
        cls.addClassCleanup(cls.proxy.listener.close)
        scene.environment["COEXIST_PROXY_PASSWORD"] = "open sesame"
        through = f"outgoing:\n  proxy: {{host: 127.0.0.1, port: {cls.proxy.port}, user: crm, password: {{env: COEXIST_PROXY_PASSWORD}}}}\n"
        away = f"gateways:\n  away: {{kind: custom, base_url: 'https://gateway.invalid', auth_header: {{name: X-Key}}, verify: {{kind: header_secret, header: x-own, secret: {{env: COEXIST_VERIFY_TOKEN}}}}}}\n"
        scene.config.write_text(scene.config.read_text() + through + away)

    def test_calls_ask_the_proxy_by_its_name_and_password_and_the_platform_on_this_machine_directly(self):
        asked = self.scene.adopt(road="away", access_token="key")
        self.assertIn(asked.status, (200, 202, 409, 502, 503), asked.text)
        head = until("a call at the proxy", lambda: next(iter(self.proxy.heads), None), 30)
        self.assertTrue(head.startswith("CONNECT gateway.invalid:443 "), head)
        known = base64.b64encode(b"crm:open sesame").decode()
        self.assertIn(f"Proxy-Authorization: Basic {known}", head)
        self.assertNotIn("key", head.replace(known, ""))
        before = len(self.proxy.heads)
        self.scene.done(self.scene.adopt())
        self.assertEqual([h for h in self.proxy.heads[before:] if "gateway.invalid" not in h], [])

    def test_authorities_that_are_not_there_are_told_at_the_start(self):
        text = self.scene.config.read_text()
        self.scene.config.write_text(text.replace("outgoing:\n", "outgoing:\n  ca_file: /no/such/authorities.pem\n"))
        self.scene.host_process.stop()
        self.addCleanup(self.scene.start_host)
        self.addCleanup(self.scene.config.write_text, text)  # before the start
        done = self.scene.console("serve", "--plugin-config", str(self.scene.config), "--listen", "127.0.0.1:0", check=False)
        told = done.stdout + done.stderr
        self.assertNotEqual(done.returncode, 0, told)
        self.assertIn("ca_file_unreadable", told)
        self.assertIn("/no/such/authorities.pem", told)
        self.assertIn("No such file or directory", told)
