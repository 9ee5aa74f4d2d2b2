#!/usr/bin/env python3
"""Locks the layout and the numbers of crm/plugin.h.

  layout.py probe CDEF OUT.c       writes a program that prints every field and every constant of the contract
  layout.py check PROBE CDEF DIR   compares what it prints with DIR/golden/ and DIR/layout.c; exit 1 = they differ
  layout.py accept PROBE CDEF DIR  writes them anew: only before 1.0 is tagged, later only for fields at a tail

The fields and constants are read from the header itself (as plugin.cdef.h), so a new one cannot be forgotten.
"""
import difflib
import pathlib
import re
import subprocess
import sys


def declarations(text):
    """[(struct, [(field, its declaration)])] in the header's order."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    found = []
    for body, name in re.findall(r"typedef struct \w+ \{(.*?)\} (\w+);", text, flags=re.S):
        fields = []
        for declaration in filter(None, (" ".join(d.split()) for d in body.split(";"))):
            pointer = re.match(r".*?\(\*(\w+)\)\(", declaration)
            fields.append((pointer.group(1) if pointer else re.findall(r"\w+", declaration)[-1], declaration))
        found.append((name, fields))
    return found


def constants(text):
    names = []
    for body in re.findall(r"enum \{(.*?)\}", re.sub(r"/\*.*?\*/", " ", text, flags=re.S), flags=re.S):
        names += re.findall(r"(\w+)\s*=", body)
    return names


def probe(cdef):
    lines = ["#include <crm/plugin.h>", "#include <stdio.h>", "int main(void) {"]
    for struct, fields in declarations(cdef):
        lines.append(f'    printf("{struct} %zu\\n", sizeof({struct}));')
        for field, _ in fields:
            lines.append(f'    printf("{struct}.{field} %zu %zu\\n", offsetof({struct}, {field}), sizeof((({struct} *)0)->{field}));')
    for name in constants(cdef):
        lines.append(f'    printf("{name} %lld\\n", (long long){name});')
    return "\n".join(lines + ["    return 0;", "}", ""])


def observed(printed, cdef):
    """{path below the tests: text}, from what the probe printed."""
    spelled = {f"{s}.{f}": d for s, fields in declarations(cdef) for f, d in fields}
    layout, numbers, asserts = [], [], []
    for line in printed.splitlines():
        name, *values = line.split()
        if name in spelled:
            struct, field = name.split(".")
            layout.append(f"{name} at {values[0]} size {values[1]}: {spelled[name]}")
            asserts.append(f'_Static_assert(offsetof({struct}, {field}) == {values[0]}, "{name}");')
            asserts.append(f'_Static_assert(sizeof((({struct} *)0)->{field}) == {values[1]}, "{name}");')
        elif name.startswith("CRM_"):
            numbers.append(f"{name} {values[0]}")
            asserts.append(f'_Static_assert({name} == {values[0]}, "{name}");')
        else:
            layout.append(f"{name} size {values[0]}")
            asserts.append(f'_Static_assert(sizeof({name}) == {values[0]}, "{name}");')
    entry = re.search(r"^const crm_plugin \*crm_plugin_entry\(.*\);", cdef, flags=re.M)
    layout.append("exported: " + (entry.group(0) if entry else "nothing"))
    head = "/* clang-format off */\n/* The layout of ABI 1.0 on 64-bit Linux, for compilers; written by layout.py accept. */\n#include <crm/plugin.h>\n\n"
    return {
        "golden/layout.txt": "\n".join(layout) + "\n",
        "golden/constants.txt": "\n".join(numbers) + "\n",
        "layout.c": head + "\n".join(asserts) + "\n",
    }


def holes(printed):
    """Padding, inside a struct or at its tail: an FFI's sizeof would differ from CRM_SIZE_UPTO."""
    sizes, ends, found = {}, {}, []
    for line in printed.splitlines():
        name, *values = line.split()
        if len(values) == 1 and not name.startswith("CRM_"):
            sizes[name], ends[name] = int(values[0]), 0
        elif len(values) == 2:
            struct = name.split(".")[0]
            if int(values[0]) != ends[struct]:
                found.append(f"padding before {name}")
            ends[struct] = int(values[0]) + int(values[1])
    return found + [f"padding at the tail of {s}" for s in sizes if sizes[s] != ends[s]]


def main(mode, *arguments):
    if mode == "probe":
        cdef, out = map(pathlib.Path, arguments)
        out.write_text(probe(cdef.read_text()))
        return 0
    program, cdef, folder = map(pathlib.Path, arguments)
    printed = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    failures = holes(printed)
    for name, text in observed(printed, cdef.read_text()).items():
        path = folder / name
        if mode == "accept":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        elif not path.exists():
            failures.append(f"{path} is missing: the lock needs it")
        else:
            failures += difflib.unified_diff(path.read_text().splitlines(), text.splitlines(), str(path), "as built", lineterm="", n=0)
    print("\n".join(failures) if failures else f"{len(printed.splitlines())} facts of the layout are as they were")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in ("probe", "check", "accept"):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
