"""The outputs that the trials write, in two versions, and checks of whether they are complete."""

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
"""The folder of committed files that have not been moved into place yet."""

_OURS = re.compile(r"(^|/)\.([^/]*\.)?latentwalk-|(^|/)\.gone$")

Tree = dict[str, str]


@dataclass(frozen=True)
class Output:
    """An output of a command."""

    name: str
    """Its description in the table."""
    target: str
    """Its file or folder, within the folder of the trial."""
    command: Callable[[Path, int], list[str]]
    """The arguments that write version 0 or 1 of it to a path."""


def outputs(pictures: Path) -> list[Output]:
    """All outputs; `pictures` is a folder that `draw` filled."""
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
    """Write pictures of noise into a folder."""
    folder.mkdir()
    generator = np.random.default_rng(0)
    for number in range(PICTURES):
        pixels = generator.integers(0, 256, (28, 28), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number:02d}.png")


def start(arguments: list[str], **environment: str) -> subprocess.Popen[str]:
    """Start a Latentwalk command, with its standard error captured."""
    return subprocess.Popen(
        [sys.executable, "-m", "latentwalk", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def run(arguments: list[str], **environment: str) -> tuple[int, str]:
    """Run a command; return its exit status and its standard error."""
    process = start(arguments, **environment)
    _, said = process.communicate()
    return process.returncode, said


def tree(path: Path) -> Tree:
    """The SHA-256 of a file, or of each file in a folder, by name; empty if it does not exist.

    Committed files that have not been moved yet count as in their places, as for readers.
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
    """The names of all temporary files in a folder and its subfolders."""
    names = (str(path.relative_to(folder)) for path in folder.rglob(".*"))
    return sorted(name for name in names if _OURS.search(name))


def is_sentence(said: str) -> bool:
    """Whether standard error ends with a one-line message and has no traceback."""
    lines = [line for line in said.strip().splitlines() if line.strip()]
    return bool(lines) and "Traceback" not in said and lines[-1].rstrip().endswith((".", "?"))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
