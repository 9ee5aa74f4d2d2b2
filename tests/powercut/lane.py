"""One lane: a stage of its own, on which the power goes again and again."""
import collections
import http.client
import itertools
import json
import os
import pathlib
import queue
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "dist" / "stage"), str(ROOT / "tests" / "scenario" / "main_job")]
import deliveries as d  # noqa: E402
from stage import DIGITS, MOUNT, PHONE_ID, WABA, Process, Stage, until  # noqa: E402

import standstill  # noqa: E402
from disk import AfterCut, differences  # noqa: E402
from trace import Trace  # noqa: E402

SPAN = 2500            # calls after the recovery among which one is chosen
AIM, AIM_SPAN = "/consumers.db", 60  # some cuts fall on the consumers' file, which few calls touch
AIMED_FOR = ("consumers-journal", "consumers-file")
RECOVERY = 260         # calls of a start, about
LIVES = 10             # cuts on one disk, then a new one
WAL_SCALES = (100, 1000)  # a segment is rotated at 650 or 65 KB, the state's WAL written back at 160 or 16 KB
PATIENCE = 90.0        # seconds until a call must have come; the machine may be busy
THREADS, MESSAGES = 4, 15  # of a piece of the phone's past
STILL = 10.0           # seconds in which nothing gets better
WORKER_WAMID = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABIY{run:012}{number:010}BAA=="


class Fault(Exception):
    """The product broke a promise."""


class Promised:
    """What the plugin said yes to on this disk."""

    def __init__(self):
        self.deliveries, self.sends, self.pieces = set(), set(), set()
        self.guard = threading.Lock()

    def delivery(self, wamid):
        with self.guard:
            self.deliveries.add(wamid)

    def piece(self, order, wamids):
        with self.guard:
            self.pieces.add(order)
            self.deliveries.update(wamids)

    def send(self, operation):
        with self.guard:
            self.sends.add(operation)


class Lane:
    def __init__(self, build, folder, seed, ignore=None):
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.chance = random.Random(seed)
        self.seed = seed
        self.build = pathlib.Path(build).resolve()
        self.stage = Stage(build, self.folder / "stage")
        self.live, self.base = self.folder / "stage" / "crm", self.folder / "base"
        self.runs = itertools.count(seed * 1_000_000 + 1)
        self.ignore = ignore
        self.totals = collections.Counter()
        self.trace = None

    def __enter__(self):
        try:
            self.stage.start_simulator()
            # The platform lets a coexistence number send 20 a second.
            with open(self.stage.config, "a", encoding="utf-8") as config:
                config.write("defaults:\n  send_share_mps: 20\n")
            self.stage.install()
            self._keep("bare")
            self.stage.start_host()
            self.stage.connect_simulator()
            self.account = self.stage.adopted()
            self.state = self._state()
            self.stage.host_process.stop()
            self._keep("adopted")
        except BaseException:
            self.stage.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stage.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _state(self):
        found = list(self.live.rglob("state.db"))
        assert len(found) == 1, found
        return found[0].parent

    def _keep(self, name):
        shutil.copytree(self.live, self.folder / name, ignore=shutil.ignore_patterns("*-shm"))

    # -- one disk ------------------------------------------------------------------------------------------------
    def disk(self, cuts):
        """A new disk on which the power goes `cuts` times; at the end everything promised must be there."""
        fresh = self.chance.random() < 0.2
        self.promised = Promised()
        self.calls_before = self._last_call()
        shutil.rmtree(self.base, ignore_errors=True)
        shutil.copytree(self.folder / ("bare" if fresh else "adopted"), self.base)
        self.adopted = not fresh
        for _ in range(cuts):
            self._life()
            self.totals["cuts"] += 1
        self._life(cut=False)

    def _last_call(self):
        calls = self.stage.sim_get("calls")["calls"]
        return calls[-1]["seq"] if calls else 0

    def _calls_that_left(self):
        calls = self.stage.sim_get(f"calls?endpoint=messages&after={self.calls_before}")["calls"]
        return collections.Counter(c["parameters"]["biz_opaque_callback_data"] for c in calls
                                   if c["method"] == "POST" and c["response"]["status"] == 200)

    # -- from one start to the next cut --------------------------------------------------------------------------
    def _life(self, cut=True):
        shutil.rmtree(self.live, ignore_errors=True)
        shutil.copytree(self.base, self.live)
        self.trace = Trace(self.folder / "trace")
        self.workers, self.loads = [], []
        self.aim = AIM if self.ignore in AIMED_FOR or self.chance.random() < 0.1 else ""
        self.wal_scale = self.chance.choice(WAL_SCALES)
        in_recovery = cut and self.ignore not in AIMED_FOR and self.chance.random() < 0.25
        if in_recovery:
            self.trace.cut_at(self.chance.randint(1, RECOVERY))
        try:
            self._start_host()
            if not in_recovery:
                self._check_promises()
            if not cut:
                return
            if not in_recovery:
                now = self.trace.calls
                self.trace.cut_at(now + self.chance.randint(1, SPAN))
                if self.aim:
                    self.trace.aim_at(self.chance.randint(1, AIM_SPAN))
                if self.chance.random() < 0.3:
                    self.trace.kill_at(now + self.chance.randint(1, SPAN))
            self._load_until_dark()
        finally:
            self._end_processes()
            if cut and self.trace.is_cut:
                self._image()
            self.trace.close()

    def _environment(self):
        more = {"LD_PRELOAD": str(self.build / "powercut-shim.so"), "POWERCUT_TRACE": str(self.trace.path),
                "POWERCUT_ROOT": str(self.live), "POWERCUT_WAL_SCALE": str(self.wal_scale), "POWERCUT_AIM": self.aim}
        if self.ignore:
            more["POWERCUT_IGNORE_SYNC"] = self.ignore
        return {**self.stage.environment, **more}

    def _start_host(self):
        """The host with the owner. Whether it came up: it may be cut or killed while it starts."""
        kept, self.stage.environment = self.stage.environment, self._environment()
        try:
            self.stage.start_host()
        except (RuntimeError, queue.Empty) as error:
            self.stage.host_process.stop(kill=True)
            if self.trace.is_cut:
                return False
            if self.stage.host_process.child.returncode == -9:
                return False  # killed alone; comes again
            log = (self.stage.data / "host.log").read_text(errors="replace")
            raise Fault(f"the host does not start any more: {error}\n{log[-1500:]}") from error
        finally:
            self.stage.environment = kept
        return True

    def _check_promises(self):
        if not self.adopted:
            self.account = self.stage.adopted()
            self.adopted = True
        last, since = [], time.monotonic()
        while True:
            try:
                now = differences(self.state, self.live / "crm.db", self.promised)
            except sqlite3.DatabaseError as error:
                now = [f"a database cannot be read: {error}"]
            if not now:
                return
            if now != last:
                last, since = now, time.monotonic()
            if time.monotonic() > since + STILL or self.stage.host_process.child.poll() is not None:
                raise Fault("; ".join(last))
            time.sleep(0.01)

    def _load_until_dark(self):
        end = time.monotonic() + PATIENCE
        for _ in range(2):
            self.workers.append(self._worker())
            self.loads.append(Load(self, next(self.runs)))
        self.loads.append(Import(self, next(self.runs)))
        while not self.trace.is_cut:
            if time.monotonic() > end:
                raise Fault(f"{self.trace.calls} calls, and not the one to cut at within {PATIENCE:.0f} s\n{self._standstill()}")
            time.sleep(0.004)
            if self.trace.is_cut:
                break
            if self.stage.host_process.child.poll() is not None:
                self._killed_alone(self.stage.host_process.child)
                self._start_host()
            for index, worker in enumerate(self.workers):
                if worker.poll() is not None and not self.trace.is_cut:
                    self._killed_alone(worker)
                    self.workers[index] = self._worker()

    def _standstill(self):
        children = [("host", self.stage.host_process.child), *(("worker", worker) for worker in self.workers)]
        logs = [self.stage.data / "host.log", self.folder / "worker.log"]
        return standstill.words(children, logs, [load.answered for load in self.loads])

    def _killed_alone(self, child):
        if self.trace.is_cut:
            return
        if child.wait() != -9:
            # A worker that finds no state yet ends; nothing was promised by it.
            time.sleep(0.05)
            return
        self.totals["killed alone"] += 1

    def _worker(self):
        command = [self.build / "powercut-worker", "--plugin", self.build / "whatsapp_coexistence.so",
                   "--config", self.stage.config, "--directory", self.state, "--run", str(next(self.runs)),
                   "--account", self.account if self.adopted else "", "--phone-number-id", PHONE_ID, "--waba-id", WABA,
                   "--digits", DIGITS]
        child = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, env=self._environment(),
                                 stderr=open(self.folder / "worker.log", "ab"))
        reader = threading.Thread(target=self._hear, args=(child,), daemon=True)
        reader.start()
        child.reader = reader
        return child

    def _hear(self, child):
        for line in child.stdout:
            what, *words = line.decode().split()
            if what == "ack":
                self.promised.delivery(WORKER_WAMID.format(run=int(words[0]), number=int(words[1])))
            else:
                self.promised.send(words[0])

    def _end_processes(self):
        for load in self.loads:
            load.ended.set()
        for child in [*self.workers, self.stage.host_process.child]:
            if child.poll() is None:
                child.kill()
            child.wait()
        self.stage.host_process.log.close()
        for worker in self.workers:
            worker.reader.join()
        for load in self.loads:
            load.thread.join()

    def _image(self):
        done = subprocess.run([self.build / "powercut-image", self.trace.path, self.live, self.live, self.base,
                               str(self.chance.getrandbits(63))], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        said = json.loads(done.stdout)
        if said["missed"]:
            raise RuntimeError(f"the shim did not see all writes to {said['missed']}")
        self.totals.update({name: said[name] for name in ("calls", "rotations", "checkpoints", "unsynced", "dropped", "torn", "names")})
        left = AfterCut(self.base, self.state.relative_to(self.live), self.folder / "scratch", self.promised,
                        self._calls_that_left())
        if left.faults:
            raise Fault("; ".join(left.faults))


class Load:
    """One connection to the host, posting as fast as it is answered."""

    def __init__(self, lane, run):
        self.lane, self.run = lane, run
        self.ended = threading.Event()
        self.answered = "none"
        self.thread = threading.Thread(target=self._post, daemon=True)
        self.thread.start()

    def _post(self):
        address = urllib.parse.urlsplit(self.lane.stage.host).netloc
        secret, connection = self.lane.stage.environment["COEXIST_APP_SECRET"], None
        for number in itertools.count():
            raw = d.body(d.entry(WABA, self.change(number)))
            if self.ended.is_set():
                return
            try:
                if connection is None:
                    connection = http.client.HTTPConnection(address, timeout=5)
                connection.request("POST", f"{MOUNT}/webhooks/hotel", raw, d.signed(raw, secret))
                answer = connection.getresponse()
                said = answer.read()
                self.answered = f"{answer.status} {said[:200].decode(errors='replace')}"
                if answer.status == 200:
                    self.promise(number)
            except (OSError, http.client.HTTPException) as error:
                connection, self.answered = None, repr(error)
                if self.ended.wait(0.01):
                    return

    def wamid(self, number):
        return f"wamid.load-{self.run}-{number}"

    def change(self, number):
        guest = f"4915{number % 20:09}"
        return d.change(PHONE_ID, DIGITS, names={guest: f"Guest {guest[-3:]}"},
                        messages=[d.text(self.wamid(number), guest, f"message {number}", d.now())])

    def promise(self, number):
        self.lane.promised.delivery(self.wamid(number))


class Import(Load):
    """The phone's past, piece after piece, while the others post what is live."""

    def piece(self, number):
        """The message ids of a piece, by thread."""
        return {f"4915{(number * 7 + thread) % 20:09}": [f"wamid.past-{self.run}-{number}-{thread}-{m}" for m in range(MESSAGES)]
                for thread in range(THREADS)}

    def order(self, number):
        return self.run * 100_000 + number

    def change(self, number):
        threads = [{"id": guest, "messages": [
            {"from": guest, "id": wamid, "timestamp": str(d.now() - 86_400 + place), "type": "text", "text": {"body": "long ago"},
             "history_context": {"status": "READ"}} for place, wamid in enumerate(wamids)]}
            for guest, wamids in self.piece(number).items()]
        value = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": DIGITS, "phone_number_id": PHONE_ID},
                 "history": [{"metadata": {"phase": 1, "chunk_order": self.order(number), "progress": 50}, "threads": threads}]}
        return {"field": "history", "value": value}

    def promise(self, number):
        wamids = [wamid for thread in self.piece(number).values() for wamid in thread]
        self.lane.promised.piece(self.order(number), wamids)
        self.lane.totals["imported"] += len(wamids)
        time.sleep(0.02)  # the live ones are to have most of the calls among which the cut falls
