#!/usr/bin/env python3
"""The main job on a stage of its own: `check` plays it unattended, `serve` brings it up for people."""
import argparse
import os
import signal
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from http_json import call, look  # noqa: E402
from stage import MOUNT, PHONE_ID, Stage, until  # noqa: E402

GUEST = "4915112345678"


class Check:
    """Prints each step with what was observed; the first that is not as it should be ends the check."""

    def __init__(self):
        self.steps = 0

    def saw(self, step, observed):
        self.steps += 1
        print(f"  ok {self.steps:2}  {step}: {observed}", flush=True)

    def expect(self, step, observed, expected):
        if observed != expected:
            raise AssertionError(f"{step}: expected {expected!r}, saw {observed!r}")
        self.saw(step, observed)


def find(messages, **wanted):
    return next((m for m in messages if all(m.get(k) == v for k, v in wanted.items())), None)


def set_the_stage(stage, onboarded=True):
    stage.start_simulator()
    stage.install()
    stage.start_host()
    stage.connect_simulator(onboarded)


def connect(stage, check):
    """The owner connects his number by the platform's dialog; answers the account."""
    operation, url = stage.connect()
    check.saw("an admin begins to connect the hotel's number", stage.operation_now(operation)["result"]["stage"])
    callback, cookie = stage.through_the_dialog(url)
    foreign = look(callback)
    check.expect("the dialog's answer in a foreign browser ends that attempt", (foreign.status, "another browser" in foreign.text), (403, True))
    until("the attempt ended", lambda: stage.operation_now(operation)["state"] == "failed")

    operation, url = stage.connect()
    callback, cookie = stage.through_the_dialog(url)
    check.expect("in the same browser it is taken", look(callback, {"Cookie": cookie}).status, 200)
    until("the code taken in", lambda: stage.operation_now(operation)["result"]["stage"] != "waiting")
    check.expect("  once", look(callback, {"Cookie": cookie}).status, 409)
    done = stage.operation(operation, "succeeded")
    check.saw("  and the number is connected, step by step", ", ".join(dict.fromkeys(s["step"] for s in done["result"]["steps"])))
    check.expect("  contacts and history are asked for, once each", (done["result"]["contacts"], done["result"]["history"]), ("accepted", "accepted"))
    return done["account"]


def play(stage, check):
    set_the_stage(stage, onboarded=False)
    check.saw("the host loads the plugin", ", ".join(c["provider"] for c in stage.rest("GET", "/v1/channels").json["channels"]))
    check.saw("the platform's test of the webhook", "handshake answered")

    account = connect(stage, check)
    # It is told while history comes, too: as syncing.
    known = until("the CRM's record of the account", lambda: find(stage.api("GET", "/api/accounts").json["accounts"], state="connected"))
    check.expect("the CRM's record says", known["state"], "connected")

    actions = {a["id"]: a for a in stage.rest("GET", f"/v1/accounts/{account}/actions", user="ann").json["actions"]}
    check.expect("disconnect is offered, pause is not", ("disconnect" in actions, "pause" in actions), (True, False))
    refused = stage.act(account, "pause", user="ann")
    check.expect("pause is refused", (refused.status, refused.json["code"]), (409, "action_not_for_provider"))
    check.saw("  because", refused.json["detail"] + " " + refused.json["next"])
    check.expect("staff may not disconnect", stage.act(account, "disconnect").status, 403)
    check.expect("another hotel's admin does not see the number", stage.rest("GET", f"/v1/accounts/{account}", user="eve").status, 404)

    stage.sim("guest/write", {"phone_number_id": PHONE_ID, "from": GUEST, "name": "Lena Vogt", "text": "Haben Sie am 24. ein Zimmer frei?"})
    arrived = until("the guest's message in the CRM", lambda: find(stage.timeline(), direction="in"))
    check.expect("a guest writes; the CRM's record says", (arrived["origin"], arrived["text"]), ("customer", "Haben Sie am 24. ein Zimmer frei?"))
    photo = stage.sim("media", {"phone_number_id": PHONE_ID, "mime_type": "image/jpeg", "text": "the guest's car"}).json
    stage.sim("guest/write", {"phone_number_id": PHONE_ID, "from": GUEST, "name": "Lena Vogt", "media": photo["id"]})
    shown = until("the guest's photo in the CRM", lambda: next((m for m in stage.timeline() if m.get("media", {}).get("state") == "kept"), None))
    check.expect("he sends a photo; its bytes are here", stage.rest("GET", shown["media"]["href"]).text, "the guest's car")
    stage.sim("owner/write", {"phone_number_id": PHONE_ID, "to": GUEST, "text": "Einen Moment bitte!"})
    echo = until("the phone's message in the CRM", lambda: find(stage.timeline(), origin="business_app"))
    check.expect("the owner answers on the phone; the CRM's record says", (echo["direction"], echo["text"]), ("out", "Einen Moment bitte!"))

    sent = stage.act(account, "send_text", {"to": "+" + GUEST, "text": "Ja, gern. Wir freuen uns auf Sie!"}, key="reply-1")
    check.expect("staff reply from the CRM", sent.status in (200, 202), True)
    operation = stage.operation(sent.json["operation"]["id"], "succeeded")
    check.saw("  the platform took it", operation["result"]["wamid"][:24] + "...")
    again = stage.act(account, "send_text", {"to": "+" + GUEST, "text": "Ja, gern. Wir freuen uns auf Sie!"}, key="reply-1")
    check.expect("  the same request again is the same operation", again.json["operation"]["id"], operation["id"])
    until("the reply read", lambda: find(stage.timeline(), origin="api", status="read"))
    calls = [c for c in stage.sim_get("calls?endpoint=messages")["calls"] if c["method"] == "POST"]
    check.expect("  it left once, and the guest read it", len(calls), 1)

    stranger = stage.act(account, "send_text", {"to": "+393331234567", "text": "Ciao"})
    check.expect("a reply outside the 24 hours is refused before it leaves", (stranger.status, stranger.json["code"]), (409, "window_closed"))

    unsigned = call("POST", f"{stage.host}{MOUNT}/webhooks/hotel", b'{"object":"whatsapp_business_account"}')
    check.expect("an unsigned delivery", unsigned.status, 401)

    asked = stage.act(account, "disconnect", user="ann")
    check.expect("an admin disconnects; it waits for the phone", (asked.status, asked.json["operation"]["result"]["state"]), (202, "disconnect_pending"))
    steps = asked.json["operation"]["result"]["phone_steps"]
    check.saw("  and says what to do on the phone", " ".join(steps["android"]))
    held = stage.act(account, "send_text", {"to": "+" + GUEST, "text": "Bis bald!"})
    check.expect("  nothing is sent meanwhile", (held.status, held.json["code"]), (409, "account_disconnect_pending"))
    stage.sim("owner/disconnect", {"phone_number_id": PHONE_ID})
    done = stage.operation(asked.json["operation"]["id"], "succeeded", "ann")
    check.expect("the owner disconnects on the phone", done["state"], "succeeded")
    gone = until("the CRM's record of the end", lambda: find(stage.api("GET", "/api/accounts").json["accounts"], state="disconnected"))
    check.saw("  the CRM's record says", f"{gone['state']}, {gone['reason']} by {gone['initiated_by']}")
    check.expect("nothing forbidden was ever called", stage.sim_get("calls?forbidden=true")["calls"], [])
    check.expect("the host stops in order", stage.host_process.stop(), 0)


def run_check(stage):
    check = Check()
    print("The main job:", flush=True)
    try:
        play(stage, check)
    except Exception as error:  # the check's whole point: say what was seen
        print(f"  FAILED  {error}", flush=True)
        for name in ("host.log", "simulator.log"):
            log = stage.data / name
            if log.exists():
                print(f"--- the end of {name}\n" + log.read_text(errors="replace")[-3000:])
        return 1
    finally:
        stage.stop()
    print(f"All {check.steps} steps as they should be.")
    return 0


def run_serve(stage):
    set_the_stage(stage)
    account = stage.adopted()
    console = stage.console_script()
    print(f"""
Everything is up. The host: {stage.host}  Meta's place is taken by: {stage.graph}

The CRM with the staff app, in a browser:
  {stage.host}/
  the admin Ann signs in with  {stage.tokens['ann']}
  Sam of the staff with        {stage.tokens['sam']}

A guest writes:
  curl {stage.graph}/_sim/guest/write -d '{{"phone_number_id":"{PHONE_ID}","from":"{GUEST}","name":"Lena Vogt","text":"Hello"}}'
Staff see it and reply:
  curl -H 'Authorization: Bearer {stage.tokens['sam']}' {stage.host}{MOUNT}/v1/conversations?account={account}
  curl -H 'Authorization: Bearer {stage.tokens['sam']}' -H 'X-Requested-With: crm' -H 'Content-Type: application/json' \\
    {stage.host}{MOUNT}/v1/accounts/{account}/actions/send_text -d '{{"to":"+{GUEST}","text":"Welcome"}}'
The same from the console:
  {console} accounts
  {console} act {account} send_text --input '{{"to":"+{GUEST}","text":"Welcome"}}' --as sam --wait
  {console} contacts

Ctrl-C ends it.{'' if not stage.temporary else ' The data folder is temporary; --data DIR keeps it.'}""", flush=True)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    while not ended.wait(1):
        pass
    stage.stop()
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=["check", "serve"])
    parser.add_argument("--build", required=True)
    parser.add_argument("--data")
    parser.add_argument("--port")
    options = parser.parse_args()
    stage = Stage(options.build, options.data, options.port)
    return run_check(stage) if options.mode == "check" else run_serve(stage)


if __name__ == "__main__":
    sys.exit(main())
