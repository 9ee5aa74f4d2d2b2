"""polls: what ten open tabs of the staff app ask a host with five workers, beside the host's own route that does nothing."""
import hashlib
import hmac
import http.client
import json
import shutil
import statistics
import threading
import time

from lines import emit
from stage import DIGITS, MOUNT, PHONE_ID, WABA, until

TABS, WORKERS = 10, 5
EVERY_S = 0.3  # five times as often as the app asks
GUESTS, MESSAGES_EACH, A_MESSAGE_EVERY_S = 60, 10, 0.5
MOST_MS = 20


class Guests:
    """Messages of guests, signed as Meta signs them."""

    def __init__(self, ground, address):
        self.secret = ground.environment["COEXIST_APP_SECRET"].encode()
        self.host = address.removeprefix("http://")
        self.count = 0

    def write(self, guest):
        self.count += 1
        value = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": DIGITS, "phone_number_id": PHONE_ID},
                 "contacts": [{"profile": {"name": f"Guest {guest}"}, "wa_id": str(guest)}],
                 "messages": [{"from": str(guest), "id": f"wamid.polls-{self.count}", "timestamp": str(int(time.time())), "type": "text",
                               "text": {"body": f"Message {self.count} of a guest who asks for a room with a balcony"}}]}
        body = json.dumps({"object": "whatsapp_business_account",
                           "entry": [{"id": WABA, "changes": [{"field": "messages", "value": value}]}]}).encode()
        signature = "sha256=" + hmac.new(self.secret, body, hashlib.sha256).hexdigest()
        connection = http.client.HTTPConnection(self.host)
        connection.request("POST", f"{MOUNT}/webhooks/hotel", body, {"content-type": "application/json", "x-hub-signature-256": signature})
        status = connection.getresponse().status
        connection.close()
        if status != 200:
            raise RuntimeError(f"a message was not taken: {status}")


class Tab:
    """One open tab: asks its paths in turn on a connection that stays, with the tags that it knows."""

    def __init__(self, address, token, paths):
        self.connection = http.client.HTTPConnection(address.removeprefix("http://"))
        self.headers, self.paths, self.tags = {"authorization": f"Bearer {token}"}, paths, {}
        self.took = {200: [], 304: []}

    def ask(self, path):
        tag = self.tags.get(path)
        began = time.perf_counter()
        self.connection.request("GET", path, headers=dict(self.headers, **({"if-none-match": tag} if tag else {})))
        answer = self.connection.getresponse()
        body = answer.read()
        ms = (time.perf_counter() - began) * 1000
        if answer.status not in self.took:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]}")
        self.took[answer.status].append(ms)
        if answer.headers["etag"]:
            self.tags[path] = answer.headers["etag"]
        return body

    def watch(self, seconds, late):
        next_at, end = time.monotonic() + late, time.monotonic() + seconds
        while next_at < end:
            time.sleep(max(0.0, next_at - time.monotonic()))
            for path in self.paths:
                self.ask(path)
            next_at += EVERY_S


def watched(address, token, paths, seconds, meanwhile=None):
    """All tabs for that long; what each answer took, by status. `meanwhile` is called now and then."""
    tabs = [Tab(address, token, paths) for _ in range(TABS)]
    for tab in tabs:
        for path in paths:
            tab.ask(path)
        tab.took = {200: [], 304: []}
    failed = []

    def work(tab, late):
        try:
            tab.watch(seconds, late)
        except Exception as error:  # told by whoever waits for the tabs
            failed.append(error)
    threads = [threading.Thread(target=work, args=(tab, EVERY_S * number / TABS)) for number, tab in enumerate(tabs)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if meanwhile:
            meanwhile()
        time.sleep(A_MESSAGE_EVERY_S)
    if failed:
        raise failed[0]
    return {status: sorted(ms for tab in tabs for ms in tab.took[status]) for status in (200, 304)}


def share(values, part):
    return values[min(len(values) - 1, int(len(values) * part))]


def say(bench, rounds, bare, status, bare_status):
    ours, ceiling = [[one[which] for one in side] for side, which in ((rounds, status), (bare, bare_status))]
    p99s = [share(values, 0.99) for values in ours]
    value, bare_p99 = statistics.median(p99s), statistics.median(share(values, 0.99) for values in ceiling)
    emit({"bench": bench, "value": round(value, 3), "unit": "ms", "p50": round(statistics.median(share(values, 0.5) for values in ours), 3),
          "p99": round(value, 3), "ceiling": round(bare_p99, 3), "ceiling_p50": round(statistics.median(share(values, 0.5) for values in ceiling), 3),
          "most": MOST_MS, "ratio": round(bare_p99 / value, 3), "rounds": len(ours), "spread": [round(min(p99s), 3), round(max(p99s), 3)],
          "polls": sum(map(len, ours)), "tabs": TABS, "workers": WORKERS})


def polls(ground, options):
    seconds = options.seconds or (2 if options.quick else 8)
    folder = ground.fresh()
    host = ground.start_host(folder, "--workers", WORKERS)
    ours, bare = [], []
    try:
        address = host.address()
        guests = Guests(ground, address)
        for count in range(GUESTS * MESSAGES_EACH):
            guests.write(4915110000000 + count % GUESTS)
        time.sleep(1.1)  # the platform's clock counts seconds: this one is the newest
        guests.write(4915110000000)
        listed = f"{MOUNT}/v1/conversations?limit=50"
        last = f"Message {guests.count} "
        look = Tab(address, ground.token, [])

        def with_last():
            look.tags.clear()
            listed_now = json.loads(look.ask(listed))["conversations"]
            return next((one for one in listed_now if one["last_message"].get("text", "").startswith(last)), None)
        newest = until("the guests' messages are listed", with_last)
        paths = [listed, f"{MOUNT}/v1/conversations/{newest['id']}/messages?limit=50"]
        for _ in range(options.rounds):
            ours.append(watched(address, ground.token, paths, seconds, lambda: guests.write(newest["person"]["phone"].lstrip("+"))))
            bare.append(watched(address, ground.token, ["/healthz", "/healthz"], seconds))
    finally:
        host.stop(kill=True)
    shutil.rmtree(folder)
    say("polls.unchanged", ours, bare, 304, 200)
    say("polls.changed", ours, bare, 200, 200)


BENCHES = {"polls": polls}
