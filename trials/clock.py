"""The clock is set back during a command: is its output complete, and are its times plausible?

    python -m trials.clock [TIMES]

A preloaded library (`clock.c`, which needs a compiler and Linux) gives each command its own time of
day, which is set back an hour or a year at a random moment; monotonic clocks are not affected, as
when a user or a time server sets a real one.
Each command must succeed with the same bytes as under a steady clock, and leave nothing temporary.
A run's seconds must not exceed the actual duration. A server must reply, and disconnect a client
that stalls. Prints a table for docs/trust.md.
"""

from __future__ import annotations

import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from trials.clients import half, well
from trials.outputs import draw, hidden, outputs, run, start, tree
from trials.served import serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from trials.outputs import Output

STEPS = {"an hour": -3600, "a year": -365 * 86400}
"""Seconds."""
TRAIN = ["train", "--data", "digits", "--epochs", "6", "--seed", "0", "--accelerator", "cpu"]


class Clock:
    """A clock for commands, which can be set."""

    def __init__(self, folder: Path) -> None:
        """Build its library and its offset file in a folder."""
        self._file = folder / "offset"
        self._file.write_bytes(bytes(8))
        library, source = folder / "clock.so", Path(__file__).with_suffix(".c")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        self.environment = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(self._file)}

    def set(self, seconds: int) -> None:
        """Set it to an offset from the true time."""
        with self._file.open("r+b") as file:  # in place, because the commands map this file
            file.write(struct.pack("<q", seconds))

    def works(self) -> bool:
        """Whether a Python process sees this clock, and only the time of day is changed."""
        script = "import time; print(time.time(), time.monotonic())"
        self.set(STEPS["a year"])
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, **self.environment},
            capture_output=True,
            check=True,
        )
        self.set(0)
        seen, forward = map(float, done.stdout.split())
        return time.time() - seen > 300 * 86400 and 0 <= time.monotonic() - forward < 60


def set_back(clock: Clock, step: int, command: list[str], seconds: float) -> tuple[int, str]:
    """Run a command that takes about `seconds`, and set its clock back meanwhile."""
    clock.set(0)
    process = start(command, **clock.environment)
    time.sleep(seconds * random.uniform(0.2, 0.95))
    clock.set(step)
    _, said = process.communicate()
    return process.returncode, said


def trial(
    name: str,
    clock: Clock,
    step: str,
    command: Callable[[Path], list[str]],
    place: Path,
    times: int,
) -> bool:
    """Try one command, which writes into `place`; print its line of the table."""
    steady = place.with_name(f"steady {place.name}")
    began = time.monotonic()
    status, said = run(command(steady))
    seconds = time.monotonic() - began
    assert status == 0, said
    survived = 0
    for number in range(times):
        target = place.with_name(f"{number} {place.name}")
        began = time.monotonic()
        status, said = set_back(clock, STEPS[step], command(target), seconds)
        passed = time.monotonic() - began
        same = timeless(target) == timeless(steady)
        fine = status == 0 and same and not hidden(place.parent) and 0 <= spent(target) <= passed
        survived += fine
        if not fine:
            print(f"{name}: {status} {same} {hidden(place.parent)} {spent(target)} {said[-300:]}")
    print(f"| {step}, {name} | {times} | {survived} | {times - survived} |", flush=True)
    return survived == times


def timeless(path: Path) -> dict[str, str]:
    """The files of an output, except those of a run that record its duration."""
    return {
        name: digest
        for name, digest in tree(path).items()
        if name not in {"history.jsonl", "latentwalk.json"} or not (path / "history.jsonl").exists()
    }


def spent(path: Path) -> float:
    """The seconds that a run records for its epochs; negative if one of them is."""
    history = path / "history.jsonl"
    if not history.exists():
        return 0.0
    each = [json.loads(line)["seconds"] for line in history.read_text().splitlines()]
    return -1.0 if min(each) < 0 else sum(each)


def writes(output: Output) -> Callable[[Path], list[str]]:
    """The command that writes an output to a path."""
    return lambda target: output.command(target, 1)


def trained(target: Path) -> list[str]:
    """The command that trains into a folder."""
    return [*TRAIN, "--name", "run", "--out", str(target)]


def served(clock: Clock, step: str) -> bool:
    """A server whose clock is set back replies, and disconnects clients that stall."""
    clock.set(0)
    with serving("mnist", **clock.environment) as (_, address):
        fine = well(address)
        clock.set(STEPS[step])
        began = time.monotonic()
        gone = half(address)
        took = time.monotonic() - began
        fine &= well(address) and gone == 200
    print(
        f"| {step}, a server, `open`; 200 clients let go in {took:.0f} s | 1 | {int(fine)} | "
        f"{int(not fine)} |",
        flush=True,
    )
    return fine


def main(times: str = "5") -> None:
    """Try all commands, with both steps."""
    random.seed(0)
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        draw(root / "pictures")
        clock = Clock(root)
        assert clock.works(), "the library does not set the clock of this Python"
        print("| the clock is set back by | tried | survived | lost |\n|---|---|---|---|")
        for step in STEPS:
            (root / step).mkdir()
            for output in outputs(root / "pictures"):
                place = root / step / output.target
                command = writes(output)
                fine &= trial(output.name, clock, step, command, place, int(times))
            fine &= trial("a run, `train`", clock, step, trained, root / step / "run", int(times))
            fine &= served(clock, step)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
