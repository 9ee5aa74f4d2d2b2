"""history: a phone's past comes in while guests write, beside bare batched inserts of the same rows."""
import shutil
import statistics

from lines import emit

MESSAGES, QUICK_MESSAGES = 100_000, 5_000
THREADS, LIVE_A_SECOND = 5_000, 100
AT_LEAST, MOST_MIB, MOST_LIVE_MS, MOST_FEED_MS = 0.667, 300, 6, 50


def turns(ground, options, *sides):
    results = [[] for _ in sides]
    for _ in range(options.rounds):
        for side, into in zip(sides, results):
            folder = ground.fresh()
            into.append(side(folder))
            shutil.rmtree(folder)
    return results


def middle(rounds, name):
    return statistics.median(r[name] for r in rounds)


def history(ground, options):
    messages = options.messages or (QUICK_MESSAGES if options.quick else MESSAGES)
    threads = min(THREADS, messages // 20)
    words = ["--imported", messages, "--threads", threads]
    ours, bare = turns(
        ground, options,
        lambda folder: ground.run("bench-history", "--plugin", ground.build / "whatsapp_coexistence.so", "--config", ground.config,
                                  "--directory", ground.plugin_state(folder), "--rate", LIVE_A_SECOND, *words),
        lambda folder: ground.run("bench-bare-history", "--directory", folder / "bare", *words))
    rates, ceilings = ([messages / r["seconds"] for r in side] for side in (ours, bare))
    value, ceiling = statistics.median(rates), statistics.median(ceilings)
    more = {"imported": messages, "threads": threads, "rounds": len(ours)}
    emit({"bench": "history", "value": round(value), "unit": "messages/s", "ceiling": round(ceiling), "ratio": round(value / ceiling, 3),
          "at_least": AT_LEAST, "better": "higher", "spread": [round(min(rates)), round(max(rates))],
          "ceiling_spread": [round(min(ceilings)), round(max(ceilings))], **more})
    emit({"bench": "history.memory", "value": round(max(r["rss_kib"] for r in ours) / 1024, 1), "unit": "MiB", "most": MOST_MIB, **more})
    emit({"bench": "history.live", "value": round(middle(ours, "live_p99_us") / 1000, 3), "unit": "ms", "most": MOST_LIVE_MS,
          "p50": round(middle(ours, "live_p50_us") / 1000, 3), "p99": round(middle(ours, "live_p99_us") / 1000, 3), **more})
    emit({"bench": "history.feed", "value": round(middle(ours, "feed_p99_us") / 1000, 3), "unit": "ms", "most": MOST_FEED_MS,
          "p50": round(middle(ours, "feed_p50_us") / 1000, 3), "p99": round(middle(ours, "feed_p99_us") / 1000, 3), **more})


BENCHES = {"history": history}
