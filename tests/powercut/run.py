#!/usr/bin/env python3
"""Cuts the power of real processes again and again, and looks whether everything promised is still there.

  run.py --build build/release [--cuts N] [--ignore CLASS] [--seed N] [--lanes N]

First with all syncs done: nothing promised may be lost. Then with the syncs of each class ignored: that must be noticed
within 200 cuts, or this test could not see a loss. --ignore CLASS: only this one (shim/sync_class.hpp names them).
Exit 0: as it should be.
"""
import argparse
import collections
import multiprocessing
import os
import pathlib
import sys
import tempfile
import time

from lane import LIVES, Fault, Lane

CUTS = 10_000 if os.environ.get("COEXIST_LARGE") else 400
NOTICED_WITHIN = 200
SYNCS = ("all", "journal-wal", "journal-file", "state-wal", "state-file", "consumers-journal", "consumers-file", "host-wal",
         "host-file", "folder")
MUST_HAPPEN = ("imported", "killed alone", "rotations", "checkpoints", "dropped", "torn", "names")


def memory():
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def play(build, seed, cuts, ignore, said):
    """One lane; puts how it ended into `said`."""
    fault, totals = None, {}
    try:
        with tempfile.TemporaryDirectory(prefix="powercut-", dir=memory()) as folder:
            with Lane(build, pathlib.Path(folder) / "lane", seed, ignore) as lane:
                try:
                    while lane.totals["cuts"] < cuts:
                        lane.disk(min(LIVES, cuts - lane.totals["cuts"]))
                except Fault as found:
                    fault = str(found)
                totals = dict(lane.totals)
    except Exception as error:  # the rig's own failure: said, and never taken for a fault that was noticed
        said.put((ignore, seed, None, {}, f"{type(error).__name__}: {error}"))
        return
    said.put((ignore, seed, fault, totals, None))


def jobs_of(options):
    """(seed, cuts, ignored class or None) of each lane to play, the long ones first."""
    if options.ignore:
        return [(options.seed, options.cuts or NOTICED_WITHIN, options.ignore)]
    share = -(-(options.cuts or CUTS) // options.lanes)
    whole = [(options.seed + lane, share, None) for lane in range(options.lanes)]
    return whole + [(options.seed + 100 + place, NOTICED_WITHIN, name) for place, name in enumerate(SYNCS)]


def play_all(options):
    """Some lanes at a time, each in a process of its own; yields their answers."""
    said = multiprocessing.Queue()
    waiting, running = collections.deque(jobs_of(options)), 0
    while waiting or running:
        while waiting and running < options.lanes:
            seed, cuts, ignore = waiting.popleft()
            multiprocessing.Process(target=play, args=(options.build, seed, cuts, ignore, said)).start()
            running += 1
        yield said.get()
        running -= 1


def judge(ignore, fault, totals, broken):
    """Whether a lane ended as it should, and a line that says how."""
    if broken:
        return False, f"the rig failed: {broken}"
    if ignore:
        return fault is not None, f"noticed: {fault[:200]}" if fault else "NOT NOTICED"
    if fault:
        return False, f"FAULT: {fault}"
    enough = totals.get("cuts", 0) >= 100
    unseen = [name for name in MUST_HAPPEN if enough and totals.get(name, 0) == 0]
    return not unseen, f"never happened: {', '.join(unseen)}" if unseen else "every promise kept"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--cuts", type=int)
    parser.add_argument("--ignore", metavar="CLASS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lanes", type=int, default=2)
    options = parser.parse_args()
    start, passed, failed = time.monotonic(), 0, 0
    for ignore, seed, fault, totals, broken in play_all(options):
        good, words = judge(ignore, fault, totals, broken)
        passed, failed = passed + good, failed + (not good)
        title = f"without syncs of {ignore}" if ignore else "all syncs done"
        print(f"{'ok' if good else 'FAILED'}  {title}, seed {seed}: {words}")
        print("    " + (", ".join(f"{value} {name}" for name, value in totals.items()) or "nothing done"), flush=True)
    print(f"{passed} passed, {failed} failed ({time.monotonic() - start:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
