"""A disk that is full, fails, forgets or is read-only, below a running host."""
import contextlib
import errno
import pathlib
import shutil
import subprocess
import tempfile

import deliveries
from ground import GroundTest, until
from scene import DIGITS, GUEST, PHONE_ID, WABA

NOT_STORED = {"code": "not_stored", "detail": "The delivery could not be stored.",
              "next": "Free some space on the server's disk; the platform will deliver it again."}


class Disk(GroundTest):
    numbers = iter(range(10_000))

    def setUp(self):
        self.scene.report.unlink(missing_ok=True)

    def tearDown(self):
        self.scene.order()

    def write(self):
        """One guest's message, delivered by hand; answers its text and the host's answer."""
        words = f"Message {next(self.numbers)}"
        text = deliveries.text(f"wamid.{words.replace(' ', '')}", GUEST, words, deliveries.now())
        change = deliveries.change(PHONE_ID, DIGITS, names={GUEST: "Lena Vogt"}, messages=[text])
        return words, self.scene.deliver(deliveries.body(deliveries.entry(WABA, change)))

    def stored(self):
        words, answer = self.write()
        self.assertEqual(answer.status, 200, answer.text)
        return words

    def refused(self):
        _, answer = self.write()
        self.assertEqual(answer.status, 503, answer.text)
        self.assertEqual({k: answer.json[k] for k in NOT_STORED}, NOT_STORED)

    def live_segment(self):
        return max((self.scene.state / "journal").glob("*.journal"), key=lambda f: f.name)

    def reports(self):
        """What the shim saw of the journal's files."""
        lines = self.scene.report.read_text().splitlines() if self.scene.report.exists() else []
        return [line for line in lines if "/journal/" in line]

    def assert_all_there(self, *words):
        self.scene.settled()
        texts = [m.get("text") for m in self.scene.messages(self.account)]
        for each in words:
            self.assertEqual(texts.count(each), 1, each)


class AFailingDisk(Disk):
    def test_after_a_failed_sync_nothing_more_goes_into_that_file_and_nothing_is_refused(self):
        before = self.stored()
        live = self.live_segment()
        self.scene.order(f"fail sync {errno.EIO} {live.name}-wal")
        during = [self.stored() for _ in range(3)]
        self.scene.order()
        after = [self.stored() for _ in range(3)]
        self.assertNotEqual(self.live_segment(), live)
        self.assertEqual(self.reports(), [f"sync-failed {live}-wal"])
        self.scene.restart_host(kill=True)
        self.assert_all_there(before, *during, *after)

    def test_a_journal_that_cannot_be_synced_anywhere_refuses_until_it_can(self):
        for call in ("sync", "write"):
            with self.subTest(call):
                before = self.stored()
                self.scene.order(f"fail {call} {errno.EIO} *", f"below {self.scene.state / 'journal'}")
                self.refused()
                self.refused()
                told = self.scene.health("journal")
                self.assertEqual((told["status"], told["detail"], told["next"]),
                                 ("fail", "Deliveries cannot be stored and are refused with 503: disk I/O error",
                                  "Free some space on the disk, or mend its rights."))
                self.scene.order()
                self.assert_all_there(before, self.stored())
                self.assertEqual(self.scene.health("journal")["status"], "ok")

    def test_a_state_that_cannot_be_written_refuses_no_delivery_and_is_worked_off_later(self):
        self.scene.order(f"fail write {errno.EIO} state.db-wal")
        words = [self.stored() for _ in range(3)]
        told = until("health tells", lambda: self.scene.health("owner") if self.scene.health("owner")["status"] == "fail" else None)
        self.assertEqual(told["detail"], "The state cannot be written: disk I/O error")
        self.scene.order()
        self.assert_all_there(*words)
        self.assertEqual(self.scene.health("owner")["status"], "ok")

    def test_a_send_whose_intent_cannot_be_stored_does_not_leave(self):
        self.scene.guest_writes("May I ask something?")
        self.scene.record(text="May I ask something?")
        self.scene.order(f"fail sync {errno.EIO} state.db-wal")
        asked = self.scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": "Not before it is stored"}, key="disk-1")
        self.assertEqual(asked.status, 202, asked.text)
        self.assertEqual(self.scene.calls(), [])
        self.scene.order()
        self.scene.operation(asked.json["operation"]["id"], "succeeded")
        self.assertEqual(len(self.scene.calls()), 1)

    def test_a_read_only_directory_is_told_at_the_start(self):
        self.scene.host_process.stop()
        self.scene.order(f"fail open {errno.EROFS} *", f"fail write {errno.EROFS} *", f"below {self.scene.state}")
        done = subprocess.run([self.scene.build / "crm-host", "serve", "--plugin-config", self.scene.config, "--listen", "127.0.0.1:0"],
                              env=self.scene.shimmed, capture_output=True, text=True, timeout=30)
        self.scene.order()
        self.scene.start_host()
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stderr[done.stderr.index("crm-host: The lock"):], READ_ONLY.format(state=self.scene.state))


class AFullDisk(Disk):
    """On a real file system of its own, where that may be mounted; otherwise the shim says that the disk is full."""
    @classmethod
    def set_scene(cls, data=None):
        place = pathlib.Path(tempfile.mkdtemp(prefix="coexist-disk-"))
        cls.addClassCleanup(shutil.rmtree, place, True)
        cls.mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", place], capture_output=True).returncode == 0
        if cls.mounted:
            cls.addClassCleanup(subprocess.run, ["umount", "-l", place])
        return super().set_scene(place / "data")

    @contextlib.contextmanager
    def full(self):
        if not self.mounted:
            self.scene.order(f"fail write {errno.ENOSPC} *", f"fail open {errno.ENOSPC} *", f"below {self.scene.state / 'journal'}")
            yield
            self.scene.order()
            return
        ballast = self.scene.data / "ballast"
        with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as stream:
            while True:
                stream.write(b"\0" * 4096)
        yield
        ballast.unlink()

    def test_on_a_full_disk_deliveries_are_refused_and_taken_again_when_there_is_space(self):
        words = [self.stored() for _ in range(5)]
        with self.full():
            for _ in range(400):  # what is left in files that are there already
                each, answer = self.write()
                if answer.status == 503:
                    break
                words.append(each)
            self.refused()
            self.refused()
            files = len(list((self.scene.state / "journal").iterdir()))
            self.refused()
            self.assertEqual(len(list((self.scene.state / "journal").iterdir())), files)
        words += [self.stored() for _ in range(5)]
        self.assert_all_there(*words)
        self.scene.restart_host(kill=True)
        self.assert_all_there(*words)

    def test_imports_are_refused_first_and_live_messages_last(self):
        if not self.mounted:
            self.skipTest("no file system can be mounted here; the unit tests show the same with a budget")
        history = deliveries.change(PHONE_ID, DIGITS, field="history", history=[])
        body = deliveries.body(deliveries.entry(WABA, history))
        self.assertEqual(self.scene.deliver(body).status, 200)
        padding = self.scene.state / "padding"
        padding.write_bytes(b"x" * 12_000_000)
        with self.full():
            with open(self.scene.data / "ballast", "r+b") as ballast:
                ballast.truncate((self.scene.data / "ballast").stat().st_size - 1_000_000)
            told = until("health tells", lambda: self.scene.health("disk") if self.scene.health("disk")["status"] == "fail" else None)
            self.assertEqual((told["detail"], told["next"]), (
                "90 % of the state's space is used: imported history is refused and waits at the platform.",
                "Free some space on the disk, or raise disk_budget_mb."))
            answer = self.scene.deliver(body)
            self.assertEqual((answer.status, answer.json["code"]), (503, "history_refused"))
            live = self.stored()
        padding.unlink()
        until("health is well", lambda: self.scene.health("disk")["status"] == "ok")
        self.assertEqual(self.scene.deliver(body).status, 200)
        self.assert_all_there(live)


READ_ONLY = """\
crm-host: The lock file {state}/owner.lock cannot be opened: Read-only file system.
  code: state_unwritable
  next: Give the host's user write access to the directory.
"""
