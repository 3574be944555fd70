"""Fuzz every reader of files: each input must give a result or a one-line error.

    python trials/fuzz.py [INPUTS] [TARGET ...] [--out FOLDER] [--by-hypothesis] [--seed N]

INPUTS in all, 1,000,000 by default, are dealt out among the targets (`trials/fuzzing/readers.py`), one
process each. atheris guides them by the coverage of our Python and of that of NumPy, Pillow and
PyTorch's unpickler; `--by-hypothesis` draws them with Hypothesis instead. Printed and written to FOLDER:
what was raised besides sentences, the slowest input, the peak of memory, and files touched elsewhere.
Inputs that it should not have failed on are kept there. Linux with Python 3.11 to 3.13: pip install
atheris. The fuzzer ends a process that takes more than 1 GB or that hangs for 20 s at one input. With a
TMPDIR in memory (/dev/shm) it is several times as fast.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

if TYPE_CHECKING:
    from trials.fuzzing.watch import Watch

INPUTS = 1_000_000
MEGABYTES, HANG = 1024, 20
GUIDED = ("latentwalk", "numpy.lib", "PIL", "torch._weights_only_unpickler", "safetensors", "json",
          "gzip", "zipfile")  # fmt: skip
"""The module whose coverage guides the fuzzer."""
TRIES = 5
"""How often a target's process may crash."""


def main() -> None:
    """Distribute the inputs over the targets, and print the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("words", nargs="*", help="the number of inputs, names of targets")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "fuzzed")
    parser.add_argument("--by-hypothesis", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    numbers = [int(word) for word in asked.words if word.isdigit()]
    names = [word for word in asked.words if not word.isdigit()]
    inputs = numbers[0] if numbers else INPUTS
    if asked.alone:
        _fuzz(names[0], inputs, asked.out, asked.seed, hypothesis=asked.by_hypothesis)
        return
    if not asked.by_hypothesis and importlib.util.find_spec("atheris") is None:
        sys.exit("pip install atheris, or give --by-hypothesis.")
    from trials.fuzzing.readers import TARGETS

    chosen = [TARGETS[name] for name in names] or list(TARGETS.values())
    whole = sum(target.share for target in chosen)
    asked.out.mkdir(parents=True, exist_ok=True)
    print(
        f"{'target':12}{'inputs':>10}{'read':>10}{'faults':>8}{'slowest':>10}{'memory':>16}", end=""
    )
    print("  outside")
    total = 0
    for target in chosen:
        share = max(1, round(inputs * target.share / whole))
        seen = _in_a_process(target.name, share, asked)
        total += seen["inputs"]
        slow, grown = f"{seen['slowest']:.2f} s", f"{seen['before']:.0f} to {seen['memory']:.0f} MB"
        print(
            f"{target.name:12}{seen['inputs']:10,}{seen['results']:10,}{sum(seen['faults'].values()):8}"
            f"{slow:>10}{grown:>16}  {len(seen['outside'])}",
            flush=True,
        )
        for line in (*seen["faults"], *seen["outside"], *seen["lost"]):
            print(f"    {line}", flush=True)
    print(f"{'together':12}{total:10,}")


def _in_a_process(name: str, inputs: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Fuzz one target, and restart its process if it crashes."""
    whole: dict[str, Any] = {"inputs": 0, "results": 0, "faults": {}, "slowest": 0.0, "memory": 0.0,
                             "before": 0.0, "outside": [], "lost": []}  # fmt: skip
    for attempt in range(TRIES):
        left = inputs - whole["inputs"]
        if left <= 0:
            break
        report = asked.out / f"{name}.json"
        report.unlink(missing_ok=True)
        with (asked.out / f"{name}.log").open("ab") as log:
            done = subprocess.run(
                [sys.executable, __file__, "--alone", str(left), name, "--out", str(asked.out),
                 "--seed", str(asked.seed + 1000 * attempt)]
                + ["--by-hypothesis"] * asked.by_hypothesis,
                stdout=log, stderr=log, check=False, env=os.environ | {"PYTHONPATH": ""},
            )  # fmt: skip
        if report.exists():
            seen = json.loads(report.read_text())
            for word in ("inputs", "results"):
                whole[word] += seen[word]
            for word in ("slowest", "memory", "before"):
                whole[word] = max(whole[word], seen[word])
            whole["faults"] |= seen["faults"]
            whole["outside"] += seen["outside"]
        if done.returncode:
            whole["lost"].append(f"process lost with {done.returncode} (see {name}.log)")
    return whole


def _fuzz(name: str, inputs: int, out: Path, seed: int, *, hypothesis: bool) -> None:
    """Fuzz one target in this process."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        place = Path(folder) / "place"
        place.mkdir()
        os.chdir(place)
        if hypothesis:
            _drawn(name, inputs, out, place, seed)
        else:
            _guided(name, inputs, out, place, seed)


def _guided(name: str, inputs: int, out: Path, place: Path, seed: int) -> None:
    import atheris

    with atheris.instrument_imports(include=list(GUIDED)):
        watch = _watch(name, place, out)
    target, report = watch.target, out / f"{name}.json"
    corpus = out / f"{name}-seeds"
    corpus.mkdir(exist_ok=True)
    for number, content in enumerate(target.seeds()):
        (corpus / f"{number:02}").write_bytes(content)
        watch.show(content)
    started = time.monotonic()

    def one(content: bytes) -> None:
        watch.show(content)
        if watch.seen.inputs >= inputs:
            watch.write(report)
            print(f"{watch.seen.inputs} inputs in {time.monotonic() - started:.0f} s", flush=True)
            os._exit(0)
        if watch.seen.inputs % 500 == 0:
            watch.write(report)

    def mutate(content: bytes, most: int, number: int) -> bytes:
        return target.spoilt(content, random.Random(number))[:most]

    options = [sys.argv[0], str(corpus), f"-seed={seed}", f"-timeout={HANG}", "-max_len=65536",
               f"-rss_limit_mb={MEGABYTES}", f"-artifact_prefix={out}/{name}-", "-len_control=0",
               "-print_final_stats=1"]  # fmt: skip
    atheris.Setup(options, one, custom_mutator=mutate)
    atheris.Fuzz()


def _drawn(name: str, inputs: int, out: Path, place: Path, seed: int) -> None:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    from trials.fuzzing.drawing import files_of

    watch = _watch(name, place, out)
    rules = settings(
        max_examples=inputs, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @seeded(seed)
    @rules
    @given(files_of(watch.target))
    def every(content: bytes) -> None:
        watch.show(content)

    every()
    watch.write(out / f"{name}.json")


def _watch(name: str, place: Path, out: Path) -> Watch:
    """The target, with its imports done, so that memory measures only the files."""
    from trials.fuzzing.readers import TARGETS
    from trials.fuzzing.watch import Watch

    target = TARGETS[name]
    for content in target.seeds():
        try:
            target.read(content, place)
        except Exception as error:  # some seeds are refused; what is wrong shows when it is watched
            print(f"a seed of {name}: {type(error).__name__}: {error}")
    return Watch(target, place, out)


if __name__ == "__main__":
    main()
