#!/usr/bin/env python3
"""Makes the next minor version of the contract, and the sources of a host and a plugin that speak it.

  future.py HEADER OUT-FOLDER SOURCE...

Each struct that may grow gets one field more at its tail, as a later version would add one, and CRM_ABI_MINOR is one
higher. In the sources, what is filled in by its last field is filled in by the new one. Answers what it grew.
"""
import pathlib
import re
import sys

FIELD = "added_later"


def grown(header):
    """The header of the next minor version, and {struct: its last field until now}."""
    last = {}

    def grow(match):
        name, body = match.groups()
        bare = re.sub(r"/\*.*?\*/", " ", body, flags=re.S)
        if not re.match(r"\s*uint32_t struct_size;", bare):
            return match.group(0)
        declaration = [d for d in bare.split(";") if d.strip()][-1]
        pointer = re.search(r"\(\*(\w+)\)\s*\(", declaration)
        last[name] = pointer.group(1) if pointer else re.findall(r"\w+", declaration)[-1]
        return f"typedef struct {name} {{{body}    uint64_t {FIELD};\n}} {name};"

    text = re.sub(r"typedef struct (\w+) \{(.*?)\} \1;", grow, header, flags=re.S)
    minor = re.search(r"#define CRM_ABI_MINOR (\d+)u", text)
    text = text.replace(minor.group(0), f"#define CRM_ABI_MINOR {int(minor.group(1)) + 1}u")
    return text, last


def main(header, out, *sources):
    out = pathlib.Path(out)
    (out / "crm").mkdir(parents=True, exist_ok=True)
    text, last = grown(pathlib.Path(header).read_text())
    (out / "crm" / "plugin.h").write_text(text)
    for source in map(pathlib.Path, sources):
        text = source.read_text()
        for struct, field in last.items():
            text = text.replace(f"CRM_SIZE_UPTO({struct}, {field})", f"CRM_SIZE_UPTO({struct}, {FIELD})")
        (out / source.name).write_text(text)
    if len(last) < 15:
        sys.exit(f"only {len(last)} structs may grow: {sorted(last)}; is the header read rightly?")
    print(f"{len(last)} structs have one field more")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
