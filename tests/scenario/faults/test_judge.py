"""The judge finds what is wrong: fed with broken logs it complains, with a sound one it does not."""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from judge import complaints

SOUND = {
    "asked": [{"operation": f"op-{guest}-{place}", "guest": guest, "place": place, "words": f"{guest}/{place}"}
              for guest in ("g1", "g2") for place in range(4)],
    "processed": [{"guest": guest, "words": f"{guest}/{place}"} for place in range(4) for guest in ("g1", "g2")
                  if (guest, place) not in (("g1", 1), ("g2", 3))],
    "shown": {f"op-{guest}-{place}": {"state": "succeeded"} for guest in ("g1", "g2") for place in range(4)}
    | {"op-g1-1": {"state": "failed", "problem": "no WhatsApp"}, "op-g2-3": {"state": "unknown", "problem": "no answer"},
       "op-g2-2": {"state": "unknown", "problem": "no answer"}},
}


class TheJudge(unittest.TestCase):
    def broken(self, change):
        run = copy.deepcopy(SOUND)
        change(run)
        return complaints(run)

    def test_a_sound_run_has_no_complaints(self):
        self.assertEqual(complaints(SOUND), [])

    def test_a_doubled_send(self):
        self.assertEqual(self.broken(lambda run: run["processed"].append(run["processed"][-1])), ["processed 2 times: g1/3"])

    def test_a_lost_send(self):
        self.assertEqual(self.broken(lambda run: run["processed"].remove({"guest": "g1", "words": "g1/0"})),
                         ["lost, although it is told to be sent: g1/0"])

    def test_a_send_that_nobody_shows(self):
        self.assertEqual(self.broken(lambda run: run["shown"].pop("op-g2-0")), ["it has no end, it is absent: g2/0"])

    def test_a_send_that_waits_for_ever(self):
        self.assertEqual(self.broken(lambda run: run["shown"].update({"op-g2-3": {"state": "pending"}})),
                         ["it has no end, it is pending: g2/3"])

    def test_a_silent_failure(self):
        self.assertEqual(self.broken(lambda run: run["shown"].update({"op-g1-1": {"state": "failed"}})),
                         ["failed without a reason: g1/1"])

    def test_a_failure_that_was_none(self):
        self.assertEqual(self.broken(lambda run: run["processed"].insert(2, {"guest": "g1", "words": "g1/1"})),
                         ["processed, although it is told to have failed: g1/1"])

    def test_an_order_that_was_not_kept(self):
        def swap(run):
            one, two = (run["processed"].index({"guest": "g1", "words": words}) for words in ("g1/2", "g1/3"))
            run["processed"][one], run["processed"][two] = run["processed"][two], run["processed"][one]
        self.assertEqual(self.broken(swap), ['out of order, after "g1/3": g1/2'])

    def test_a_message_to_another_guest_and_one_that_nobody_wrote(self):
        self.assertEqual(self.broken(lambda run: run["processed"][0].update(guest="g2")), ["it went to g2 and not to g1: g1/0"])
        self.assertEqual(self.broken(lambda run: run["processed"].append({"guest": "g1", "words": "?"})), ["nobody asked for it: ?"])

    def test_as_a_program_it_ends_with_1_where_it_complains(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "run.json"
            for run, status in ((SOUND, 0), (SOUND | {"processed": []}, 1)):
                file.write_text(json.dumps(run))
                program = pathlib.Path(__file__).with_name("judge.py")
                done = subprocess.run([sys.executable, program, file], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, bool(done.stdout)), (status, bool(status)), done.stderr)
