#!/usr/bin/env python3
"""Sets the stage for the browser's scenes: host, plugin and simulator as programs of their own. Says in one line of JSON
where everything is, stays until its input ends, and takes everything down.

  stage_process.py --build build/release [--sdk] [--clock] [--public URL]
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
    parser.add_argument("--sdk", action="store_true", help="Meta's script may run in the staff app; the simulator has one")
    parser.add_argument("--clock", action="store_true", help="the host's clock can be turned: the file named by orders says how far")
    parser.add_argument("--public", help="what stands before the host: the configuration's public_url begins with it")
    options = parser.parse_args()
    stage = Stage(options.build)
    try:
        stage.start_simulator()
        if options.sdk:
            sdk = f'signup: {{sdk: {{enabled: true, script: "{stage.graph}/en_US/sdk.js"}}, '
            stage.config.write_text(stage.config.read_text().replace("signup: {", sdk))
        if options.public:
            stage.config.write_text(stage.config.read_text().replace(f"public_url: {stage.host}", f"public_url: {options.public}"))
        stage.install()
        orders = stage.data / "orders"
        if options.clock:
            orders.touch()
            shim = stage.build / "libfault_shim.so"
            stage.environment |= {"LD_PRELOAD": str(shim), "FAULT_SHIM_ORDERS": str(orders), "FAULT_SHIM_REPORT": str(stage.data / "report")}
        stage.start_host()
        stage.connect_simulator(onboarded=False)
        print(json.dumps({"host": stage.host, "mount": MOUNT, "graph": stage.graph, "tokens": stage.tokens, "app": APP, "waba": WABA,
                          "phone_id": PHONE_ID, "digits": DIGITS, "token": TOKEN, "app_setup": stage.app, "folder": str(stage.data), "orders": str(orders)}), flush=True)
        sys.stdin.read()
    finally:
        stage.stop()


if __name__ == "__main__":
    main()
