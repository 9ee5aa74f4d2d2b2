"""What people read when host and plugin refuse, each met for real, letter by letter as a person has approved it."""
import json
import pathlib
import re
import shutil
import socket
import subprocess
import urllib.parse

from ground import GroundTest

APPROVED = pathlib.Path(__file__).with_name("approved_refusals.txt")


class Refusals(GroundTest):
    # -- ways to be refused ------------------------------------------------------------------------------------------
    def raw(self, sent, seconds=60):
        """What the host answers to these bytes, as a problem document's words."""
        host, port = urllib.parse.urlsplit(self.scene.host).netloc.split(":")
        with socket.create_connection((host, int(port)), seconds) as one:
            one.sendall(sent)
            answer = b""
            while (more := one.recv(65536)):
                answer += more
        head, _, body = answer.decode().partition("\r\n\r\n")
        return self.words(json.loads(body), int(head.split()[1]))

    def words(self, said, status=None):
        return f"{said['code']}{f' ({status})' if status else ''}\n  {said['detail']}\n  {said['next']}\n"

    def rest(self, path):
        answer = self.scene.rest("GET", path, user="ann")
        return self.words(answer.json, answer.status)

    def console(self, *command, **environment):
        """The same of a command that must fail."""
        done = subprocess.run([self.scene.build / "crm-host", *map(str, command)], capture_output=True, text=True, timeout=60,
                              env={**self.scene.environment, **{name: str(value) for name, value in environment.items()}})
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        told = done.stderr[done.stderr.index("crm-host: "):]
        return re.sub(r"\.new\.\d+", ".new.PROCESS", told.replace(str(self.scene.data), "DATA"))

    def refused_start(self):
        return self.console("serve", "--plugin-config", self.scene.config, "--listen", "127.0.0.1:0")

    # -- each of them ------------------------------------------------------------------------------------------------
    def too_slow(self):
        return self.raw(b"GET /healthz HTTP/1.1\r\nHost: crm\r\nX-Slow: ")

    def metrics_token(self):
        short = self.scene.data / "short"
        short.write_text("short\n")
        return self.console("serve", "--metrics-token", short)

    def newer_backup(self):
        folder = self.scene.data / "of-the-future"
        self.scene.console("backup", str(folder))
        manifest = json.loads((folder / "backup.json").read_text())
        (folder / "backup.json").write_text(json.dumps({**manifest, "version": 99}))
        return self.console("restore", folder, CRM_DATA=self.scene.data / "new")

    def data_below_a_file(self):
        (self.scene.data / "a-file").write_text("")
        return self.console("user", "list", CRM_DATA=self.scene.data / "a-file" / "crm")

    def install_into_a_file(self):
        data = self.scene.data / "blocked"
        data.mkdir()
        (data / "lib").write_text("")
        return self.console("plugin", "install", self.scene.build / "whatsapp_coexistence.so", CRM_DATA=data)

    def state_that_is_a_folder(self):
        self.scene.host_process.stop()
        kept = self.scene.state.with_name("kept")
        self.scene.state.rename(kept)
        (self.scene.state / "state.db").mkdir(parents=True)
        try:
            return self.refused_start()
        finally:
            shutil.rmtree(self.scene.state)
            kept.rename(self.scene.state)
            self.scene.start_host()

    def test_each_says_what_is_wrong_and_what_to_do_in_approved_words(self):
        met = (
            ("what is no HTTP", self.raw(b"NONSENSE\r\n\r\n")),
            ("a head of 100 KB", self.raw(b"GET / HTTP/1.1\r\nHost: crm\r\n" + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n")),
            ("a head that does not end", self.too_slow()),
            ("a time that is none", self.rest("/admin/audit?since=soon")),
            ("a token for metrics that is too short", self.metrics_token()),
            ("a backup of a newer program", self.newer_backup()),
            ("a data folder that cannot be", self.data_below_a_file()),
            ("a plugin that cannot be put in place", self.install_into_a_file()),
            ("a state that is a folder", self.state_that_is_a_folder()),
        )
        text = "".join(f"# {name}\n{words}\n" for name, words in met)
        self.maxDiff = None
        self.assertEqual(text, APPROVED.read_text() if APPROVED.exists() else "", "read it aloud, then approve it")
