"""Temporary files and folders whose writer is known to live: it holds a lock on them.

What a process that was killed left is cleared by the next that writes the same, and what another
still writes is left alone.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from latentwalk.files.locks import hold, is_at

MARK = ".latentwalk-"
"""What the names of temporary files hold: they are hidden, and no one else's."""
_TAIL = r"[a-z0-9_]{8}"
_DAY = 24 * 3600
"""Seconds after which one is given up where nothing else tells whether it is still written."""


def made_file(parent: Path, stem: str, suffix: str) -> tuple[int, Path]:
    """Make an empty file in `parent`; return a handle whose lock says that we live, and its path.

    Raises:
        OSError: it cannot be made.
    """
    while True:
        handle, name = tempfile.mkstemp(dir=parent, prefix=f".{stem}{MARK}", suffix=suffix)
        if _held(handle, Path(name)):
            return handle, Path(name)


def made_folder(parent: Path, name: str) -> tuple[int, Path]:
    """Make an empty folder in `parent`, as `made_file`. On Windows its handle is -1: none."""
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
    """Close a handle, if it is one; return the handle that is none."""
    if handle >= 0:
        os.close(handle)
    return -1


def clear(parent: Path, stem: str, suffix: str = "") -> None:
    """Remove what dead writers of one file or folder left in `parent`.

    Raises:
        OSError: `parent` cannot be read.
    """
    _clear(parent, re.compile(re.escape(f".{stem}{MARK}") + _TAIL + re.escape(suffix)))


def clear_leftovers(folder: Path) -> None:
    """Remove what dead writers of any file left in `folder`.

    Raises:
        OSError: `folder` cannot be read.
    """
    _clear(folder, re.compile(r"\..+" + re.escape(MARK) + _TAIL + r"(\.\w+)?"))


def _clear(folder: Path, pattern: re.Pattern[str]) -> None:
    for path in [one for one in folder.iterdir() if pattern.fullmatch(one.name)]:
        if not _dead(path):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):  # Windows removes nothing that is open
                path.unlink(missing_ok=True)


def _held(handle: int, path: Path) -> bool:
    """Lock what was just made; whether it is still there: another may have thought it dead."""
    with suppress(OSError):  # without locks, age tells
        hold(handle)
    if is_at(handle, path):
        return True
    os.close(handle)
    return False


def _dead(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:  # a folder, on Windows
        return _old(path)
    try:
        return hold(handle)
    except OSError:
        return _old(path)
    finally:
        os.close(handle)


def _old(path: Path) -> bool:
    """Whether it was written a day ago or, by a clock that was set back, will be in a day."""
    try:
        return abs(time.time() - path.stat().st_mtime) > _DAY
    except OSError:
        return False
