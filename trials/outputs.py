"""What the trials have Latentwalk write, in two versions, and how they see whether it is whole."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

GALLERY = Path(__file__).parent.parent / "src" / "latentwalk" / "gallery"
PICTURES = 64
PARTS = ".latentwalk-decided"
"""Where a folder's files are between the moment in which they count and that in which they move."""

_OURS = re.compile(r"(^|/)\.([^/]*\.)?latentwalk-|(^|/)\.gone$")

Tree = dict[str, str]


@dataclass(frozen=True)
class Output:
    """Something that a command writes."""

    name: str
    """What it is, for the table."""
    target: str
    """Its file or folder, within the folder of the trial."""
    command: Callable[[Path, int], list[str]]
    """The arguments that write version 0 or 1 of it to a path."""


def outputs(pictures: Path) -> list[Output]:
    """All of them; `pictures` is a folder that `draw` filled."""
    models = ["mnist-2d", "mnist"]

    def encode(out: Path, version: int) -> list[str]:
        return ["encode", models[version], str(pictures), "-o", str(out)]

    def export(out: Path, version: int) -> list[str]:
        return ["export", models[version], "-o", str(out)]

    def adopt(out: Path, version: int) -> list[str]:
        decoder = GALLERY / models[version] / "decoder.onnx"
        return ["adopt", str(decoder), "-o", str(out), "--name", models[version]]

    return [
        Output("a table, `encode`", "table.npz", encode),
        Output("a folder of shards, `encode`", "shards", encode),
        Output("a page, `export`", "page.html", export),
        Output("a folder for a static host, `export`", "site", export),
        Output("a model folder, `adopt`", "model", adopt),
    ]


def draw(folder: Path) -> None:
    """Put some pictures of noise into a folder."""
    folder.mkdir()
    generator = np.random.default_rng(0)
    for number in range(PICTURES):
        pixels = generator.integers(0, 256, (28, 28), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number:02d}.png")


def start(arguments: list[str], **environment: str) -> subprocess.Popen[str]:
    """Start a command of Latentwalk's, its standard error held."""
    return subprocess.Popen(
        [sys.executable, "-m", "latentwalk", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def run(arguments: list[str], **environment: str) -> tuple[int, str]:
    """Run a command to its end: its exit status, and what it said on standard error."""
    process = start(arguments, **environment)
    _, said = process.communicate()
    return process.returncode, said


def tree(path: Path) -> Tree:
    """The SHA-256 of a file, or of each file in a folder, by name; nothing where nothing is.

    Of files that count already and have not moved to their places, as readers have it.
    """
    if path.is_file():
        return {"": _sha256(path)}
    found = {
        str(file.relative_to(path)): _sha256(file)
        for file in sorted(path.rglob("*"))
        if file.is_file() and not _OURS.search(str(file.relative_to(path)))
    }
    decided = path / PARTS
    if decided.is_dir():
        gone: list[str] = []
        with suppress(FileNotFoundError):  # all have moved, and the folder was being removed
            gone = (decided / ".gone").read_text(encoding="utf-8").split("\n")
        found = {name: digest for name, digest in found.items() if name not in gone}
        found |= tree(decided)
    return found


def hidden(folder: Path) -> list[str]:
    """The names of all that is temporary in a folder or below."""
    names = (str(path.relative_to(folder)) for path in folder.rglob(".*"))
    return sorted(name for name in names if _OURS.search(name))


def is_sentence(said: str) -> bool:
    """Whether what a command said last is one line, and nothing of it a traceback."""
    lines = [line for line in said.strip().splitlines() if line.strip()]
    return bool(lines) and "Traceback" not in said and lines[-1].rstrip().endswith((".", "?"))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
