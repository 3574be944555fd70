"""Writes an exported page into a folder, so that the previous one stays until it is complete."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from latentwalk.errors import OutputError
from latentwalk.files.atomic import make_folder, move_in, settle, staging, unwritable, write_bytes
from latentwalk.files.bounded import MAX_TEXT, read_bounded
from latentwalk.files.strict_json import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MARKER = "latentwalk-site.json"
FORMAT = 1


def check_site(folder: Path) -> None:
    """Check early whether a site can be written to a folder.

    Raises:
        OutputError: the folder has files that no export wrote, or is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file: give a name such as page.html, or another folder.")
    if not folder.is_dir() or (folder / MARKER).is_file():
        return
    if any(not path.name.startswith(".") for path in folder.iterdir()):  # .git is allowed
        raise OutputError(
            f"{folder} has files that no export wrote (it has no {MARKER}): give a new or an empty "
            "folder."
        )


def write_site(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a site's files, and remove those of the previous export.

    The files are first written into a folder inside `folder`, and then moved into place together.
    Files that no export wrote stay.

    Raises:
        OutputError: the folder cannot be written, or has files that no export wrote.
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
                f"{folder / name} leads out of {folder} through a link: give another folder."
            )
    try:
        with staging(folder, "site") as staged:
            for name, content in files.items():
                (staged / name).parent.mkdir(parents=True, exist_ok=True)
                (staged / name).write_bytes(content)
            if (folder / MARKER).is_symlink():  # do not write to its target
                (folder / MARKER).unlink()
            # if the process is killed from here on, the next export still knows all our files
            write_bytes(folder / MARKER, _marker({*old, *files}))
            (staged / MARKER).write_bytes(_marker(files))
            move_in(staged, folder, old - set(files))
        _remove_empty(folder, old)
    except OSError as error:
        raise unwritable(folder, error) from error


def _marker(names: Iterable[str]) -> bytes:
    return json.dumps({"format": FORMAT, "files": sorted(names)}, indent=2).encode() + b"\n"


def _listed(folder: Path) -> set[str]:
    """The files of the previous export, except names that lead out of the folder."""
    try:
        names = parse_json(read_bounded(folder / MARKER, MAX_TEXT))["files"]
        paths = [PurePosixPath(str(name)) for name in names]
    except FileNotFoundError:
        return set()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"Cannot read {folder / MARKER} ({error}): remove it and the files it lists, or give "
            "another folder."
        ) from error
    return {
        str(path)
        for path in paths
        if not path.is_absolute() and ".." not in path.parts and not set(str(path)) & set("\\:\0")
    }


def _remove_empty(folder: Path, names: Iterable[str]) -> None:
    """Remove folders of a site that are now empty."""
    parents = {parent for name in names for parent in PurePosixPath(name).parents if parent.parts}
    for parent in sorted(parents, key=lambda path: -len(path.parts)):
        path = folder / parent
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
