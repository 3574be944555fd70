"""The gallery: the model folders that ship with the package."""

from __future__ import annotations

import difflib
from pathlib import Path

from latentwalk.errors import FolderError
from latentwalk.folder.manifest import MANIFEST
from latentwalk.folder.model_folder import ModelFolder

HOME = Path(__file__).parent
LESSONS = HOME / "lessons"
"""Markdown with views of the gallery's models, see `latentwalk.hosts.html.lesson`."""


def names() -> list[str]:
    """The names of the gallery's models, the default one first."""
    found = sorted(path.parent.name for path in HOME.glob(f"*/{MANIFEST}"))
    return sorted(found, key=lambda name: name != "mnist")


def lessons() -> list[str]:
    """The names of the shipped lessons."""
    return sorted(path.stem for path in LESSONS.glob("*.md"))


def find(model: str | Path) -> ModelFolder:
    """Read the model folder at a path, or a gallery model by its name.

    An existing path takes precedence; `./name` is always a path.

    Raises:
        FolderError: neither exists (the message suggests similar names), or the folder is faulty.
    """
    path = Path(model)
    try:
        exists = bool(str(model)) and path.exists()
    except (OSError, ValueError):  # too long for a name, or not one
        exists = False
    if exists:
        return ModelFolder.read(path)
    if str(model) in names():
        return ModelFolder.read(HOME / str(model))
    near = difflib.get_close_matches(str(model), names(), n=2, cutoff=0.4)
    hint = (
        f"Did you mean {' or '.join(near)}?" if near else f"The gallery has {', '.join(names())}."
    )
    raise FolderError(f"'{model}' is neither a gallery model nor an existing folder. {hint}")
