"""disk: what messages take on the disk, live ones and imported ones mixed, beside the bare program's tables with the same rows.

Imported messages are in the journal and not yet folded into the state, so that the state's figure counts the live ones."""
import shutil

from lines import emit

MESSAGES, QUICK_MESSAGES = 200_000, 20_000
MOST_STATE_MB_A_MILLION, MOST_JOURNAL = 800, 1.15
WEBHOOK_BYTES = 520  # a text of some 80 letters, in the platform's envelope
ALONE = 3_000  # webhooks of one caller, each flushed for itself


def size(*paths):
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    return sum(file.stat().st_size for file in files)


def state_files(state):
    return sorted(state.glob("state.db*"))


def written(ground, folder, live, imported, *words):
    """Bytes that state and journal grew by, and what was received meanwhile."""
    state = ground.plugin_state(folder)
    before, journal = size(*state_files(state)), size(state / "journal")
    told = ground.run("bench-disk", "--plugin", ground.build / "whatsapp_coexistence.so", "--config", ground.config,
                      "--directory", state, "--count", live, "--seconds", 100_000, "--imported", imported,
                      "--body-bytes", WEBHOOK_BYTES, *words)
    if told["failed"] or told["acknowledged"] != live:
        raise RuntimeError(f"not all were taken: {told}")
    return size(*state_files(state)) - before, size(state / "journal") - journal, told["received_bytes"]


def disk(ground, options):
    messages = options.messages or (QUICK_MESSAGES if options.quick else MESSAGES)
    live, imported = messages // 2, messages - messages // 2
    guests = max(1000, live // 20)
    folder = ground.fresh()
    state, journal, received = written(ground, folder, live, imported, "--guests", guests)
    shutil.rmtree(folder)
    folder = ground.fresh()
    bare = folder / "bare"
    ground.run("bench-bare-ack", "--directory", bare, "--apply", 1, "--count", live, "--seconds", 100_000, "--most-behind", 8192,
               "--body-bytes", WEBHOOK_BYTES, "--guests", guests)
    ceiling = size(bare / "state.bare", bare / "state.bare-wal")
    shutil.rmtree(folder)
    folder = ground.fresh()
    _, journal_alone, received_alone = written(ground, folder, ALONE, 0, "--callers", 1)
    shutil.rmtree(folder)
    a_million = 1e6 / live / 1e6
    more = {"live": live, "imported": imported, "rounds": 1}
    emit({"bench": "disk.state", "value": round(state * a_million), "unit": "MB a million", "most": MOST_STATE_MB_A_MILLION,
          "ceiling": round(ceiling * a_million), "ratio": round(ceiling / state, 3), **more})
    emit({"bench": "disk.journal", "value": round(journal / received, 3), "unit": "of received", "most": MOST_JOURNAL,
          "received_mb": round(received / 1e6, 1), **more})
    emit({"bench": "disk.journal.alone", "value": round(journal_alone / received_alone, 3), "unit": "of received",
          "most": MOST_JOURNAL, "received_mb": round(received_alone / 1e6, 1), "live": ALONE, "imported": 0, "rounds": 1})


BENCHES = {"disk": disk}
