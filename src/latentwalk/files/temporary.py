"""Temporary files and folders that are locked while their writer is alive.

A writer removes what killed writers of the same path left behind, and never what a live one is
writing.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from latentwalk.files.locks import is_at, try_lock

MARK = ".latentwalk-"
"""Part of the names of temporary files, which are hidden."""
_TAIL = r"[a-z0-9_]{8}"
_DAY = 24 * 3600
"""Seconds after which a temporary file counts as abandoned, on file systems without locks."""


def made_file(parent: Path, stem: str, suffix: str) -> tuple[int, Path]:
    """Create an empty locked file in `parent`; return its handle and path.

    Raises:
        OSError: the file cannot be created.
    """
    while True:
        handle, name = tempfile.mkstemp(dir=parent, prefix=f".{stem}{MARK}", suffix=suffix)
        if _held(handle, Path(name)):
            return handle, Path(name)


def made_folder(parent: Path, name: str) -> tuple[int, Path]:
    """Create an empty locked folder in `parent`. On Windows it has no lock and its handle is -1."""
    while True:
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=f".{name}{MARK}"))
        try:
            handle = os.open(folder, os.O_RDONLY)
        except PermissionError:
            return -1, folder
        except FileNotFoundError:
            continue
        if _held(handle, folder):
            return handle, folder


def closed(handle: int) -> int:
    """Close a handle unless it is -1; return -1."""
    if handle >= 0:
        os.close(handle)
    return -1


def clear(parent: Path, stem: str, suffix: str = "") -> None:
    """Remove what killed writers of one file or folder left in `parent`.

    Raises:
        OSError: `parent` cannot be read.
    """
    _clear(parent, re.compile(re.escape(f".{stem}{MARK}") + _TAIL + re.escape(suffix)))


def clear_leftovers(folder: Path) -> None:
    """Remove what killed writers of any file left in `folder`.

    Raises:
        OSError: `folder` cannot be read.
    """
    _clear(folder, re.compile(r"\..+" + re.escape(MARK) + _TAIL + r"(\.\w+)?"))


def _clear(folder: Path, pattern: re.Pattern[str]) -> None:
    for path in [one for one in folder.iterdir() if pattern.fullmatch(one.name)]:
        if not _is_abandoned(path):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):  # Windows does not remove open files
                path.unlink(missing_ok=True)


def _held(handle: int, path: Path) -> bool:
    """Lock a new file; False if another process took it for abandoned and removed it."""
    with suppress(OSError):  # without locks, the age decides
        try_lock(handle)
    if is_at(handle, path):
        return True
    os.close(handle)
    return False


def _is_abandoned(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:  # a folder, on Windows
        return _is_old(path)
    try:
        return try_lock(handle)
    except OSError:
        return _is_old(path)
    finally:
        os.close(handle)


def _is_old(path: Path) -> bool:
    """Whether the modification time is more than a day ago, or ahead: a clock may be set back."""
    try:
        return abs(time.time() - path.stat().st_mtime) > _DAY
    except OSError:
        return False
