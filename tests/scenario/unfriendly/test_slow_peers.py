"""Thousands of slow and idle connections: the host answers the others, holds little, and ends the slow in time."""
import resource
import selectors
import socket
import threading
import time

from scene import LARGE, SceneTest

from raw import WEBHOOK, address_of, message_body, request, resident_mib

PEERS = 10_000 if LARGE else 2_000
HEAD_SECONDS, BODY_SECONDS, IDLE_SECONDS = 15, 30, 75  # host_api/host/http/exchange.hpp
EARLY = 3  # the host counts whole seconds, from its last look at the clock
LATE = 10  # seconds that a busy machine may add
KIB_A_PEER = 24
KINDS = ("idle", "used and idle", "slow head", "slow body")


class Crowd:
    """Connections that say little: a byte now and then, or nothing. One thread looks after all."""

    def __init__(self, scene, count):
        self.address, self.began = address_of(scene), time.monotonic()
        self.selector, self.ended, self.heard, self.open = selectors.DefaultSelector(), {}, {}, {}
        self.stopped = threading.Event()
        for number in range(count):
            self._add(KINDS[number % len(KINDS)])
        self.thread = threading.Thread(target=self._look_after)
        self.thread.start()

    def _add(self, kind):
        one = socket.create_connection(self.address, 30)
        if kind == "used and idle":
            one.sendall(request("GET", "/healthz"))
            assert one.recv(65536).startswith(b"HTTP/1.1 200"), "a connection was not answered"
        elif kind == "slow head":
            one.sendall(b"POST " + WEBHOOK.encode() + b" HTTP/1.1\r\nHost: crm\r\nX-Slow: ")
        elif kind == "slow body":
            one.sendall(request("POST", WEBHOOK, b"{", length=1000))
        one.setblocking(False)
        self.open[one] = (kind, time.monotonic())
        self.selector.register(one, selectors.EVENT_READ)

    def _look_after(self):
        drip = time.monotonic() + 2
        while not self.stopped.is_set():
            for key, _ in self.selector.select(0.2):
                self._hear(key.fileobj)
            if time.monotonic() < drip:
                continue
            drip += 2
            for one in [s for s, (kind, _) in self.open.items() if kind.startswith("slow")]:
                try:
                    one.send(b"x")
                except OSError:
                    pass  # heard of by its reading side

    def _hear(self, one):
        try:
            said = one.recv(65536)
        except OSError:
            said = b""
        if said:
            self.heard.setdefault(one, said)
            return
        kind, since = self.open.pop(one)
        self.ended.setdefault(kind, []).append((time.monotonic() - since, self.heard.get(one, b"")))
        self.selector.unregister(one)
        one.close()

    def stop(self):
        self.stopped.set()
        self.thread.join()
        for one in self.open:
            one.close()


class SlowPeers(SceneTest):
    def setUp(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.assertGreater(hard, PEERS + 100, "this test needs more open files: raise `ulimit -n`")

    def answered_within(self, number):
        began = time.monotonic()
        self.assertEqual(self.scene.deliver(message_body(f"wamid.beside-{number}")).status, 200)
        self.assertEqual(self.scene.api("GET", "/healthz").status, 200)
        self.assertEqual(self.scene.rest("GET", f"/v1/accounts/{self.account}").status, 200)
        return time.monotonic() - began

    def assert_all_ended(self, crowd, kind, seconds):
        ends = crowd.ended[kind]
        self.assertEqual(len(ends), PEERS // len(KINDS))
        self.assertTrue(all(seconds - EARLY <= after <= seconds + LATE for after, _ in ends), sorted(after for after, _ in ends)[::max(1, len(ends) // 5)])

    def test_a_crowd_of_them_holds_up_nobody_and_is_ended_in_time(self):
        pid = self.scene.host_process.child.pid
        before = resident_mib(pid)
        crowd = Crowd(self.scene, PEERS)
        self.addCleanup(crowd.stop)
        held, longest, number = 0, 0, 0
        end = time.monotonic() + BODY_SECONDS + LATE
        while time.monotonic() < end and any(kind.startswith("slow") for kind, _ in list(crowd.open.values())):
            longest, number = max(longest, self.answered_within(number)), number + 1
            held = max(held, resident_mib(pid) - before)
            time.sleep(0.1)
        print(f"[{PEERS} peers, {held * 1024 / PEERS:.1f} KiB each, three requests beside took at most {longest * 1000:.0f} ms]",
              end=" ", flush=True)
        self.assertGreater(number, 20)
        self.assertLess(longest, 5, "somebody else had to wait")
        self.assertLess(held, PEERS * KIB_A_PEER / 1024 + 24)
        for kind, seconds in (("slow head", HEAD_SECONDS), ("slow body", BODY_SECONDS)):
            self.assert_all_ended(crowd, kind, seconds)
            self.assertTrue(all(said.startswith(b"HTTP/1.1 408") and b"too_slow" in said for _, said in crowd.ended[kind]))
        self.assertEqual([kind for kind in crowd.ended if "idle" in kind], [], "an idle connection may stay")
        if LARGE:
            time.sleep(IDLE_SECONDS + LATE - (time.monotonic() - crowd.began) + 5)
            for kind in ("idle", "used and idle"):
                self.assert_all_ended(crowd, kind, IDLE_SECONDS)
        self.scene.settled()
        self.assertEqual(len(self.scene.messages(self.account)), number)
