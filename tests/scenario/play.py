#!/usr/bin/env python3
"""Plays the scenarios of one folder: real programs on loopback.

  play.py FOLDER --build build/release [--large] [--with NAME=FILE]... [-k PATTERN]...

Exit 0: every scenario went as it should. --large (or COEXIST_LARGE=1): the full size. --with gives the tests a built file
under COEXIST_NAME.
"""
import argparse
import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--build", required=True, help="the folder with crm-host, graph-simulator and the plugins")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--with", dest="files", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("-k", action="append", default=[], metavar="PATTERN", help="only tests whose name has this in it")
    options = parser.parse_args()
    os.environ["COEXIST_BUILD"] = str(pathlib.Path(options.build).resolve())
    if options.large or os.environ.get("COEXIST_LARGE"):
        os.environ["COEXIST_LARGE"] = "1"
    for name, _, file in (given.partition("=") for given in options.files):
        os.environ[f"COEXIST_{name}"] = str(pathlib.Path(file).resolve())
    folder = HERE / options.folder
    sys.path[:0] = [str(folder), str(HERE / "main_job")]
    loader = unittest.TestLoader()
    loader.testNamePatterns = [p if "*" in p else f"*{p}*" for p in options.k] or None
    tests = loader.discover(str(folder), pattern="test_*.py")
    if tests.countTestCases() == 0:
        print("no test has such a name", file=sys.stderr)
        return 2
    return 0 if unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
