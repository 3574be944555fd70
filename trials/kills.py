"""A command is killed during a write: is the output the old one or the new one?

    python -m trials.kills [TIMES [page.html site runs ...]]

Each command is started TIMES times over an old output and killed with SIGKILL: half of the times at
a random moment, half within milliseconds of the first temporary file. The output must then be the
old or the new one, byte for byte. Each run removes what the previous one left: the last, which is
not killed, must leave the new output and nothing temporary. A thread reads the output all the time,
and must never see anything else. Finally two runs train into one folder, and the one that holds the
lock is killed. Prints a table for docs/trust.md.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from pathlib import Path

from trials.outputs import Output, Tree, draw, hidden, outputs, run, start, tree


class Reader(threading.Thread):
    """Reads a file repeatedly, and counts contents that are neither the old nor the new one."""

    def __init__(self, target: Path, versions: list[Tree]) -> None:
        super().__init__(daemon=True)
        self.target, self.versions = target, versions
        self.reads = self.strange = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.001):
            try:
                seen = tree(self.target)
            except FileNotFoundError:  # replaced between two system calls
                continue
            self.reads += 1
            self.strange += seen not in self.versions


def kill_once(output: Output, folder: Path, number: int, seconds: float) -> None:
    """Start the command that writes the new version, and kill it."""
    process = start(output.command(folder / output.target, 1))
    end = time.monotonic() + seconds * random.uniform(0.1, 1.0)
    if number % 2:  # when it has begun to write
        end = time.monotonic() + 5 * seconds
        while process.poll() is None and time.monotonic() < end and not hidden(folder):
            time.sleep(0.0005)
        time.sleep(random.uniform(0, 0.02))
    else:
        time.sleep(max(0.0, end - time.monotonic()))
    process.kill()
    process.communicate()


def trial(output: Output, folder: Path, times: int) -> bool:
    """Kill one command many times; print its line of the table."""
    target = folder / output.target
    versions: list[Tree] = []
    for version in (1, 0):
        began = time.monotonic()
        status, said = run(output.command(target, version))
        assert status == 0, said
        seconds = time.monotonic() - began
        versions.append(tree(target))
    new, old = versions
    # a folder is many files, which no reader that knows nothing of Latentwalk sees at once
    reader = Reader(target, versions) if target.is_file() else None
    if reader is not None:
        reader.start()
    survived = lost = left = 0
    for number in range(times):
        if tree(target) != old:  # the previous kill came too late
            run(output.command(target, 0))
        kill_once(output, folder, number, seconds)
        left = max(left, len(hidden(folder)))
        whole = target.exists() and tree(target) in (old, new)
        survived += whole
        lost += not whole
    # each run removes what those before it left: there is at most one's, and none after this
    status, said = run(output.command(target, 1))
    if status != 0 or tree(target) != new or hidden(folder):
        print(f"{output.name}: not mended by the next run: {said[-300:]} {hidden(folder)}")
        lost += 1
    seen = "-"
    if reader is not None:
        reader.ended.set()
        reader.join()
        seen = f"{reader.reads:,}, {reader.strange} of them strange"
        lost += reader.strange
    print(f"| {output.name} | {times} | {survived} | {lost} | {left} | {seen} |", flush=True)
    return not lost


def two_runs(root: Path, times: int) -> bool:
    """Two runs in one folder: the second is refused, the first is killed, the third succeeds."""
    fine = 0
    for number in range(times):
        folder = root / f"run-{number}"
        training = ["train", "--data", "digits", "--out", str(folder), "--no-weights"]
        first = start([*training, "--epochs", "500"])
        while first.poll() is None and not (folder / "checkpoint.safetensors").exists():
            time.sleep(0.01)
        held, said = run([*training, "--epochs", "2", "--overwrite"])
        time.sleep(random.uniform(0, 1))
        first.kill()
        first.communicate()
        after, _ = run([*training, "--epochs", "2", "--overwrite"])
        fine += held != 0 and "Another run" in said and after == 0 and not hidden(folder)
    print(f"| two runs in one folder, `train` | {times} | {fine} | {times - fine} | - | - |")
    return fine == times


def main(times: str = "20", *targets: str) -> None:
    """Kill all commands, or those that write `targets`."""
    random.seed(0)
    fine = True
    with tempfile.TemporaryDirectory() as root:
        draw(Path(root) / "pictures")
        print(
            "| killed while this is written | tried | survived | lost | temporary files left, at "
            "most | read meanwhile |\n|---|---|---|---|---|---|"
        )
        for output in outputs(Path(root) / "pictures"):
            if targets and output.target not in targets:
                continue
            folder = Path(root) / output.target.partition(".")[0]
            folder.mkdir()
            fine &= trial(output, folder, int(times))
        if not targets or "runs" in targets:
            fine &= two_runs(Path(root), int(times))
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
