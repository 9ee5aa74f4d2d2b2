"""disk: what messages take on the disk, live ones and imported ones mixed, beside the bare program's tables with as many rows."""
import contextlib
import shutil
import sqlite3

import many_accounts
from calls import opened
from lines import emit

MESSAGES, QUICK_MESSAGES = 200_000, 20_000
MOST_STATE_MB_A_MILLION, MOST_JOURNAL = 800, 1.15
WEBHOOK_BYTES = 520  # a text of some 80 letters, in the platform's envelope
QUIET_S = 6
ALONE = 3_000  # webhooks of one caller, each flushed for itself


def size(*paths):
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    return sum(file.stat().st_size for file in files)


def pages(database):
    """Bytes of all pages of a database, wherever they lie; and those of its WAL."""
    wal = database.with_name(database.name + "-wal")
    wal_bytes = wal.stat().st_size if wal.exists() else 0
    with contextlib.closing(sqlite3.connect(database)) as reader:
        count, = reader.execute("PRAGMA page_count").fetchone()
        length, = reader.execute("PRAGMA page_size").fetchone()
    return count * length, wal_bytes


def written(ground, folder, live, imported, *words):
    """Bytes that the state and its WAL take, those that the journal grew by, and what was received meanwhile."""
    state = ground.plugin_state(folder)
    before, journal = pages(state / "state.db")[0], size(state / "journal")
    told = ground.run("bench-disk", "--plugin", ground.build / "whatsapp_coexistence.so", "--config", ground.config,
                      "--directory", state, "--count", live, "--seconds", 100_000, "--imported", imported,
                      "--body-bytes", WEBHOOK_BYTES, *words)
    if told["failed"] or told["acknowledged"] != live:
        raise RuntimeError(f"not all were taken: {told}")
    # The next start finds the last segment finished, and tidies one after the other while little comes.
    segments = len(list((state / "journal").glob("*.journal")))
    opened(ground, "bench-start", state, "--account", many_accounts.names(state)[0], "--idle", QUIET_S + segments)
    after, wal = pages(state / "state.db")
    return after - before, wal, size(state / "journal") - journal, told["received_bytes"]


def disk(ground, options):
    messages = options.messages or (QUICK_MESSAGES if options.quick else MESSAGES)
    live, imported = messages // 2, messages - messages // 2
    guests = max(1000, live // 20)
    folder = ground.fresh()
    state, wal, journal, received = written(ground, folder, live, imported, "--guests", guests)
    shutil.rmtree(folder)
    folder = ground.fresh()
    bare = folder / "bare"
    ground.run("bench-bare-ack", "--directory", bare, "--apply", 1, "--count", messages, "--seconds", 100_000, "--most-behind", 8192,
               "--body-bytes", WEBHOOK_BYTES, "--guests", guests)
    ceiling = pages(bare / "state.bare")[0]
    shutil.rmtree(folder)
    folder = ground.fresh()
    _, _, journal_alone, received_alone = written(ground, folder, ALONE, 0, "--callers", 1)
    shutil.rmtree(folder)
    a_million = 1e6 / messages / 1e6
    more = {"live": live, "imported": imported, "rounds": 1}
    emit({"bench": "disk.state", "value": round(state * a_million), "unit": "MB a million", "most": MOST_STATE_MB_A_MILLION,
          "ceiling": round(ceiling * a_million), "ratio": round(ceiling / state, 3), "wal_mb": round(wal / 1e6, 1), **more})
    emit({"bench": "disk.journal", "value": round(journal / received, 3), "unit": "of received", "most": MOST_JOURNAL,
          "received_mb": round(received / 1e6, 1), **more})
    emit({"bench": "disk.journal.alone", "value": round(journal_alone / received_alone, 3), "unit": "of received",
          "most": MOST_JOURNAL, "received_mb": round(received_alone / 1e6, 1), "live": ALONE, "imported": 0, "rounds": 1})


BENCHES = {"disk": disk}
