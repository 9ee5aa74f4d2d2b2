"""check-config before files of every kind: what it says was read by a person and approved, word by word."""
import json
import os
import threading
import unittest

from bench import ROOT, FolderTest

APPROVED = ROOT / "tests/scenario/config/approved"
START = "public_url: https://crm.example.com/whatsapp\nsecrets_key: {env: COEXIST_SECRETS_KEY}\n"
EVERYTHING = """\
public_url: http://crm.example.com/whatsapp
secrets_key: b2gtbm8tYS1zZWNyZXQtaW4tdGhlLWZpbGUtaXRzZWxm
app:
  main:
    app_id: 100200300400500
apps:
  main:
    app_id: my-app
    app_secret: 0123456789abcdef0123456789abcdef
    verify_tokn: {env: VERIFY_TOKEN}
    app_id: 100200300400500
gateways:
  main:
    kind: d306
    auth_header: {name: D360-API-KEY, prefix: q7Lk2mZ0pWn4Vb8Xc1Rt}
    verify: {kind: hmac_sha256, header: X-Sig, secret: {env: partner_secret}}
    media_hosts: media.example.com
defaults:
  throughput_mps: 80
  parked_days: 012
tenants:
  "hotel.example/1":
    keepalive: {warn_days: 13}
"""


class BadFiles(FolderTest):
    def approved(self, name, done, code=1):
        """Compares all that was said, with the folder of this test taken out; a new text is left beside for a reader."""
        said = (done.stdout + done.stderr).replace(str(self.folder), "/FOLDER")
        self.assertEqual(done.returncode, code, said)
        file = APPROVED / f"{name}.txt"
        if os.environ.get("RECEIVE"):
            file.write_text(said)
        self.assertEqual(said, file.read_text())

    def test_every_fault_of_a_file_at_once(self):
        self.approved("everything", self.check(self.written("hotel.yaml", EVERYTHING)))

    def test_the_same_for_machines(self):
        told = json.loads(self.check(self.written("hotel.yaml", EVERYTHING), "--json").stdout)
        self.assertEqual(told["code"], "config_invalid")
        self.assertGreaterEqual(len(told["errors"]), 14)
        for error in told["errors"]:
            self.assertGreater(error["line"], 0)
            self.assertGreater(error["column"], 0)
        good = json.loads(self.check(self.written("good.yaml", START), "--json").stdout)
        self.assertEqual([w["detail"][:31] for w in good["warnings"]], ["There is no app and no gateway,"])
        self.assertTrue(good["summary"])

    def test_a_good_file_with_warnings(self):
        self.approved("fine_with_warnings", self.check(self.written("hotel.yaml", "# key: 0123456789abcdef0123456789abcdef\n" + START)), 0)

    def test_files_that_are_none(self):
        self.approved("missing", self.check(self.folder / "missing.yaml"))
        self.approved("folder", self.check(self.folder))
        self.approved("empty", self.check(self.written("empty.yaml", "")))
        self.approved("endless", self.check("/dev/zero"))
        self.approved("50_megabytes", self.check(self.written("large.yaml", b"#" * 50_000_000)))
        self.approved("2_megabytes", self.check(self.written("large.yaml", b"#" * 2_000_000)))

    def test_a_file_that_may_not_be_read(self):
        file = self.written("hotel.yaml", START)
        file.chmod(0)
        self.folder.chmod(0o755)
        nobody = {"user": 65534} if os.geteuid() == 0 else {}
        self.approved("unreadable", self.check(file, **nobody))

    def test_a_pipe_is_read_like_a_file(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=lambda: pipe.write_text(START))
        writer.start()
        self.assertEqual(self.check(pipe).returncode, 0)
        writer.join()

    def test_bytes_that_are_not_utf_8(self):
        self.approved("utf16", self.check(self.written("hotel.yaml", START.encode("utf-16"))))
        self.approved("latin1", self.check(self.written("hotel.yaml", START.encode() + b"log: {file: /var/caf\xe9}\n")))

    def test_what_a_windows_editor_writes_is_read(self):
        for text in (START.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + START.encode()):
            self.assertEqual(self.check(self.written("hotel.yaml", text)).returncode, 0)

    def test_no_key_steers_the_terminal(self):
        done = self.check(self.written("hotel.yaml", START + '"\\e[31mred\\n": 1\n'))
        self.assertNotIn("\x1b", done.stdout + done.stderr)
        self.approved("a_key_that_steers_terminals", done)

    def test_it_is_said_when_no_plugin_can_be_asked(self):
        self.approved("no_plugin", self.run_host("check-config", self.written("hotel.yaml", START)))
        self.approved("no_such_plugin", self.run_host(
            "check-config", self.written("hotel.yaml", START), "--plugin", self.folder / "none.so"))
        self.assertFalse((self.folder / "crm").exists(), "checking makes no data folder")

    def test_the_installed_plugin_is_asked_by_itself(self):
        self.install()
        self.assertEqual(self.run_host("check-config", self.written("hotel.yaml", START)).returncode, 0)
        self.assertFalse((self.folder / "crm" / "crm.db").exists())


if __name__ == "__main__":
    unittest.main()
