"""rate: whether a number may send, decided by the plugin's paces, beside one word a number in an array."""
import statistics

from lines import emit

NUMBERS, QUICK_NUMBERS = 1_000_000, 100_000
MOST_NS = 150


def rate(ground, options):
    numbers = QUICK_NUMBERS if options.quick else NUMBERS
    words = ("--numbers", numbers, "--calls", numbers * 4)
    ours, bare = [], []
    for _ in range(options.rounds):
        ours.append(ground.run("bench-rate", *words)["decision_ns"])
        bare.append(ground.run("bench-bare-rate", *words)["decision_ns"])
    value, ceiling = statistics.median(ours), statistics.median(bare)
    emit({"bench": "rate", "value": value, "unit": "ns", "most": MOST_NS, "ceiling": ceiling, "ratio": round(ceiling / value, 3),
          "rounds": len(ours), "spread": [min(ours), max(ours)], "ceiling_spread": [min(bare), max(bare)], "numbers": numbers})


BENCHES = {"rate": rate}
