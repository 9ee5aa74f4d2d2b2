"""The benches by name. Each prints JSON lines."""
import functools
import json
import pathlib
import shutil
import statistics

import calls
import disk
import growth
import history
import polls
import sending
import several
from ground import cpu_seconds
from lines import emit

# Threads of the server that work on what was acknowledged already; the rest is the price of an acknowledgement.
SLOW_FLUSH_US = 1000
BEHIND = ("wa-state", "wa-outbox", "wa-send", "wa-feed", "wa-tidy", "crm-records", "bare-state")


def median(rounds, key):
    return statistics.median(r[key] for r in rounds)


def spread(rounds, key):
    return [round(min(r[key] for r in rounds), 2), round(max(r[key] for r in rounds), 2)]


def say(bench, unit, at_least, ours, bare, **more):
    """One line: medians of `rate` of both sides, latencies in ms of ours."""
    value, ceiling = median(ours, "rate"), median(bare, "rate")
    line = {"bench": bench, "value": round(value), "unit": unit, "p50": round(median(ours, "p50_us") / 1000, 3),
            "p99": round(median(ours, "p99_us") / 1000, 3), "ceiling": round(ceiling), "ratio": round(value / ceiling, 3),
            "at_least": at_least, "better": "higher", "rounds": len(ours), "spread": spread(ours, "rate"),
            "ceiling_spread": spread(bare, "rate"),
            "ceiling_p99": round(median(bare, "p99_us") / 1000, 3), **more}
    emit(line)


def in_turns(ground, options, *sides):
    """Each side once a round, in turns; each in a folder of its own, which is gone afterwards."""
    results = [[] for _ in sides]
    for _ in range(options.rounds):
        for side, into in zip(sides, results):
            folder = ground.fresh()
            into.append(checked(side(folder)))
            shutil.rmtree(folder)
    return results


def checked(result):
    if result["failed"] or not result["acknowledged"]:
        raise RuntimeError(f"a round was not clean: {result}")
    seconds = result["applied_seconds"] or result["seconds"]
    return dict(result, rate=result["acknowledged"] / seconds)


def in_all(spent):
    return sum(spent.values())


def to_acknowledge(spent):
    return sum(us for name, us in spent.items() if name not in BEHIND)


def cpu(ours, bare, of):
    """Processor time a webhook, in µs; on a busy machine its ratio is steadier than that of the rates."""
    value, ceiling = (statistics.median(of(r["cpu_us"]) for r in side) for side in (ours, bare))
    threads = {name: round(statistics.median(r["cpu_us"].get(name, 0) for r in ours), 1) for name in ours[-1]["cpu_us"]}
    bare_threads = {name: round(statistics.median(r["cpu_us"].get(name, 0) for r in bare), 1) for name in bare[-1]["cpu_us"]}
    return {"cpu_us": round(value, 1), "ceiling_cpu_us": round(ceiling, 1), "cpu_ratio": round(ceiling / value, 3),
            "cpu_us_by_thread": threads, "ceiling_cpu_us_by_thread": bare_threads}


def seconds_of(options, quick, usual):
    return options.seconds or (quick if options.quick else usual)


def plugin(ground, *words):
    return lambda folder: ground.run("bench-plugin", "--plugin", ground.build / "whatsapp_coexistence.so", "--config",
                                     ground.config, "--directory", ground.plugin_state(folder), *words)


def bare(ground, *words):
    return lambda folder: ground.run("bench-bare-ack", "--directory", folder / "bare", *words)


def ack(ground, options):
    seconds = seconds_of(options, 1.5, 10)
    ours, ceiling = in_turns(ground, options, plugin(ground, "--seconds", seconds), bare(ground, "--seconds", seconds))
    say("ingest.ack", "webhooks/s", 0.8, ours, ceiling, **cpu(ours, ceiling, of=to_acknowledge))


def applied(ground, options):
    words = ["--seconds", seconds_of(options, 1.2, 8), "--most-behind", 8192]
    append_only = bare(ground, "--seconds", words[1])
    ours, ceiling, appended = in_turns(ground, options, plugin(ground, *words), bare(ground, "--apply", 1, *words), append_only)
    say("ingest.applied", "webhooks/s", 0.8, ours, ceiling, of_append_only=round(median(ours, "rate") / median(appended, "rate"), 3),
        **cpu(ours, ceiling, of=in_all))


def over_http(ground, start, *words, expect=lambda server: None):
    """A side that is a server: the load, and the server's processor time a webhook meanwhile, by thread."""
    def side(folder):
        server = start(folder)
        try:
            address = server.address()
            expect(server)
            load = ground.load(address, *words)
            before = cpu_seconds(server.child.pid)
            said, _ = load.communicate("go\n")
            after = cpu_seconds(server.child.pid)
        finally:
            server.stop(kill=True)
        if load.returncode != 0:
            raise RuntimeError(f"the load generator failed: {said}")
        result = json.loads(said)
        by_name = {}
        for (thread, name), spent in after.items():
            used = (spent - before.get((thread, name), 0)) * 1e6 / max(1, result["acknowledged"])
            by_name[name] = by_name.get(name, 0) + used
        return dict(result, cpu_us=by_name)
    return side


def host(ground, options):
    seconds = seconds_of(options, 1.5, 10)
    ours, ceiling = in_turns(ground, options, over_http(ground, ground.start_host, "--seconds", seconds),
                             over_http(ground, ground.start_bare, "--seconds", seconds))
    say("ingest.host", "webhooks/s", 0.75, ours, ceiling, cpu_us_all=round(statistics.median(in_all(r["cpu_us"]) for r in ours), 1),
        **cpu(ours, ceiling, of=to_acknowledge))


def latency(ground, options):
    seconds = seconds_of(options, 1.5, 6)
    for rate, most_ms in ((500, 5), (2000, 6), (10000, 12)):
        words = ["--seconds", seconds, "--rate", rate]
        ours, ceiling = in_turns(ground, options, over_http(ground, ground.start_host, *words),
                                 over_http(ground, ground.start_bare, *words))
        emit({"bench": f"ingest.latency.{rate}", "value": round(median(ours, "p99_us") / 1000, 3), "unit": "ms",
              "p50": round(median(ours, "p50_us") / 1000, 3), "p99": round(median(ours, "p99_us") / 1000, 3),
              "ceiling": round(median(ceiling, "p99_us") / 1000, 3), "most": most_ms,
              "ratio": round(median(ceiling, "p99_us") / median(ours, "p99_us"), 3),
              "rounds": len(ours), "spread": [x / 1000 for x in spread(ours, "p99_us")],
              "ceiling_spread": [x / 1000 for x in spread(ceiling, "p99_us")]})
    feed, = in_turns(ground, options, plugin(ground, "--seconds", seconds, "--rate", 2000, "--feed", 1))
    if any(r["feed_messages"] != r["acknowledged"] for r in feed):
        raise RuntimeError(f"the feed did not bring all messages: {feed}")
    emit({"bench": "ingest.latency.feed.2000", "value": round(median(feed, "feed_p99_us") / 1000, 3), "unit": "ms",
          "p50": round(median(feed, "feed_p50_us") / 1000, 3), "p99": round(median(feed, "feed_p99_us") / 1000, 3),
          "most": 50, "rounds": len(feed), "spread": [x / 1000 for x in spread(feed, "feed_p99_us")]})


def slow_disk(ground, options):
    shim = ground.build / "libbench_slow_flush.so"
    slowed = {"LD_PRELOAD": str(shim), "BENCH_FLUSH_US": str(SLOW_FLUSH_US)}

    def expect(server):
        if shim.name not in pathlib.Path(f"/proc/{server.child.pid}/maps").read_text():
            raise RuntimeError(f"a server runs without {shim}")

    for connections in (64, 512):
        words = ["--seconds", seconds_of(options, 1, 5), "--connections", connections]
        ours, ceiling = in_turns(ground, options, *(over_http(ground, functools.partial(start, **slowed), *words, expect=expect)
                                                    for start in (ground.start_host, ground.start_bare)))
        say(f"ingest.slow_disk.{connections}", "webhooks/s", 0.75, ours, ceiling, flush_us_more=SLOW_FLUSH_US,
            **cpu(ours, ceiling, of=to_acknowledge))


BENCHES = {"ingest.ack": ack, "ingest.applied": applied, "ingest.host": host, "ingest.latency": latency,
           "ingest.slow_disk": slow_disk, **growth.BENCHES, **calls.BENCHES, **disk.BENCHES, **history.BENCHES, **several.BENCHES,
           **sending.BENCHES, **polls.BENCHES}
