"""SIGHUP: a new configuration is taken as a whole, or the former one stays in force and the log says why."""
import os
import signal
import unittest

from bench import FolderTest, until

START = """\
public_url: https://crm.example.com/whatsapp
secrets_key: {{file: {folder}/key}}
log: {{file: {folder}/{log}}}
"""
APP = """\
  {name}:
    app_id: 100200300400500
    app_secret: {{env: APP_SECRET}}
    verify_token: {{env: {token}}}
"""


class Reload(FolderTest):
    def setUp(self):
        super().setUp()
        self.install()
        self.written("key", "0" * 64).chmod(0o600)
        self.config = self.written("hotel.yaml", self.text("first"))
        self.process, self.address = self.serve(self.config, APP_SECRET="s3cret-of-the-app", TOKEN="word", OTHER="other")

    def text(self, *apps, token="TOKEN", log="plugin.log", more=""):
        return (START.format(folder=self.folder, log=log) + "apps:\n" +
                "".join(APP.format(name=app, token=token) for app in apps) + more)

    def reload(self, text, says):
        """Writes the file, sends SIGHUP, and waits until the log has these words since; answers what it said."""
        if text is not None:
            self.config.write_text(text)
        before = len(self.log())
        os.kill(self.process.child.pid, signal.SIGHUP)
        until(says, lambda: says in self.log()[before:])
        return self.log()[before:]

    def in_force(self, *roads, token="word"):
        known = [road for road in ("first", "second") if self.handshake(self.address, road, token).status == 200]
        self.assertEqual(known, list(roads))

    def test_a_bad_file_leaves_the_former_in_force_and_says_where(self):
        self.in_force("first")
        said = self.reload(self.text("second", more="defaults: {parked_days: 0}\ncolour: red\n"), "Nothing was changed.")
        self.assertIn("goes on with its former configuration; the new one is refused:", said)
        self.assertIn(f"{self.config}:9:12: defaults.parked_days: Must be from 1 to 30.", said)
        self.assertIn(f"{self.config}:10:1: colour: The key \"colour\" is not known here.", said)
        self.in_force("first")

    def test_a_good_file_is_taken_as_a_whole(self):
        said = self.reload(self.text("second", token="OTHER"), "has taken")
        self.assertNotIn("refused", said)
        self.in_force("second", token="other")
        self.in_force(token="word")
        self.reload(self.text("first", "second"), "has taken")
        self.in_force("first", "second")

    def test_secrets_that_are_missing_are_all_named(self):
        said = self.reload(self.text("first", "second", token="NOT_SET"), "the new one is refused")
        until("both places", lambda: "apps.second.verify_token" in self.log())
        self.assertIn("apps.first.verify_token: The environment variable NOT_SET is not set.", self.log(), said)
        self.in_force("first")

    def test_a_file_that_is_gone_changes_nothing(self):
        self.config.unlink()
        self.reload(None, "does not exist.")
        self.in_force("first")

    def test_another_key_needs_a_new_start(self):
        self.written("key", "1" * 64)
        self.reload(self.text("second"), "secrets_key leads to another key than the one that this process started with")
        self.in_force("first")
        self.written("key", "0" * 64)
        self.reload(None, "has taken")
        self.in_force("second")

    def test_the_log_moves_with_the_configuration(self):
        self.reload(self.text("first", log="none/plugin.log"), "The former configuration stays in force.")
        self.reload(self.text("first", log="moved.log"), "has taken")
        self.assertTrue((self.folder / "moved.log").exists())

    def test_many_reloads_in_a_row_end_in_the_last(self):
        for round_ in range(10):
            self.reload(self.text("first" if round_ % 2 else "second"), "has taken")
        self.in_force("first")
        self.assertEqual(self.process.stop(), 0)
        for secret in ("s3cret-of-the-app", "0" * 64):
            self.assertNotIn(secret, self.log())


if __name__ == "__main__":
    unittest.main()
