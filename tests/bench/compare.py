#!/usr/bin/env python3
"""Shows the figures of a run beside the committed medians (tests/bench/medians.json).

  tests/bench/run all --quick > lines.json; tests/bench/compare.py lines.json      or: tests/bench/run NAME --compare

Compared is the ratio to the ceiling, which ran in the same run on the same machine; where a bench has none, the value.
A word says whether it is the same, better or WORSE beyond what the rounds of either run spread. It never fails.
"""
import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
from comparison import MEDIANS, read_medians, table  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", nargs="?", type=argparse.FileType(), default=sys.stdin, help="JSON lines of tests/bench/run")
    parser.add_argument("--medians", default=MEDIANS)
    options = parser.parse_args()
    lines = [json.loads(line) for line in options.lines if line.startswith("{")]
    print("\n".join(table(read_medians(options.medians), lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
