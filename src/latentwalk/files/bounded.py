"""The content of a file that may be anybody's: an ordinary file, of a size that can be held."""

from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 2**31
"""Of a file: as many as an ONNX file may have."""
MOST_TEXT = 2**25
"""Bytes of a file of JSON, which takes some twenty times as much when it is read."""
SMALL, RATIO = 2**26, 200
"""Bytes that anything may unpack to, and how often a larger content may be as long as its file."""


def content_of(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it cannot be read, is larger than `most`, or no ordinary file: a pipe would be
            waited for, and a device has no end. `strerror` says which.
        ValueError: its name is none that a file can have.
    """
    size = check_ordinary(path)
    if size > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / 2**20:,.0f} MB")
    with path.open("rb") as file:
        return file.read(size)


def check_ordinary(path: Path) -> int:
    """Say before a file is opened whether it is one; return how many bytes it has.

    Raises:
        OSError: as `content_of`.
    """
    told = path.stat()
    if not stat.S_ISREG(told.st_mode):
        raise OSError(errno.EINVAL, "it is no ordinary file")
    return told.st_size


def most_unpacked(packed: int) -> int:
    """How many bytes a content may unpack to of which so many are there.

    Deflate makes a thousand zeros one byte. Black images pack as well as that, but no data set of
    them does: MNIST is five times as long as its file, the binary dSprites a hundred times.
    """
    return max(SMALL, RATIO * packed)
