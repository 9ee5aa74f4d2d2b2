#!/usr/bin/env python3
"""Backups, restores, broken disks, damaged files and clocks that jump: real programs on loopback.

  run.py --build build/release --shim build/release/.../libfault_shim.so [-k PATTERN]...

Exit 0: every scenario went as it should.
"""
import argparse
import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, help="the folder with crm-host, graph-simulator and the plugins")
    parser.add_argument("--shim", required=True, help="the library that is preloaded into the host")
    parser.add_argument("-k", action="append", default=[], metavar="PATTERN", help="only tests whose name has this in it")
    options = parser.parse_args()
    os.environ["COEXIST_BUILD"] = str(pathlib.Path(options.build).resolve())
    os.environ["COEXIST_FAULT_SHIM"] = str(pathlib.Path(options.shim).resolve())
    sys.path.insert(0, str(HERE))
    loader = unittest.TestLoader()
    loader.testNamePatterns = [p if "*" in p else f"*{p}*" for p in options.k] or None
    tests = loader.discover(str(HERE), pattern="test_*.py")
    if tests.countTestCases() == 0:
        print("no test has such a name", file=sys.stderr)
        return 2
    return 0 if unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
