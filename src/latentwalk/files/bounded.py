"""Reads untrusted files: regular files only, up to a size that fits into memory."""

from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2**31
"""The largest file in bytes; an ONNX file may have as many."""
MAX_TEXT = 2**25
"""The largest JSON file in bytes; parsed, it takes about twenty times as much memory."""
SMALL, RATIO = 2**26, 200
"""Bytes that any archive may unpack to, and the largest compression ratio beyond that."""


def read_bounded(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file.

    Raises:
        OSError: the file cannot be read, is larger than `limit` bytes, or is not a regular file:
            a pipe would block, and a device has no end. `strerror` has the reason.
        ValueError: the name cannot be that of a file.
    """
    size = check_regular_file(path)
    if size > limit:
        raise OSError(errno.EFBIG, f"it is larger than {limit / 2**20:,.0f} MB")
    with path.open("rb") as file:
        return file.read(size)


def check_regular_file(path: Path) -> int:
    """Check, before a file is opened, that it is a regular file; return its size in bytes.

    Raises:
        OSError: as `read_bounded`.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    return status.st_size


def max_unpacked(packed: int) -> int:
    """The number of bytes that `packed` compressed bytes may unpack to.

    Deflate compresses zeros a thousandfold, so a small file can unpack to a huge one. Black images
    compress as well, but data sets do not: MNIST fivefold, the binary dSprites a hundredfold.
    """
    return max(SMALL, RATIO * packed)
