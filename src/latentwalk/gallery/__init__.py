"""The gallery: the model folders that ship with the package."""

from __future__ import annotations

import difflib
from pathlib import Path

from latentwalk.errors import FolderError
from latentwalk.folder.manifest import MANIFEST
from latentwalk.folder.model_folder import ModelFolder

HOME = Path(__file__).parent
LESSONS = HOME / "lessons"
"""Markdown, with views of the gallery's models: `latentwalk.hosts.html.lesson` tells how."""


def names() -> list[str]:
    """The names of the gallery's models, the default one first."""
    found = sorted(path.parent.name for path in HOME.glob(f"*/{MANIFEST}"))
    return sorted(found, key=lambda name: name != "mnist")


def lessons() -> list[str]:
    """The names of the lessons that ship."""
    return sorted(path.stem for path in LESSONS.glob("*.md"))


def find(model: str | Path) -> ModelFolder:
    """Read the model folder at a path, or the gallery's model of a name.

    A path that exists goes before a name; `./name` is always a path.

    Raises:
        FolderError: neither is there (near names are suggested), or the folder is faulty.
    """
    path = Path(model)
    try:
        there = bool(str(model)) and path.exists()
    except (OSError, ValueError):  # too long for a name, or not one
        there = False
    if there:
        return ModelFolder.read(path)
    if str(model) in names():
        return ModelFolder.read(HOME / str(model))
    near = difflib.get_close_matches(str(model), names(), n=2, cutoff=0.4)
    hint = (
        f"Did you mean {' or '.join(near)}?" if near else f"The gallery has {', '.join(names())}."
    )
    raise FolderError(f"'{model}' is neither a model of the gallery nor a folder. {hint}")
