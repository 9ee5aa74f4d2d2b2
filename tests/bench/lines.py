"""What a bench says: one JSON line each, printed and kept for those who record or compare."""
import json

said = []


def emit(line):
    said.append(line)
    print(json.dumps(line), flush=True)
