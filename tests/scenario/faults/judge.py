#!/usr/bin/env python3
"""Judges a run of sends by what the platform processed and by what the host shows. Shares no code with either.

  judge.py RUN.json      exit 1 and a line for each complaint

RUN.json: {"asked": [{"operation", "guest", "place", "words"}], "processed": [{"guest", "words"}], "shown": {operation: {"state",
"problem"}}}. `words` are different in every send; `place` counts the sends to one guest from 0; `processed` is in the order of
arrival at the platform, by its own log.
"""
import collections
import json
import sys

ENDED = ("succeeded", "failed", "unknown")


def complaints(run):
    found = []
    asked = {send["words"]: send for send in run["asked"]}
    processed = collections.Counter(message["words"] for message in run["processed"])
    for words, times in processed.items():
        if words not in asked:
            found.append(f"nobody asked for it: {words}")
        if times > 1:
            found.append(f"processed {times} times: {words}")
    for words, send in asked.items():
        shown = run["shown"].get(send["operation"])
        state = shown["state"] if shown else "absent"
        if state not in ENDED:
            found.append(f"it has no end, it is {state}: {words}")
        if state == "succeeded" and words not in processed:
            found.append(f"lost, although it is told to be sent: {words}")
        if state == "failed" and words in processed:
            found.append(f"processed, although it is told to have failed: {words}")
        if state in ("failed", "unknown") and not shown.get("problem"):
            found.append(f"{state} without a reason: {words}")
    last = {}
    for message in run["processed"]:
        send = asked.get(message["words"])
        if send is None:
            continue
        if message["guest"] != send["guest"]:
            found.append(f"it went to {message['guest']} and not to {send['guest']}: {message['words']}")
        before = last.get(send["guest"])
        if before is not None and before["place"] > send["place"]:
            found.append(f"out of order, after \"{before['words']}\": {send['words']}")
        last[send["guest"]] = max(send, before or send, key=lambda each: each["place"])
    return found


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = complaints(json.load(file))
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
