#!/usr/bin/env python3
"""Sets the stage for the browser's scenes: host, plugin and simulator as programs of their own. Says in one line of JSON
where everything is, stays until its input ends, and takes everything down.

  stage_process.py --build build/release
"""
import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "dist" / "stage"))
from stage import APP, DIGITS, MOUNT, PHONE_ID, TOKEN, WABA, Stage  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    stage = Stage(parser.parse_args().build)
    try:
        stage.start_simulator()
        stage.install()
        stage.start_host()
        stage.connect_simulator(onboarded=False)
        print(json.dumps({"host": stage.host, "mount": MOUNT, "graph": stage.graph, "tokens": stage.tokens, "app": APP, "waba": WABA,
                          "phone_id": PHONE_ID, "digits": DIGITS, "token": TOKEN, "app_setup": stage.app, "folder": str(stage.data)}), flush=True)
        sys.stdin.read()
    finally:
        stage.stop()


if __name__ == "__main__":
    main()
