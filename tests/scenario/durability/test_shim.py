"""The shim itself: were it not in force, the tests of broken disks and clocks would show nothing."""
import errno
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = """\
import os, sys, time
fd = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
for call in (lambda: os.fsync(fd), lambda: os.fdatasync(fd), lambda: os.write(fd, b"x"), lambda: os.pwrite(fd, b"x", 0),
             lambda: os.open(sys.argv[1] + ".other", os.O_WRONLY | os.O_CREAT)):
    try:
        call()
        print("ok")
    except OSError as error:
        print(error.errno)
print(int(time.time()))
"""


class TheShim(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="coexist-shim-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def played(self, *orders):
        """What each call of PROGRAM met, the clock's seconds at its end, and the shim's report."""
        (self.folder / "orders").write_text("".join(line + "\n" for line in orders))
        done = subprocess.run([sys.executable, "-c", PROGRAM, self.folder / "file"], capture_output=True, text=True, timeout=30,
                              env=dict(os.environ, LD_PRELOAD=os.environ["COEXIST_FAULT_SHIM"],
                                       FAULT_SHIM_ORDERS=str(self.folder / "orders"), FAULT_SHIM_REPORT=str(self.folder / "report")))
        self.assertEqual(done.returncode, 0, done.stderr)
        *met, clock = done.stdout.splitlines()
        report = self.folder / "report"
        return met, int(clock), report.read_text().splitlines() if report.exists() else []

    def test_without_an_order_it_changes_nothing(self):
        before = int(subprocess.check_output(["date", "+%s"]))
        met, clock, report = self.played()
        self.assertEqual(met, ["ok"] * 5)
        self.assertLess(abs(clock - before), 60)
        self.assertEqual(report, [])

    def test_each_call_fails_as_ordered(self):
        full = str(errno.ENOSPC)
        self.assertEqual(self.played(f"fail sync {full} *", f"below {self.folder}")[0], [full, full, "ok", "ok", "ok"])
        self.assertEqual(self.played(f"fail write {full} file")[0], ["ok", "ok", full, full, "ok"])
        self.assertEqual(self.played(f"fail open {full} .other")[0], ["ok", "ok", "ok", "ok", full])

    def test_writes_after_a_failed_sync_are_reported(self):
        file = self.folder / "file"
        self.assertEqual(self.played(f"fail sync {errno.EIO} file")[2],
                         [f"sync-failed {file}"] * 2 + [f"written-after-failed-sync {file}"] * 2)

    def test_the_clock_turns(self):
        before = int(subprocess.check_output(["date", "+%s"]))
        self.assertLess(abs(self.played("clock 86400000")[1] - before - 86400), 60)
