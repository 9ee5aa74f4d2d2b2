#!/usr/bin/env python3
"""Tests crm-plugin-check: check_the_check.py BUILD-FOLDER [unittest's own arguments]

Every check passes on both plugins of this tree. Every check fails on a plugin that breaks its rule, in the words that
approved.txt keeps. COEXIST_LARGE: each broken plugin goes through all checks, and no check fails but the one that it
was made for and those that also_fail.json names beside it.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release").resolve()
TOOL = BUILD / "crm-plugin-check"
SECRETS = {
    "MAILDROP_TOKEN": "for-the-test-only",
    "COEXIST_SECRETS_KEY": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "COEXIST_APP_SECRET": "fixture-app-secret-0123456789abcdef",
    "COEXIST_VERIFY_TOKEN": "a-verify-token-of-the-test",
}
MAILDROP = ["--config", HERE / "maildrop.json", "--act", HERE / "maildrop_act.json", "--tenant", "harbour",
            "--secret-env", "MAILDROP_TOKEN"]
COEX = ["--config", HERE / "coex.yaml", "--act", HERE / "coex_act.json", "--tenant", "harbour"]
for name in ("COEXIST_SECRETS_KEY", "COEXIST_APP_SECRET", "COEXIST_VERIFY_TOKEN"):
    COEX += ["--secret-env", name]


def run(*words, broken=""):
    environment = {**os.environ, **SECRETS, "BROKEN": broken}
    return subprocess.run([TOOL, *words], env=environment, capture_output=True, text=True, timeout=600)


# The thread sanitizer starts a thread of its own with the first one of the plugin, which blocks not all signals.
NOT_THE_PLUGINS = ({"life.start-stop", "life.close-started", "stop.under-load", "process.signals"}
                   if os.environ.get("COEXIST_SANITIZER") == "thread" else set())


def ids():
    return [line.split()[0] for line in run("--list").stdout.splitlines()]


def plain(text, folder):
    """Without what differs from run to run."""
    text = text.replace(str(folder), "FOLDER")
    text = re.sub(r"; seed \d+", "; seed N", text)
    text = re.sub(r"\d+ bytes", "N bytes", re.sub(r"speak of \d+", "speak of N", text))
    return re.sub(r"\d+ ms$|after \d+$", "N ms", text, flags=re.M)


class TheCheck(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def passes(self, plugin, words):
        end = run(*words, "--json", BUILD / plugin)
        told = json.loads(end.stdout)
        failed = [c for c in told["checks"] if c["state"] != "ok" and c["id"] not in NOT_THE_PLUGINS]
        self.assertEqual([], failed, end.stdout)
        self.assertEqual(ids(), [c["id"] for c in told["checks"]])
        if not NOT_THE_PLUGINS:
            self.assertEqual(0, end.returncode)

    def test_the_mail_drop_passes_every_check(self):
        self.passes("maildrop.so", MAILDROP)

    def test_a_plugin_of_the_next_minor_version_passes_every_check(self):
        self.passes("maildrop_future.so", MAILDROP)

    def test_the_coexistence_plugin_passes_every_check(self):
        if not (BUILD / "whatsapp_coexistence.so").exists():
            self.skipTest("it is not built")
        self.passes("whatsapp_coexistence.so", COEX)

    def test_without_a_configuration_what_starts_the_plugin_is_skipped_and_said_to_be(self):
        end = run("--only", "feed.repeats", BUILD / "maildrop.so")
        self.assertIn("feed.repeats skipped: no --config FILE to start with\n", end.stdout)
        self.assertEqual(0, end.returncode)

    def fails(self, check):
        plugin = BUILD / ("broken_two_symbols.so" if check == "abi.one-symbol" else "broken.so")
        if check == "abi.file":
            plugin = self.folder / "cut.so"
            plugin.write_bytes((BUILD / "broken.so").read_bytes()[:9000])
        end = run(*MAILDROP, "--only", check, plugin, broken=check)
        return plain(end.stdout, self.folder), end.returncode

    def test_every_check_fails_in_approved_words_on_a_plugin_that_breaks_its_rule(self):
        all_ids = ids()
        # More than there are processors: many of them wait.
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            ends = list(pool.map(self.fails, all_ids))
        self.assertEqual([], [check for check, (_, code) in zip(all_ids, ends) if code != 1])
        text = "".join(told.rsplit("\n", 2)[0] + "\n\n" for told, _ in ends)
        approved = HERE / "approved.txt"
        if not approved.exists() or approved.read_text() != text:
            received = pathlib.Path(tempfile.gettempdir()) / "received-check-failures.txt"
            received.write_text(text)
            self.assertEqual(approved.read_text() if approved.exists() else "", text, f"received: {received}")

    @unittest.skipUnless(os.environ.get("COEXIST_LARGE"), "the large size")
    def test_no_other_check_fails_but_those_that_follow(self):
        follows = json.loads((HERE / "also_fail.json").read_text())
        for check in ids():
            if check in ("abi.file", "abi.one-symbol"):
                continue
            with self.subTest(check):
                told = json.loads(run(*MAILDROP, "--json", BUILD / "broken.so", broken=check).stdout)
                failed = {c["id"] for c in told["checks"] if c["state"] == "failed"}
                self.assertIn(check, failed)
                also = follows.get(check, [])
                if also != ["*"]:  # what is not well-formed is not loaded at all
                    self.assertEqual(set(), failed - {check, *also})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
