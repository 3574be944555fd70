"""Compare the page's engine with ONNX Runtime on random graphs.

    python trials/random_graphs.py [GRAPHS] [--from SEED] [--at-once N]

Each graph follows from its seed (`tests/engine/graphs.py`). Prints the seed and the operators of every
graph that differs or is refused, and ends with the status 1 if there was one. Without GRAPHS it runs
until it is interrupted. Keep a seed that found a fault in `tests/engine/test_random_graphs.py`.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main() -> None:
    from tests.engine.graphs import random_case
    from tests.engine.running import run

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("graphs", nargs="?", type=int, default=0)
    parser.add_argument("--from", dest="first", type=int, default=1_000)
    parser.add_argument("--at-once", type=int, default=1_000)
    asked = parser.parse_args()
    begun, faults = time.monotonic(), 0
    for done in itertools.count(0, asked.at_once):
        if asked.graphs and done >= asked.graphs:
            break
        count = min(asked.at_once, asked.graphs - done) if asked.graphs else asked.at_once
        cases = [random_case(asked.first + done + i) for i in range(count)]
        with tempfile.TemporaryDirectory() as folder:
            outcomes = run(cases, Path(folder))
        for case, outcome in zip(cases, outcomes, strict=True):
            fault = outcome.message if outcome.error else case.fault(outcome.outputs)
            if fault:
                faults += 1
                print(f"{case.name}: {fault}")
        elapsed = time.monotonic() - begun
        print(f"{done + count:,} graphs, {faults} faults, {elapsed:.0f} s", flush=True)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
