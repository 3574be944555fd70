"""A folder for a static host, written so that an old one is there until the new one is."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from latentwalk.errors import OutputError
from latentwalk.files.atomic import make_folder, move_in, settle, staging, unwritable, write_bytes
from latentwalk.files.bounded import MOST_TEXT, content_of
from latentwalk.files.strict_json import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MARKER = "latentwalk-site.json"
FORMAT = 1


def check_site(folder: Path) -> None:
    """Say before the work is done whether a site can be written to a folder.

    Raises:
        OutputError: it holds other things than an exported site, or is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; name it page.html for one file, or another folder.")
    if not folder.is_dir() or (folder / MARKER).is_file():
        return
    if any(not path.name.startswith(".") for path in folder.iterdir()):  # .git may be there
        raise OutputError(
            f"{folder} holds other things than a page of Latentwalk's (it has no {MARKER}); "
            "name a new or an empty folder."
        )


def write_site(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a site's files, and remove those of the site before it.

    All are first written into a folder beside them, and then moved to their places. Files that no
    export wrote stay.

    Raises:
        OutputError: the folder cannot be written, or holds other things.
    """
    check_site(folder)
    make_folder(folder)
    try:
        settle(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    old = _listed(folder)
    for name in (*files, *old):
        if not (folder / name).parent.resolve().is_relative_to(folder.resolve()):
            raise OutputError(
                f"{folder / name} leads out of {folder} by a link; name another folder."
            )
    try:
        with staging(folder, "site") as staged:
            for name, content in files.items():
                (staged / name).parent.mkdir(parents=True, exist_ok=True)
                (staged / name).write_bytes(content)
            if (folder / MARKER).is_symlink():  # what it points to is not ours to write
                (folder / MARKER).unlink()
            # what is cut off between here and the end is still known as ours
            write_bytes(folder / MARKER, _marker({*old, *files}))
            (staged / MARKER).write_bytes(_marker(files))
            move_in(staged, folder, old - set(files))
        _tidy(folder, old)
    except OSError as error:
        raise unwritable(folder, error) from error


def _marker(names: Iterable[str]) -> bytes:
    return json.dumps({"format": FORMAT, "files": sorted(names)}, indent=2).encode() + b"\n"


def _listed(folder: Path) -> set[str]:
    """The files of the site that is there, as far as their names lead nowhere else."""
    try:
        names = parsed(content_of(folder / MARKER, MOST_TEXT))["files"]
        paths = [PurePosixPath(str(name)) for name in names]
    except FileNotFoundError:
        return set()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"{folder / MARKER} cannot be read ({error}); remove it and what it tells of, or name "
            "another folder."
        ) from error
    return {
        str(path)
        for path in paths
        if not path.is_absolute() and ".." not in path.parts and not set(str(path)) & set("\\:\0")
    }


def _tidy(folder: Path, names: Iterable[str]) -> None:
    """Remove the folders of a site that are empty now."""
    parents = {parent for name in names for parent in PurePosixPath(name).parents if parent.parts}
    for parent in sorted(parents, key=lambda path: -len(path.parts)):
        path = folder / parent
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
