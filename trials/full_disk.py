"""The disk fills during a write: is the old file intact, and what is the message?

    python -m trials.full_disk [SIZES]

A small file system in memory (tmpfs, which needs root to mount) has an old table, page, model
folder or checkpoint. A command writes a new one in its place with SIZES different amounts of free
space, from none to nearly enough. It must exit with a status other than 0 and one message, and leave
what was there, byte for byte, and nothing else. Prints a table for docs/trust.md.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trials.outputs import draw, hidden, is_sentence, outputs, run, start, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

DISK = 24 * 2**20
TRAIN = ["train", "--data", "digits", "--seed", "0", "--no-weights"]


@contextmanager
def small_disk() -> Iterator[Path]:
    """A small file system."""
    folder = Path(tempfile.mkdtemp(prefix="latentwalk-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def fill(disk: Path, room: int) -> None:
    """Leave about `room` bytes free."""
    with (disk / "filler").open("wb") as file:
        while (left := shutil.disk_usage(disk).free - room) > 0:
            file.write(bytes(min(left, 2**20)))
            file.flush()


def size_of(path: Path) -> int:
    """The bytes of a file, or of all in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


def trial(name: str, disk: Path, target: Path, command: list[str], size: int, sizes: int) -> bool:
    """Try one output with many amounts of room; print its line of the table."""
    before = tree(target)
    tried = refused = written = lost = 0
    for step in range(sizes):
        fill(disk, size * step // sizes)
        status, said = run(command)
        (disk / "filler").unlink()
        tried += 1
        if status == 0:  # it was enough
            written += 1
            break
        whole = tree(target) == before and not hidden(disk)
        refused += whole and is_sentence(said)
        lost += not whole
        if not (whole and is_sentence(said)):
            print(f"{name}, {size * step // sizes} bytes of room: {said[-500:]} {hidden(disk)}")
    print(f"| {name} | {tried} | {refused + written} | {lost} |", flush=True)
    return refused + written == tried


def main(sizes: str = "12") -> None:
    """Try all outputs."""
    fine = True
    with tempfile.TemporaryDirectory() as folder, small_disk() as disk:
        draw(Path(folder) / "pictures")
        print(
            "| the disk fills while this is written | tried | survived | lost |\n|---|---|---|---|"
        )
        for output in outputs(Path(folder) / "pictures"):
            new, target = Path(folder) / output.target, disk / output.target
            run(output.command(new, 1))
            run(output.command(target, 0))
            command = output.command(target, 1)
            fine &= trial(output.name, disk, target, command, size_of(new), int(sizes))
        # resume a run that stopped after its first epoch, and cannot save the second
        stopped = _stopped(disk / "run")
        kept = stopped / "checkpoint.safetensors"
        fine &= trial(
            "a checkpoint, `train`", disk, kept, _resume(stopped), size_of(kept), int(sizes)
        )
    sys.exit(0 if fine else 1)


def _stopped(folder: Path) -> Path:
    """A run in a folder, stopped after an epoch."""
    process = start([*TRAIN, "--epochs", "500", "--out", str(folder)])
    while process.poll() is None and not (folder / "checkpoint.safetensors").exists():
        pass
    process.kill()
    process.communicate()
    for path in folder.glob(".*"):
        path.unlink()
    return folder


def _resume(folder: Path) -> list[str]:
    return ["train", "--data", "digits", "--out", str(folder), "--resume"]


if __name__ == "__main__":
    main(*sys.argv[1:])
