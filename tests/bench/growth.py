"""ingest.sustained: how fast messages are applied to a state that holds many already; the decline from an empty one."""
import statistics

from lines import emit

SIZES, QUICK_SIZES = [0, 1_000_000], [0, 100_000]
AT_ONCE = 1_000_000  # webhooks are made beforehand, and take memory
AT_LEAST = 0.7


def plugin_side(ground, state, *words):
    return ground.run("bench-plugin", "--plugin", ground.build / "whatsapp_coexistence.so", "--config", ground.config,
                      "--directory", state, "--most-behind", 8192, *words)


def bare_side(ground, folder, *words):
    return ground.run("bench-bare-ack", "--directory", folder, "--apply", 1, "--most-behind", 8192, *words)


def fill(side, count, guests):
    for done in range(0, count, AT_ONCE):
        told = side("--count", min(AT_ONCE, count - done), "--seconds", 100_000, "--guests", guests)
        if told["failed"]:
            raise RuntimeError(f"filling failed: {told}")


def rate(told):
    if told["failed"] or not told["acknowledged"]:
        raise RuntimeError(f"a round was not clean: {told}")
    return told["acknowledged"] / told["applied_seconds"]


def sustained(ground, options):
    sizes = options.sizes or (QUICK_SIZES if options.quick else SIZES)
    seconds = options.seconds or (1 if options.quick else 5)
    folder = ground.fresh()
    state, bare = ground.plugin_state(folder), folder / "bare"
    sides = (lambda *words: plugin_side(ground, state, *words), lambda *words: bare_side(ground, bare, *words))
    filled, first = 0, None
    for size in sizes:
        guests = max(10_000, size // 20)
        for side in sides:
            fill(side, size - filled, guests)
        ours, ceiling = [], []
        for _ in range(options.rounds):
            ours.append(rate(sides[0]("--seconds", seconds, "--guests", guests)))
            ceiling.append(rate(sides[1]("--seconds", seconds, "--guests", guests)))
        filled = size
        value, most = statistics.median(ours), statistics.median(ceiling)
        first = first or (value, most)
        emit({"bench": f"ingest.sustained.{size}", "value": round(value), "unit": "webhooks/s", "better": "higher",
              "ceiling": round(most), "ratio": round(value / most, 3), "at_least": AT_LEAST,
              "of_empty": round(value / first[0], 3), "ceiling_of_empty": round(most / first[1], 3), "rounds": len(ours),
              "spread": [round(min(ours)), round(max(ours))], "ceiling_spread": [round(min(ceiling)), round(max(ceiling))]})


BENCHES = {"ingest.sustained": sustained}
