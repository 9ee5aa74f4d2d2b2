"""Reads OpenMetrics text strictly, by the specification 1.0.0 (openmetrics.io): what breaks a rule is an error.

Covers what its sections "Data Model" and "Text format" ask of the types that are used here: gauge, counter, histogram
and info.
"""
import math
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r"[a-zA-Z_][a-zA-Z0-9_]*"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?(Inf|Infinity)|NaN")
SUFFIXES = {"gauge": [""], "counter": ["_total", "_created"], "info": ["_info"],
            "histogram": ["_bucket", "_count", "_sum", "_created"]}
CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


class Broken(Exception):
    pass


def need(condition, line, what):
    if not condition:
        raise Broken(f"{what}: {line!r}")


def labels_of(text, line):
    """The label set in its braces; every escape and comma counts."""
    labels, at = {}, 0
    while at < len(text):
        name = re.compile(LABEL + '="').match(text, at)
        need(name, line, "no label here")
        at, value = name.end(), ""
        while at < len(text) and text[at] != '"':
            if text[at] == "\\":
                need(text[at + 1:at + 2] in ("\\", '"', "n"), line, "an escape that is none")
                value += {"n": "\n"}.get(text[at + 1], text[at + 1])
                at += 2
            else:
                value += text[at]
                at += 1
        need(text[at:at + 1] == '"', line, "a value that does not end")
        key = name.group(0)[:-2]
        need(key not in labels, line, "a label twice")
        labels[key] = value
        at += 1
        if at < len(text):
            need(text[at] == "," and at + 1 < len(text), line, "no comma between labels")
            at += 1
    return labels


def sample_of(line):
    shape = re.fullmatch(rf"({NAME})(?:\{{(.*)\}})? (\S+)", line)
    need(shape, line, "no sample")
    need(NUMBER.fullmatch(shape[3]), line, "no number")
    return shape[1], labels_of(shape[2] or "", line), float(shape[3])


class Family:
    def __init__(self, name):
        self.name, self.type, self.unit, self.help, self.samples = name, None, "", None, []

    def suffix(self, name):
        return next((s for s in SUFFIXES[self.type or "gauge"] if self.name + s == name), None)

    def check(self):
        need(self.type, self.name, "a family without a type")
        need(not self.unit or self.name.endswith("_" + self.unit), self.name, "the name does not end with its unit")
        seen = set()
        for name, labels, value in self.samples:
            key = (name, tuple(sorted(labels.items())))
            need(key not in seen, key, "a series twice")
            seen.add(key)
            if self.type in ("counter", "histogram"):
                need(value >= 0 and not math.isnan(value), key, "a negative count")
            if self.type == "info":
                need(value == 1, key, "an info that is not 1")
        if self.type == "histogram":
            self.check_histogram()

    def check_histogram(self):
        groups = {}
        for name, labels, value in self.samples:
            rest = tuple(sorted((k, v) for k, v in labels.items() if k != "le"))
            groups.setdefault(rest, {"_bucket": []})
            if self.suffix(name) == "_bucket":
                need("le" in labels, name, "a bucket without a bound")
                bound = labels["le"]
                need(bound == "+Inf" or re.fullmatch(r"-?\d+\.\d+(e[+-]?\d+)?|-?\d+e[+-]?\d+", bound), bound, "no canonical bound")
                groups[rest]["_bucket"].append((float(bound.replace("Inf", "inf")), value))
            else:
                groups[rest][self.suffix(name)] = value
        for group in groups.values():
            bounds = [bound for bound, _ in group["_bucket"]]
            counts = [count for _, count in group["_bucket"]]
            need(bounds == sorted(set(bounds)) and bounds[-1] == math.inf, self.name, "bounds that do not grow to +Inf")
            need(counts == sorted(counts), self.name, "buckets that shrink")
            need(group.get("_count") == counts[-1], self.name, "a count that is not its last bucket")
            need("_sum" in group, self.name, "no sum")


def parse(text):
    """{family name: Family} of a whole exposition."""
    need(text.endswith("# EOF\n") and text.count("# EOF") == 1, text[-20:], "does not end with # EOF")
    need("\r" not in text, "", "a carriage return")
    families, current = {}, None
    for line in text.split("\n")[:-2]:
        need(line, line, "an empty line")
        if line.startswith("#"):
            shape = re.fullmatch(rf"# (TYPE|UNIT|HELP) ({NAME}) (.+)", line)
            need(shape, line, "no metadata")
            kind, name, said = shape.groups()
            if current is None or name != current.name:
                need(name not in families, line, "a family twice, or in pieces")
                current = families[name] = Family(name)
            need(not current.samples, line, "metadata behind samples")
            member = {"TYPE": "type", "UNIT": "unit", "HELP": "help"}[kind]
            need(not getattr(current, member), line, "metadata twice")
            setattr(current, member, said)
            need(kind != "TYPE" or said in SUFFIXES, line, "a type that is not known")
        else:
            name, labels, value = sample_of(line)
            need(current is not None and current.suffix(name) is not None, line, "a sample of no family")
            current.samples.append((name, labels, value))
    for family in families.values():
        family.check()
    names = {}
    for family in families.values():
        for suffix in SUFFIXES[family.type]:
            need(names.setdefault(family.name + suffix, family) is family, family.name, "two families share a sample's name")
    return families


def value(families, family, **labels):
    """The one sample of a family with these labels; of a histogram its count."""
    found = [v for n, has, v in families[family].samples
             if labels.items() <= has.items() and not n.endswith(("_bucket", "_sum"))]
    assert len(found) == 1, f"{family} {labels}: {families[family].samples}"
    return found[0]
