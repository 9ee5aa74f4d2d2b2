"""start and list_actions: a state with 10,000 numbers, opened and asked through the C ABI, beside SQLite alone on the same file."""
import shutil
import statistics

import many_accounts
from lines import emit

ACCOUNTS, QUICK_ACCOUNTS = 10_000, 1_000
MOST_OWNER_MS, MOST_CLIENT_MS, MOST_RSS_MB, MOST_IDLE_MB, MOST_ACTIONS_US = 1000, 10, 100, 40, 50


def state_with_accounts(ground, folder, count):
    state = ground.plugin_state(folder)
    if count > 1:
        many_accounts.multiply(state, count)
    accounts = many_accounts.names(state)
    names = folder / "accounts"
    # In an order of their own: neighbours in the file are not asked for one after the other.
    names.write_text("\n".join(sorted(accounts, key=lambda name: name[::-1])) + "\n")
    return state, names, accounts


def opened(ground, program, state, *words):
    return ground.run(program, "--plugin", ground.build / "whatsapp_coexistence.so", "--config", ground.config,
                      "--directory", state, *words)


def middle(rounds, key, scale=1.0):
    return round(statistics.median(one[key] for one in rounds) / scale, 3)


def spread(rounds, key, scale=1.0):
    return [round(min(one[key] for one in rounds) / scale, 3), round(max(one[key] for one in rounds) / scale, 3)]


def timed(bench, ours, bare, key, most, **more):
    value, ceiling = middle(ours, key, 1000), middle(bare, key, 1000)
    emit({"bench": bench, "value": value, "unit": "ms", "most": most, "ceiling": ceiling, "ratio": round(ceiling / value, 3),
          "rounds": len(ours), "spread": spread(ours, key, 1000), "ceiling_spread": spread(bare, key, 1000), **more})


def memory(bench, rounds, key, most, **more):
    emit({"bench": bench, "value": middle(rounds, key, 1024), "unit": "MiB", "most": most, "rounds": len(rounds),
          "spread": spread(rounds, key, 1024), "before_plugin": middle(rounds, "before_kib", 1024), **more})


def start(ground, options):
    count = QUICK_ACCOUNTS if options.quick else ACCOUNTS
    folder = ground.fresh()
    state, names, accounts = state_with_accounts(ground, folder, count)
    first = opened(ground, "bench-start", state, "--account", accounts[-1])  # begins the regular checks of all numbers
    owners, clients, bare = [], [], []
    for _ in range(options.rounds):
        owners.append(opened(ground, "bench-start", state, "--account", accounts[-1]))
        bare.append(ground.run("bench-bare-reader", "--directory", state, "--accounts", names))
    # A client asks what an owner keeps up to date.
    host = ground.start_host(folder, state=state)
    try:
        host.address()
        for _ in range(options.rounds):
            clients.append(opened(ground, "bench-start", state, "--role", "client", "--account", accounts[-1]))
            bare.append(ground.run("bench-bare-reader", "--directory", state, "--accounts", names))
    finally:
        host.stop(kill=True)
    shutil.rmtree(folder)
    idle, folder = [], ground.fresh()
    state, _, accounts = state_with_accounts(ground, folder, 1)
    for _ in range(1 if options.quick else 3):
        idle.append(opened(ground, "bench-start", state, "--account", accounts[-1], "--idle", 1 if options.quick else 3))
    shutil.rmtree(folder)
    timed("start.owner", owners, bare, "ready_us", MOST_OWNER_MS, accounts=count, first_ms=middle([first], "ready_us", 1000),
          load_ms=middle(owners, "load_us", 1000))
    timed("start.client", clients, bare, "answer_us", MOST_CLIENT_MS, accounts=count, load_ms=middle(clients, "load_us", 1000))
    memory("start.memory", owners, "rss_kib", MOST_RSS_MB, accounts=count)
    memory("start.memory.idle", idle, "idle_rss_kib", MOST_IDLE_MB, accounts=1,
           idle_cpu_ms_a_second=middle(idle, "idle_cpu_us_a_second", 1000))


def list_actions(ground, options):
    count = QUICK_ACCOUNTS if options.quick else ACCOUNTS
    calls = 5_000 if options.quick else 20_000
    folder = ground.fresh()
    state, names, _ = state_with_accounts(ground, folder, count)
    ours, bare = [], []
    for _ in range(options.rounds):
        ours.append(opened(ground, "bench-list-actions", state, "--accounts", names, "--calls", calls))
        bare.append(ground.run("bench-bare-reader", "--directory", state, "--accounts", names, "--calls", calls,
                               "--answer-bytes", ours[-1]["bytes"]))
    shutil.rmtree(folder)
    value, ceiling = middle(ours, "p50_ns", 1000), middle(bare, "p50_ns", 1000)
    emit({"bench": "list_actions", "value": value, "unit": "us", "most": MOST_ACTIONS_US, "p50": value,
          "p99": middle(ours, "p99_ns", 1000), "ceiling": ceiling, "ceiling_p99": middle(bare, "p99_ns", 1000),
          "ratio": round(ceiling / value, 3), "rounds": len(ours), "spread": spread(ours, "p50_ns", 1000),
          "ceiling_spread": spread(bare, "p50_ns", 1000), "accounts": count, "answer_bytes": ours[-1]["bytes"]})


BENCHES = {"start": start, "list_actions": list_actions}
