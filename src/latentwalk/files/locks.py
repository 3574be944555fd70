"""File locks, which the system releases when the process that holds them ends."""

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
"""The offset of the byte that Windows locks: beyond the content, which stays readable."""


def try_lock(handle: int) -> bool:
    """Try to lock an open file for this process, without waiting; return whether it succeeded.

    The system releases the lock when the handle is closed or the process ends, even by `kill -9` or
    a power cut.

    Raises:
        OSError: the file system does not support locks.
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
def exclusive_lock(path: Path) -> Iterator[int | None]:
    """Hold the lock file at `path` during the block, and remove it afterwards.

    Yields:
        None if the lock was acquired, else the id of the process that holds it (0 if unknown). On a
        file system without locks it always counts as acquired.

    Raises:
        OSError: the file cannot be created.
    """
    handle = -1
    owner: int | None = None
    while handle < 0:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            held = try_lock(handle)
        except OSError:
            held = True
        if not held:
            owner = _owner(handle)
        elif not is_at(handle, path):  # its owner has just removed it
            os.close(handle)
            handle = -1
    try:
        if owner is None:
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, f"{os.getpid()}\n".encode())
        yield owner
    finally:
        if owner is None and sys.platform != "win32":  # while it is still locked
            path.unlink(missing_ok=True)
        os.close(handle)
        if owner is None and sys.platform == "win32":  # Windows does not remove open files
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _owner(handle: int) -> int:
    """The process id in a lock file; 0 if there is none."""
    os.lseek(handle, 0, os.SEEK_SET)
    with suppress(OSError, ValueError):
        return int(os.read(handle, 20))
    return 0
