"""Locks on files that end with the process that holds them, however it ends."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 2**30
"""Where the byte is that Windows locks: beyond what such a file holds, which all may read."""


def hold(handle: int) -> bool:
    """Lock an open file for this process, without waiting; whether it is locked now.

    The system gives the lock back when the handle is closed or the process ends, `kill -9` and a
    power cut included.

    Raises:
        OSError: the file system knows no locks.
    """
    try:
        if sys.platform == "win32":
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def is_at(handle: int, path: Path) -> bool:
    """Whether an open file is still the one at `path`."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


@contextmanager
def alone(path: Path) -> Iterator[int | None]:
    """Hold the lock file at `path` while the block runs, and remove it after.

    Yields:
        None when it is held, else the id of the process that holds it (0 where it does not say).
        On a file system without locks it is taken as held.

    Raises:
        OSError: the file cannot be made.
    """
    handle = -1
    owner: int | None = None
    while handle < 0:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            held = hold(handle)
        except OSError:
            held = True
        if not held:
            owner = _said(handle)
        elif not is_at(handle, path):  # its owner removed it meanwhile
            os.close(handle)
            handle = -1
    try:
        if owner is None:
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, f"{os.getpid()}\n".encode())
        yield owner
    finally:
        if owner is None and sys.platform != "win32":  # before others can take it
            path.unlink(missing_ok=True)
        os.close(handle)
        if owner is None and sys.platform == "win32":  # Windows removes no file that is open
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _said(handle: int) -> int:
    os.lseek(handle, 0, os.SEEK_SET)
    with suppress(OSError, ValueError):
        return int(os.read(handle, 20))
    return 0
