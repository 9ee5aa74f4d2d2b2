"""Files that a dying disk damaged while the host was stopped."""
import sqlite3
import subprocess

from ground import GroundTest


class Damaged(GroundTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for n in range(40):
            cls.scene.guest_writes(f"Night {n}", str(4915300000000 + n))
        cls.scene.record(text="Night 39")
        cls.before = cls.scene.dump()

    def setUp(self):
        self.scene.host_process.stop()
        database = sqlite3.connect(self.scene.state / "state.db")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.whole = (self.scene.state / "state.db").read_bytes()

    def tearDown(self):
        if self.scene.host_process.child.poll() is None:
            self.scene.host_process.stop()
        for left in ("state.db", "state.db-wal", "state.db-shm"):
            (self.scene.state / left).unlink(missing_ok=True)
        (self.scene.state / "state.db").write_bytes(self.whole)
        self.scene.start_host()

    def refused(self):
        done = subprocess.run([self.scene.build / "crm-host", "serve", "--plugin-config", self.scene.config, "--listen", "127.0.0.1:0"],
                              env=self.scene.environment, capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 1)
        return done.stderr[done.stderr.index("crm-host: The state"):]

    def test_what_the_journal_can_tell_is_built_anew_and_the_crm_hears_it(self):
        self.scene.overwrite(self.scene.state / "state.db", self.scene.root_of("message", "conversation", "feed"))
        self.scene.start_host()
        self.assertEqual(self.scene.dump(), self.before)
        aside, = self.scene.state.glob("damaged-*")
        self.assertIn(f"state.db was damaged and lies in {aside} now: what it kept was copied, what it shows is built anew from "
                      "the journal", self.scene.host_log())
        self.assertTrue((aside / "state.db").exists())
        self.scene.guest_writes("After the damage")
        self.scene.record(text="After the damage")
        self.scene.host_process.stop()

    def test_what_no_journal_can_tell_again_is_refused_with_the_file_and_the_cure(self):
        self.scene.overwrite(self.scene.state / "state.db", self.scene.root_of("account"))
        damaged = (self.scene.state / "state.db").read_bytes()
        self.assertEqual(self.refused(), REFUSED.format(file=self.scene.state / "state.db"))
        self.assertEqual((self.scene.state / "state.db").read_bytes(), damaged)

    def test_a_rebuild_is_compared_first_and_adopted_when_told(self):
        scene = self.scene
        scene.start_host()
        scene.settled()
        equal = scene.console("rebuild")
        self.assertRegex(equal.stdout, r"^io\.coexist\.whatsapp: none of \d+ subjects differ from what the journal tells\n$")
        self.assertEqual(scene.dump(), self.before)
        scene.host_process.stop()
        database = sqlite3.connect(scene.state / "state.db")
        changed = next(m for m in self.before["messages"] if m.get("text") == "Night 7")
        database.execute("UPDATE message SET value = replace(value, 'Night 7', 'Night X') WHERE value LIKE '%\"Night 7\"%'")
        self.assertEqual(database.total_changes, 1)
        database.commit()
        database.close()
        scene.start_host()
        differs = scene.console("rebuild", "--adopt", check=False)
        self.assertEqual(differs.returncode, 1, differs.stderr)
        lines = differs.stdout.splitlines()
        self.assertRegex(lines[0], r"^io\.coexist\.whatsapp: 1 of \d+ subjects differ from what the journal tells$")
        self.assertEqual(lines[1:], [f"  message/{changed['id']}", "Next: restart crm-host serve; it builds the state anew, and every "
                                     "reader of the feed is told everything."])
        self.assertFalse(list(scene.state.glob("rebuild-*")))
        scene.restart_host(kill=False)
        self.assertEqual(scene.dump(), self.before)
        self.assertIn("Night 7", {m.get("text") for m in scene.records()})

    def test_damaged_consumers_are_set_aside_and_the_crm_is_told_everything_again(self):
        self.scene.overwrite(self.scene.state / "consumers.db", [1])
        self.scene.start_host()
        self.assertEqual(self.scene.dump(), self.before)
        aside, = self.scene.state.glob("consumers-damaged-*.db")
        self.assertIn(f"consumers.db was damaged and lies in {aside} now: every reader of the feed is told everything again",
                      self.scene.host_log())


REFUSED = """\
crm-host: The state file {file} is damaged: its table "account" cannot be read, and no journal can tell it again.
  code: state_damaged
  next: Restore the last backup (with crm-host: crm-host restore DIR --replace). The file is left as it is, and deliveries \
stay in the journal beside it; look after the disk first.
"""
