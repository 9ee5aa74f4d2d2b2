#!/usr/bin/env python3
"""Who may include whom, what a file may be called, and how long it may be.

  layers.py ROOT         exit 1 and one line each for what breaks a rule
  layers.py --self-test  proves on small trees that each rule is caught

A room of the plugin includes itself and the rooms named here; the model includes nothing but the standard library.
The simulator shares nothing with the plugin, and the plugin knows neither the tests nor the host.
"""
import pathlib
import re
import sys
import tempfile

BASE = ["model", "config", "runtime", "secrets", "net"]
QUEUES = ["feed", "ingest", "outbox"]
PROVIDERS = ["channels/cloud", "channels/coex", "channels/meta", "channels/meow"]
MAY_USE = {
    "model": [],
    "config": ["model"],
    "store": ["model", "config"],
    "runtime": ["model", "config"],
    "secrets": ["model", "config", "runtime"],
    "net": ["model", "config", "runtime", "secrets"],
    "channel": BASE,
    "feed": BASE + ["store", "channel"],
    "ingest": BASE + ["store", "channel"],
    "outbox": BASE + ["store", "channel", "ingest"],  # intents and answers go through the one writer
    "media": BASE + ["store", "channel"] + QUEUES,
    "channels/cloud": BASE + ["store", "channel"],
    "channels/coex": BASE + ["store", "channel", "channels/cloud"],
    "channels/meta": BASE + ["store", "channel", "channels/cloud"],
    "channels/meow": BASE + ["store", "channel"],
    "persons": BASE + ["store", "channel"] + QUEUES,
    "campaigns": BASE + ["store", "channel"] + QUEUES,
    "health": BASE + ["store", "channel"] + QUEUES,
    "onboarding": BASE + ["store", "channel"] + QUEUES + PROVIDERS,
    "actions": BASE + ["store", "channel"] + QUEUES + PROVIDERS + ["onboarding", "campaigns"],
    "diagnosis": BASE + ["store", "channel"] + QUEUES + PROVIDERS + ["onboarding"],
    "api": BASE + ["store", "channel"] + QUEUES + PROVIDERS + ["media", "persons", "onboarding", "campaigns", "actions", "health", "diagnosis"],
    "web": ["model", "config", "api"],
    "entry": BASE + ["store", "channel"] + QUEUES + PROVIDERS + ["media", "persons", "onboarding", "campaigns", "actions", "health", "diagnosis", "api", "web"],
}
HOST_MAY_USE = {"include": [], "loader": ["include"], "host": ["include", "loader"], "check": ["include", "loader"], "bindings": ["include"]}
NO_PURE_RULE_USES = {"fstream", "iostream", "filesystem", "cstdio", "thread", "mutex", "random", "ctime"}
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers"}
CODE = {".c", ".cc", ".cpp", ".h", ".hpp"}
TEXT = CODE | {".py", ".php", ".sh", ".cmake", ".ts", ".js", ".css", ".rb", ".mjs"}
FOLDERS = ["plugin", "host_api", "schemas", "config", "tests", "dist", "cmake", "web"]
LONGEST = 500
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def room_of(path, rooms):
    """The room that a path below plugin/ (or host_api/) lies in, or None."""
    for depth in (2, 1):
        name = "/".join(path.parts[:depth])
        if name in rooms and len(path.parts) > depth:
            return name
    return None


def resolve(root, source, written):
    """The file of this tree that an include means, relative to ROOT, or None for the outside world."""
    for base in (source.parent, *(root / b for b in ("plugin", "host_api/include", "host_api", "tests/simulator", "tests", "."))):
        target = (base / written).resolve()
        if target.is_file() and root in target.parents:
            return target.relative_to(root)
    return None


def breach_of_plugin(here, target, quote, written):
    if target is None:
        target = pathlib.Path("plugin", written) if room_of(pathlib.Path(written), MAY_USE) else None  # a generated file
    if target is None:
        plain = re.fullmatch(r"[a-z_0-9]+", written) and quote == "<"
        if here == "model" and (not plain or written in NO_PURE_RULE_USES):
            return "the model uses the standard library only, and neither I/O nor clocks nor threads"
        return None
    if target.parts[0] != "plugin":
        if target.as_posix() == "host_api/include/crm/plugin.h" and here != "model":
            return None
        return "the plugin stands on the contract alone: no file of the tests or of the host"
    there = room_of(pathlib.Path(*target.parts[1:]), MAY_USE)
    if there == here:
        return None
    if there is None:
        return f"{target} lies in no room"
    return None if there in MAY_USE[here] else f"{here} may not use {there}"


def breach_of_host(here, target):
    if target is None:
        return None
    if target.parts[0] != "host_api":
        return "the host knows nothing but the contract"
    there = target.parts[1]
    return None if there == here or there in HOST_MAY_USE[here] else f"{here} may not use {there}"


def includes(root, source):
    for quote, written in INCLUDE.findall(source.read_text(errors="replace")):
        yield quote, written, resolve(root, source, written)


def layer_breaches(root):
    for source in sorted(p for p in root.glob("plugin/**/*") if p.suffix in CODE):
        below = source.relative_to(root / "plugin")
        here = room_of(below, MAY_USE)
        if here is None:
            if below.parts[0] != "ui":
                yield source, "lies in no room of the plugin"
            continue
        for quote, written, target in includes(root, source):
            why = breach_of_plugin(here, target, quote, written)
            if why:
                yield source, f"includes {written}: {why}"
    for source in sorted(p for p in root.glob("host_api/**/*") if p.suffix in CODE):
        here = source.relative_to(root / "host_api").parts[0]
        if here not in HOST_MAY_USE:
            yield source, "lies in no room of the host"
            continue
        for _, written, target in includes(root, source):
            why = breach_of_host(here, target)
            if why:
                yield source, f"includes {written}: {why}"
    simulator = root / "tests" / "simulator"
    for source in sorted(p for p in simulator.glob("**/*") if p.suffix in CODE):
        for _, written, target in includes(root, source):
            if target is not None and simulator not in (root / target).parents:
                yield source, f"includes {written}: the simulator shares nothing with what it tests"
    for lists in sorted(simulator.glob("**/CMakeLists.txt")):
        if re.search(r"coexist_objects|[/}]plugin\b|crm_abi|host_api", lists.read_text()):
            yield lists, "the simulator shares nothing with what it tests"


def shape_breaches(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("**/*")):
            if "node_modules" in path.parts or "__pycache__" in path.parts:
                continue
            if EMPTY_NAMES & set(re.split(r"[^a-z]+", path.name.lower())):
                yield path, "is a name that says nothing: name the thing by what it does"
            if path.is_file() and path.suffix in TEXT:
                lines = path.read_bytes().count(b"\n")
                if lines > LONGEST:
                    yield path, f"has {lines} lines, {LONGEST} is the most: it holds more than one idea"


def breaches(root):
    root = root.resolve()
    if not (root / "plugin").is_dir():
        return [f"{root} has no folder plugin: nothing was checked"]
    return [f"{path.relative_to(root)}: {why}" for found in (layer_breaches, shape_breaches) for path, why in found(root)]


CLEAN = {
    "plugin/model/ids.hpp": "#include <string>\n",
    "plugin/channel/channel.hpp": '#include "model/ids.hpp"\n',
    "plugin/channels/cloud/graph.hpp": '#include "channel/channel.hpp"\n#include <Poco/Net/Context.h>\n',
    "plugin/channels/coex/coex.cpp": '#include "channels/cloud/graph.hpp"\n',
    "plugin/channels/meta/meta.hpp": "",
    "plugin/feed/feed.hpp": "",
    "plugin/entry/entry.cpp": '#include "crm/plugin.h"\n#include "channels/meta/meta.hpp"\n',
    "host_api/include/crm/plugin.h": "#include <stddef.h>\n",
    "host_api/loader/loader.hpp": "#include <crm/plugin.h>\n",
    "host_api/host/main.cpp": '#include "loader/loader.hpp"\n',
    "tests/simulator/world.hpp": "",
    "tests/simulator/graph/errors.cpp": '#include "world.hpp"\n',
    "tests/simulator/CMakeLists.txt": "add_executable(graph-simulator world.cpp)\n",
}
BROKEN = [
    ("plugin/model/rule.cpp", '#include "feed/feed.hpp"\n', "model may not use feed"),
    ("plugin/model/rule.cpp", "#include <sqlite3.h>\n", "standard library only"),
    ("plugin/model/rule.cpp", "#include <boost/json.hpp>\n", "standard library only"),
    ("plugin/model/rule.cpp", "#include <fstream>\n", "standard library only"),
    ("plugin/model/rule.cpp", "#include <crm/plugin.h>\n", "stands on the contract alone"),
    ("plugin/feed/reader.cpp", '#include "../channels/meta/meta.hpp"\n', "feed may not use channels/meta"),
    ("plugin/channels/coex/more.cpp", '#include "channels/meta/meta.hpp"\n', "channels/coex may not use channels/meta"),
    ("plugin/channels/cloud/more.cpp", '#  include "channels/meta/meta.hpp"\n', "channels/cloud may not use channels/meta"),
    ("plugin/channels/meow/more.cpp", '#include "channels/cloud/graph.hpp"\n', "channels/meow may not use channels/cloud"),
    ("plugin/store/session.cpp", '#include "entry/made_at_build.hpp"\n', "store may not use entry"),
    ("plugin/api/rest.cpp", '#include "simulator/world.hpp"\n', "no file of the tests"),
    ("plugin/api/rest.cpp", '#include "loader/loader.hpp"\n', "or of the host"),
    ("plugin/loose.cpp", "", "lies in no room"),
    ("host_api/loader/early.cpp", '#include "host/main.cpp"\n', "loader may not use host"),
    ("host_api/host/peek.cpp", '#include "model/ids.hpp"\n', "nothing but the contract"),
    ("tests/simulator/peek.cpp", '#include "model/ids.hpp"\n', "simulator shares nothing"),
    ("tests/simulator/peek.cpp", "#include <crm/plugin.h>\n", "simulator shares nothing"),
    ("tests/simulator/CMakeLists.txt", "target_link_libraries(graph-simulator coexist_objects)\n", "simulator shares nothing"),
    ("plugin/feed/feed_helper.hpp", "", "says nothing"),
    ("tests/unit/utils/text.cpp", "", "says nothing"),
    ("plugin/feed/long.cpp", "\n" * 501, "501 lines"),
]


def build(folder, files):
    for name, text in files.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return breaches(pathlib.Path(folder))


def self_test():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        failures += [f"the clean tree is refused: {line}" for line in build(folder, CLEAN)]
    for name, text, expected in BROKEN:
        with tempfile.TemporaryDirectory() as folder:
            found = build(folder, {**CLEAN, name: text})
            if len(found) != 1 or expected not in found[0]:
                failures.append(f"{name} with {text[:60]!r} should give one line with {expected!r}, gave {found}")
    with tempfile.TemporaryDirectory() as folder:
        if not breaches(pathlib.Path(folder)):
            failures.append("an empty tree passes")
    return failures


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = self_test() if sys.argv[1] == "--self-test" else breaches(pathlib.Path(sys.argv[1]))
    print("\n".join(found) if found else "every rule is kept" if sys.argv[1] != "--self-test" else f"{len(BROKEN)} breaches, each caught")
    sys.exit(1 if found else 0)
