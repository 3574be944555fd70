"""The gallery: the model folders that ship with the package."""

from __future__ import annotations

import difflib
from pathlib import Path

from latentwalk.errors import FolderError
from latentwalk.folder.model_folder import ModelFolder
from latentwalk.folder.zipped import is_zip, read_zip
from latentwalk.gallery.course import COURSE

HOME = Path(__file__).parent
LESSONS = HOME / "lessons"
"""Markdown with views of the gallery's models, see `latentwalk.hosts.html.lesson`."""


SECTIONS = {
    "": ("mnist", "typefaces", "emoji", "shapes", "waves", "cells"),
    "The same data, trained differently": (
        "mnist-2d",
        "mnist-autoencoder-2d",
        "mnist-beta-4",
        "mnist-beta-20",
        "mnist-residual",
        "shapes-tc",
    ),
}
"""The models by the sub-heading that they have on the gallery page; the first ones have none."""


def names() -> list[str]:
    """The names of the gallery's models in the order of the gallery page, the default one first."""
    return [name for section in SECTIONS.values() for name in section]


def section(name: str) -> str:
    """The sub-heading under which the gallery page has a model; empty for the first ones."""
    return next((title for title, models in SECTIONS.items() if name in models), "")


def lessons() -> list[str]:
    """The names of the shipped lessons in the order of the course."""
    return [lesson.name for lesson in COURSE]


def find(model: str | Path) -> ModelFolder:
    """Read the model folder or the zipped one at a path, or a gallery model by its name.

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
        return read_zip(path) if is_zip(path) else ModelFolder.read(path)
    if str(model) in names():
        return ModelFolder.read(HOME / str(model))
    near = difflib.get_close_matches(str(model), names(), n=2, cutoff=0.4)
    hint = (
        f"Did you mean {' or '.join(near)}?" if near else f"The gallery has {', '.join(names())}."
    )
    raise FolderError(f"'{model}' is neither a gallery model nor an existing folder. {hint}")
