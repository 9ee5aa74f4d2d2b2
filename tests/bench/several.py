"""Benches of several processes on one state: web workers beside a busy owner, his death, and the segments that all leave."""
import json
import os
import pathlib
import shutil
import statistics
import sys
import threading
import time
import types

from lines import emit

SCENARIOS = pathlib.Path(__file__).resolve().parents[1] / "scenario"
WORKERS, OWNERS_RATE, WORKERS_GAP_S = 8, 2000, 0.05
MOST_ROW_MS, MOST_TAKEOVER_MS, MOST_OWNER_MS, MOST_CLIENT_MS = 20, 1000, 1000, 10


def workers_module(ground):
    """The scenarios' web worker: the plugin called through its table, the time taken inside the process."""
    os.environ["COEXIST_BUILD"], os.environ["COEXIST_WEB_WORKER"] = str(ground.build), str(ground.build / "web-worker")
    for room in ("main_job", "processes"):
        if str(SCENARIOS / room) not in sys.path:
            sys.path.append(str(SCENARIOS / room))
    import workers
    return workers


def place(ground, folder):
    """What a web worker must know of a round's state."""
    return types.SimpleNamespace(data=folder, config=ground.config, app_secret=ground.environment["COEXIST_APP_SECRET"],
                                 environment=dict(ground.environment, CRM_DATA=str(folder / "crm")))


def share(values, part):
    return sorted(values)[int(len(values) * part)]


def say(bench, values, most, **more):
    emit({"bench": bench, "value": round(statistics.median(values), 3), "unit": "ms", "most": most, "rounds": len(values),
          "spread": [round(min(values), 3), round(max(values), 3)], **more})


def rows_of_workers(ground, folder, seconds):
    """How long each call of eight workers waited for its journal row, in ms, by worker, and how long the same workers for
    a bare durable append in between; the owner takes a steady load meanwhile."""
    kind, host = workers_module(ground), ground.start_host(folder)
    took, bare, opened = [[] for _ in range(WORKERS)], [], []
    try:
        where = place(ground, folder)
        address = host.address()
        opened += [kind.Worker(where, "client").started() for _ in range(WORKERS)]
        load = ground.load(address, "--seconds", seconds, "--rate", OWNERS_RATE)
        end = time.monotonic() + seconds

        def work(number):
            count = 0
            while time.monotonic() < end:
                told = opened[number].deliver(f"wamid.bench-{number}-{count}")
                if told["status"] != 0:
                    raise RuntimeError(f"a row was not taken: {told}")
                took[number].append(told["us"] / 1000)
                count += 1
                time.sleep(WORKERS_GAP_S / 2)
                bare.append(opened[number].say("append", str(folder / f"bare-{number}"), "x" * 700)["us"] / 1000)
                time.sleep(WORKERS_GAP_S / 2)
        threads = [threading.Thread(target=work, args=(number,)) for number in range(WORKERS)]
        for thread in threads:
            thread.start()
        said, _ = load.communicate("go\n")
        for thread in threads:
            thread.join()
        if load.returncode != 0:
            raise RuntimeError(f"the owner's load failed: {said}")
    finally:
        for worker in opened:
            worker.end()
        host.stop(kill=True)
    return took, bare, json.loads(said)["acknowledged"] / seconds


def workers(ground, options):
    seconds = options.seconds or (2 if options.quick else 10)
    p50, p99, worst, ceiling, rates = [], [], [], [], []
    for _ in range(options.rounds):
        folder = ground.fresh()
        took, bare, rate = rows_of_workers(ground, folder, seconds)
        rows = [one for each in took for one in each]
        p50.append(share(rows, 0.5))
        p99.append(share(rows, 0.99))
        worst.append(max(share(each, 0.99) for each in took))
        ceiling.append(share(bare, 0.99))
        rates.append(rate)
        shutil.rmtree(folder)
    say("several.workers", p99, MOST_ROW_MS, p50=round(statistics.median(p50), 3), p99=round(statistics.median(p99), 3),
        worst_worker_p99=round(statistics.median(worst), 3), ceiling=round(statistics.median(ceiling), 3),
        ratio=round(statistics.median(ceiling) / statistics.median(p99), 3), owners_webhooks_a_second=round(statistics.median(rates)))


def takeover(ground, options):
    values = []
    for _ in range(options.rounds):
        folder = ground.fresh()
        kind, host = workers_module(ground), ground.start_host(folder)
        host.address()
        heir = kind.Worker(place(ground, folder), "auto").started()
        time.sleep(0.3)
        host.stop(kill=True)
        began = time.monotonic()
        while heir.role() != "owner":
            time.sleep(0.002)
        values.append((time.monotonic() - began) * 1000)
        heir.end()
        shutil.rmtree(folder)
    say("several.takeover", values, MOST_TAKEOVER_MS)


def old_segments(journal, count):
    """Copies of a sealed segment under the names of processes that are gone, with their WAL."""
    segment = next(journal.glob("*.journal"))
    for number in range(count):
        name = f"{1700000000000 + number:013}-{4_000_000 + number}-{number:08x}.journal"
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{segment}{suffix}", journal / (name + suffix))


def segments(ground, options):
    count = 300 if options.quick else 3000
    first, owners, clients = [], [], []
    for _ in range(options.rounds):
        folder = ground.fresh()
        kind, state = workers_module(ground), ground.plugin_state(folder)
        where = place(ground, folder)

        def started(role):
            worker = kind.Worker(where, role, directory=state)
            return worker, worker.say("start")["us"] / 1000
        worker, _ = started("owner")
        worker.deliver("wamid.of-a-worker")
        worker.end()
        old_segments(state / "journal", count)
        worker, ms = started("owner")
        first.append(ms)
        while worker.say("health")["body"]["checks"]["journal"]["lag"] > 0:
            time.sleep(0.02)
        time.sleep(0.5)  # the last are found finished
        worker.end()
        worker, ms = started("owner")
        owners.append(ms)
        client, ms = started("client")
        clients.append(ms)
        client.end()
        worker.end()
        shutil.rmtree(folder)
    more = {"segments": count, "unapplied_ms": round(statistics.median(first), 1)}
    say("start.segments.owner", owners, MOST_OWNER_MS, **more)
    say("start.segments.client", clients, MOST_CLIENT_MS, segments=count)


BENCHES = {"several.workers": workers, "several.takeover": takeover, "start.segments": segments}
