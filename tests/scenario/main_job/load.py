"""A sender of signed deliveries under load, which remembers what was acknowledged."""
import http.client
import itertools
import random
import threading
import time
import urllib.parse

import deliveries as d
from scene import DIGITS, MOUNT, PHONE_ID, WABA

GUESTS = 200


class Load:
    """Some connections, each posting as fast as it is answered. Every message is another one; `acknowledged` are the
    ids of those that were answered 200."""

    def __init__(self, scene, connections=4, pause=0.004):
        self.address = urllib.parse.urlsplit(scene.host).netloc
        self.secret, self.pause = scene.app_secret, pause
        self.acknowledged, self.sent, self.refusals = set(), 0, []
        self.numbers = itertools.count()
        self.guard, self.ended = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self._run, args=(seed,)) for seed in range(connections)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def _run(self, seed):
        chance, connection = random.Random(seed), None
        while not self.ended.is_set():
            ids, raw = self._delivery(chance)
            try:
                if connection is None:
                    connection = http.client.HTTPConnection(self.address, timeout=10)
                connection.request("POST", f"{MOUNT}/webhooks/hotel", raw, d.signed(raw, self.secret))
                answer = connection.getresponse()
                answer.read()
                with self.guard:
                    self.sent += len(ids)
                    if answer.status == 200:
                        self.acknowledged.update(ids)
                    else:
                        self.refusals.append(answer.status)
                time.sleep(self.pause)
            except (OSError, http.client.HTTPException):  # the host was killed: what it had not answered may be lost
                connection.close()
                connection = None
                time.sleep(0.02)

    def _delivery(self, chance):
        messages = []
        for _ in range(chance.choice((1, 1, 1, 3))):
            with self.guard:
                number = next(self.numbers)
            guest = str(4915100000000 + number % GUESTS)
            messages.append(d.text(f"wamid.load-{number:07}", guest, f"message {number}", d.now()))
        names = {m["from"]: f"Guest {m['from'][-3:]}" for m in messages}
        raw = d.body(d.entry(WABA, d.change(PHONE_ID, DIGITS, names=names, messages=messages)))
        return [m["id"] for m in messages], raw
