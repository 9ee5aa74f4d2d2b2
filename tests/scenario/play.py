#!/usr/bin/env python3
"""Plays the scenarios of one folder: real programs on loopback.

  play.py FOLDER --build build/release [--large] [--part I/N] [--with NAME=FILE]... [-k PATTERN]...

Exit 0: every scenario went as it should. --large (or COEXIST_LARGE=1): the full size. --with gives the tests a built file
under COEXIST_NAME. --part 1/2 and 2/2 share the scenarios, for two that play at the same time.
"""
import argparse
import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def classes_of(suite):
    """The scenarios by the class that they share a host in, in a fixed order."""
    classes = {}
    for test in suite:
        found = classes_of(test) if isinstance(test, unittest.TestSuite) else {f"{type(test).__module__}.{type(test).__qualname__}": [test]}
        for name, tests in found.items():
            classes.setdefault(name, []).extend(tests)
    return classes


def part_of(suite, part):
    index, count = (int(number) for number in part.split("/"))
    classes = classes_of(suite)
    return unittest.TestSuite(test for name in sorted(classes)[index - 1::count] for test in classes[name])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--build", required=True, help="the folder with crm-host, graph-simulator and the plugins")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--part", default="1/1", metavar="I/N")
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
    tests = part_of(loader.discover(str(folder), pattern="test_*.py"), options.part)
    if tests.countTestCases() == 0:
        print("no test has such a name", file=sys.stderr)
        return 2
    return 0 if unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
