#!/usr/bin/env python3
"""Judges from the simulator's own logs whether a CRM called what it must not call. Knows nothing of any CRM.

usage: call_judge.py [--without-deliveries] http://127.0.0.1:8090 | FILE
FILE holds {"calls": [...], "deliveries": [...]}, `-` reads it from stdin; --without-deliveries: a person decided to go on although no webhook came.
Prints one line for each breach and ends with 1; prints the number of calls and ends with 0 when there is none.
Standard library only.

What a caller knows of a call decides what it may do next:
  done      a well-formed answer below 400
  refused   a well-formed error: nothing was done
  unknown   no answer, half an answer, a page instead of JSON: all of it may have been done
"""
import json
import sys
import urllib.request
from collections import defaultdict

HOUR_MS = 3600 * 1000
LATE_REPEAT_MS = 18 * HOUR_MS  # of an unknown sync: with six of its 24 hours left
TRANSIENT = {1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004, 2494100}
PATIENCE = 5  # the same refusal of the same call more often within an hour is a loop


def known_to_the_caller(call):
    body = call["response"].get("body")
    if not call["answered"] or not isinstance(body, dict):
        return "unknown"
    return "refused" if "error" in body else "done"


def error_code(call):
    return call["response"]["body"]["error"]["code"]


def may_be_repeated(call):
    return known_to_the_caller(call) == "refused" and error_code(call) in TRANSIENT


def place(call):
    return "call %d (%s %s)" % (call["seq"], call["method"], call["path"])


def forbidden_calls(calls):
    """Register, deregister, PIN, request_code, verify_code, profile: never for a coexistence number."""
    for call in calls:
        if call["forbidden"]:
            yield "%s is never to be made for a coexistence number" % place(call)


def codes_exchanged_again(calls):
    """A code is used once; after an unknown answer nobody can say whether it is used up, and it is dead anyway."""
    tried = {}
    for call in calls:
        if call["endpoint"] != "oauth_access_token":
            continue
        code = call["parameters"].get("code")
        if code in tried and not may_be_repeated(tried[code]):
            yield "%s exchanges a code again that %s has tried" % (place(call), place(tried[code]))
        tried[code] = call


def syncs_repeated(calls):
    """Each sync type once for an onboarding; after an unknown answer one repeat, with six hours left."""
    tried = defaultdict(list)
    for call in calls:
        if call["endpoint"] != "smb_app_data":
            continue
        kind = call["parameters"].get("sync_type")
        earlier = tried[call["object_id"], call.get("onboarding"), kind]
        settled = [c for c in earlier if not may_be_repeated(c)]
        if settled and known_to_the_caller(settled[-1]) == "unknown" and len(settled) == 1:
            if call["at_ms"] - call["onboarded_at_ms"] < LATE_REPEAT_MS:
                yield "%s repeats a sync of unknown outcome with more than six hours left" % place(call)
        elif settled:
            yield "%s repeats the sync of %s" % (place(call), place(settled[-1]))
        earlier.append(call)


def syncs_out_of_order(calls):
    """Subscribe, then the address book, then the history: what is asked for earlier is lost."""
    subscribed, contacts = set(), set()
    for call in calls:
        done = known_to_the_caller(call) != "refused"
        if call["endpoint"] == "subscribed_apps" and done:
            if call["method"] == "POST":
                subscribed.add(call["object_id"])
            elif call["method"] == "DELETE":
                subscribed.discard(call["object_id"])
        if call["endpoint"] != "smb_app_data":
            continue
        if call.get("waba_id") not in subscribed:
            yield "%s comes before the account was subscribed" % place(call)
        onboarding = (call["object_id"], call.get("onboarding"))
        if call["parameters"].get("sync_type") == "history" and onboarding not in contacts:
            yield "%s asks for the history before the address book" % place(call)
        contacts.add(onboarding)


def overrides_before_a_subscription(calls):
    for call in calls:
        if call["endpoint"] == "subscribed_apps" and known_to_the_caller(call) == "refused":
            details = call["response"]["body"]["error"].get("error_data", {}).get("details", "")
            if "Before override" in details:
                yield "%s overrides without a plain subscription" % place(call)


def messages_sent_again(calls):
    """The platform has no idempotency key: after an answer, or none, the same message is not sent again."""
    tried = {}
    for call in calls:
        if call["endpoint"] != "messages" or call["method"] != "POST":
            continue
        key = call["parameters"].get("biz_opaque_callback_data")
        if not key:
            continue
        place_of_key = call["object_id"], key
        if place_of_key in tried and known_to_the_caller(tried[place_of_key]) != "refused":
            yield "%s sends again what %s has sent" % (place(call), place(tried[place_of_key]))
        tried[place_of_key] = call


def loops(calls):
    """A final refusal is not asked for again and again."""
    refusals = defaultdict(list)
    for call in calls:
        if call["endpoint"] in ("messages", "unknown") or known_to_the_caller(call) != "refused":
            continue
        if not may_be_repeated(call):
            refusals[call["method"], call["endpoint"], call["object_id"], call["token"], error_code(call)].append(call)
    for same in refusals.values():
        within = max(sum(1 for c in same if 0 <= c["at_ms"] - first["at_ms"] < HOUR_MS) for first in same)
        if within > PATIENCE:
            yield "%s was refused for the same reason %d times in an hour" % (place(same[-1]), within)


def may_have_been_received(delivery):
    """Answered 200, or cut off after it was sent: what keeps the bytes before it answers has them, and may die then."""
    return delivery["status"] == 200 or (delivery["status"] == 0 and delivery["failure"] != "Connection refused")


def syncs_without_a_delivery(calls, deliveries):
    """No sync before one webhook about the account was received: its own webhooks come only once."""
    heard = [(d["at_ms"] - d["latency_ms"], d["body"]) for d in deliveries if may_have_been_received(d)]
    for call in calls:
        if call["endpoint"] != "smb_app_data":
            continue
        if not any(at_ms <= call["at_ms"] and '"%s"' % call["waba_id"] in body for at_ms, body in heard):
            yield "%s comes before any webhook about its account was received" % place(call)


RULES = (forbidden_calls, codes_exchanged_again, syncs_repeated, syncs_out_of_order, overrides_before_a_subscription,
         messages_sent_again, loops)


def judge(calls, deliveries=None):
    """The breaches as sentences. `calls` and `deliveries` as GET /_sim/calls and /_sim/deliveries?bodies=true answer."""
    found = [breach for rule in RULES for breach in rule(calls)]
    if deliveries is not None:
        found += syncs_without_a_delivery(calls, deliveries)
    return found


def fetch(address):
    def get(path):
        with urllib.request.urlopen(address.rstrip("/") + path, timeout=30) as answer:
            return json.load(answer)
    return get("/_sim/calls")["calls"], get("/_sim/deliveries?bodies=true")["deliveries"]


def main(arguments):
    with_deliveries = "--without-deliveries" not in arguments
    arguments = [a for a in arguments if a != "--without-deliveries"]
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        sys.exit(__doc__)
    if arguments[0].startswith("http://"):
        calls, deliveries = fetch(arguments[0])
    else:
        with (sys.stdin if arguments[0] == "-" else open(arguments[0])) as file:
            logs = json.load(file)
        calls, deliveries = logs["calls"], logs.get("deliveries")
    breaches = judge(calls, deliveries if with_deliveries else None)
    for breach in breaches:
        print(breach)
    if not breaches:
        print("%d calls, nothing that must not be" % len(calls))
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
