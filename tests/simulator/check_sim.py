#!/usr/bin/env python3
"""Drives graph-simulator over real HTTP and proves what the other tests rely on.

usage: check_sim.py PATH_OF_GRAPH_SIMULATOR [unittest options, e.g. -k handshake]
Standard library only.
"""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "checks"))

import rig  # noqa: E402
from account import *  # noqa: E402,F403
from faults import *  # noqa: E402,F403
from kinds import *  # noqa: E402,F403
from judging import *  # noqa: E402,F403
from limits import *  # noqa: E402,F403
from media import *  # noqa: E402,F403
from phone import *  # noqa: E402,F403
from program import *  # noqa: E402,F403
from reading import *  # noqa: E402,F403
from recorded import *  # noqa: E402,F403
from sending import *  # noqa: E402,F403
from signup import *  # noqa: E402,F403
from syncing import *  # noqa: E402,F403
from webhooks import *  # noqa: E402,F403

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    rig.PROGRAM[0] = sys.argv.pop(1)
    unittest.main(verbosity=2)
