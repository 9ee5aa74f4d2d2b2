"""Present figures beside the committed medians. Shown, never failed: machines differ, and a person judges."""
import json
import pathlib

MEDIANS = pathlib.Path(__file__).resolve().parent / "medians.json"
NOISE = 0.10  # what two runs of one program differ by without any reason


def of_target(line):
    """Whether a line reaches the target that it names; True where it names none."""
    if "at_least" in line and line.get("ratio", 0) < line["at_least"]:
        return False
    return not ("most" in line and line["value"] > line["most"])


def figure(line):
    """What two machines can be compared by: the ratio to the ceiling, which ran on the same machine, or else the value;
    and whether more is better."""
    if "ratio" in line:
        return line["ratio"], True
    return line["value"], line.get("better", "lower") == "higher"


def noise(line):
    """Half of the spread of the rounds, as a part of the value."""
    low, high = line.get("spread", [0, 0])
    return (high - low) / 2 / line["value"] if line["value"] else 0


def judged(former, present):
    """How much better (+) or worse (-) a figure is, as a part of the former, and the word for it."""
    (was, more_is_better), (now, _) = figure(former), figure(present)
    if was <= 0 or now <= 0:
        return 0.0, "not comparable"
    change = now / was - 1 if more_is_better else was / now - 1
    allowed = max(NOISE, noise(former), noise(present))
    return change, "WORSE" if change < -allowed else "better" if change > allowed else "same"


def table(medians, lines):
    """One line of text for each bench."""
    former = {line["bench"]: line for line in medians["benches"]}
    rows = []
    for line in lines:
        known = former.get(line["bench"])
        word, change = "new", ""
        if known is not None:
            part, word = judged(known, line)
            change = f"{part:+.0%}"
        by = "ratio" if "ratio" in line else line["unit"]
        was = "" if known is None else f"{figure(known)[0]:g}"
        target = "" if of_target(line) else "misses its target"
        rows.append(f"{line['bench']:28} {by:>10} {was:>10} -> {figure(line)[0]:>10g} {change:>6} {word:8} {target}".rstrip())
    rows += [f"{name:28} not measured now" for name in former if name not in {line["bench"] for line in lines}]
    return rows


def read_medians(path=MEDIANS):
    return json.loads(pathlib.Path(path).read_text())


def write_medians(machine, lines, taken, path=MEDIANS):
    """One bench a line, so that a later commit shows what changed."""
    benches = ",\n".join("  " + json.dumps(line) for line in lines)
    pathlib.Path(path).write_text(
        f'{{"taken": {json.dumps(taken)}, "machine": {json.dumps(machine)}, "benches": [\n{benches}\n]}}\n')
