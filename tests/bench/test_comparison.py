#!/usr/bin/env python3
"""What the comparison with the committed medians says of figures that are the same, better, worse, or new."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
from comparison import MEDIANS, judged, of_target, read_medians, table, write_medians  # noqa: E402


def rate(value, ratio, spread=(0, 0), **more):
    return {"bench": "ingest.ack", "value": value, "unit": "webhooks/s", "better": "higher", "ratio": ratio, "spread": list(spread), **more}


def time_of(value, spread=(0, 0), **more):
    return {"bench": "several.takeover", "value": value, "unit": "ms", "spread": list(spread), **more}


class Comparison(unittest.TestCase):
    def word(self, former, present):
        return judged(former, present)[1]

    def test_the_ratio_counts_and_not_the_machine(self):
        self.assertEqual(self.word(rate(60_000, 0.9), rate(20_000, 0.9)), "same")
        self.assertEqual(self.word(rate(60_000, 0.9), rate(60_000, 0.6)), "WORSE")
        self.assertEqual(self.word(rate(60_000, 0.6), rate(60_000, 0.9)), "better")

    def test_without_a_ceiling_the_value_counts_and_less_is_better(self):
        self.assertEqual(self.word(time_of(100), time_of(104)), "same")
        self.assertEqual(self.word(time_of(100), time_of(150)), "WORSE")
        self.assertEqual(self.word(time_of(100), time_of(50)), "better")

    def test_what_the_rounds_spread_by_is_no_news(self):
        self.assertEqual(self.word(time_of(100, (60, 140)), time_of(130)), "same")
        self.assertEqual(self.word(rate(100, 0.9), rate(100, 0.7, (60, 140))), "same")

    def test_a_target_is_of_the_ratio_or_of_the_value(self):
        self.assertTrue(of_target(rate(1, 0.8, at_least=0.8)))
        self.assertFalse(of_target(rate(1, 0.79, at_least=0.8)))
        self.assertTrue(of_target(time_of(10, most=10)))
        self.assertFalse(of_target(time_of(10.1, most=10)))
        self.assertTrue(of_target(time_of(10)))

    def test_the_table_names_what_is_new_and_what_was_left_out(self):
        medians = {"benches": [rate(1, 0.9), time_of(100)]}
        shown = "\n".join(table(medians, [rate(1, 0.9), {"bench": "disk.state", "value": 900, "unit": "MB", "most": 800}]))
        self.assertRegex(shown, r"ingest.ack .* same")
        self.assertRegex(shown, r"disk.state .* new +misses its target")
        self.assertRegex(shown, r"several.takeover +not measured now")

    def test_medians_are_read_back_as_they_were_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "medians.json"
            write_medians({"cores": 2}, [rate(1, 0.9), time_of(100)], "2026-01-01", path)
            read = read_medians(path)
            self.assertEqual(read["machine"], {"cores": 2})
            self.assertEqual(read["benches"], [rate(1, 0.9), time_of(100)])
            self.assertEqual(len(path.read_text().splitlines()), 4)

    @unittest.skipUnless(MEDIANS.exists(), "no medians are committed yet")
    def test_the_committed_medians_describe_their_machine_and_reach_back_to_each_bench(self):
        medians = read_medians()
        self.assertGreaterEqual(set(medians["machine"]), {"cores", "memory_gib", "file_system", "flush_ms"})
        names = [line["bench"] for line in medians["benches"]]
        self.assertEqual(len(names), len(set(names)))
        self.assertIn("ingest.ack", names)


if __name__ == "__main__":
    unittest.main()
