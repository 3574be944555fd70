"""The IDX format of MNIST and similar data sets: a big-endian header, then bytes.

The header is two zero bytes, the type (0x08 is uint8), the number of axes, and the axes' lengths as
uint32. In the values, the last axis varies fastest. http://yann.lecun.com/exdb/mnist/ (archived).
"""

from __future__ import annotations

import gzip
import io
import math
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import DataError
from latentwalk.files.bounded import max_unpacked, read_bounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

UINT8 = 0x08
GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 2**20


def read_idx(path: str | Path, axes: int) -> NDArray[np.uint8]:
    """Read an IDX file of uint8 values, gzipped or not.

    Args:
        path: the file.
        axes: the expected number of axes: 3 for images (n, h, w), 1 for labels (n,).

    Raises:
        DataError: the file is missing, truncated, too long, or of another type or shape.
    """
    content = _content(Path(path))
    if len(content) < 4 or content[:2] != b"\0\0":
        raise DataError(f"{path} is not an IDX file: it does not begin with two zero bytes.")
    if content[2] != UINT8:
        raise DataError(f"{path} has values of IDX type 0x{content[2]:02x}, expected 0x08 (uint8).")
    if content[3] != axes:
        raise DataError(
            f"{path} has {content[3]} axes, expected {axes}: images have 3 and labels 1; "
            "the two files may be swapped."
        )
    start = 4 + 4 * axes
    if len(content) < start:
        raise DataError(f"{path} is truncated within its header.")
    shape = struct.unpack_from(f">{axes}I", content, 4)
    expected = math.prod(shape)
    if len(content) - start != expected:
        raise DataError(
            f"{path} must have {expected} values, it has {len(content) - start}: it is truncated "
            "or damaged; delete it and download it again."
        )
    if 0 in shape[1:]:
        raise DataError(f"{path} has images without pixels, {shape[1]} x {shape[-1]}.")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def read_pair(images: Path, labels: Path) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Read images (n, h, w, 1) uint8 and their labels (n,) int32.

    Raises:
        DataError: as `read_idx`, or the numbers of images and labels differ.
    """
    pixels, marks = read_idx(images, axes=3), read_idx(labels, axes=1)
    if len(pixels) != len(marks):
        raise DataError(f"{images} has {len(pixels)} images, {labels} has {len(marks)} labels.")
    return pixels[..., None], marks.astype(np.int32)


def _content(path: Path) -> bytes:
    try:
        content = read_bounded(path)
        return _unpacked(content, path) if content.startswith(GZIP_MAGIC) else content
    except FileNotFoundError:
        raise DataError(f"{path} does not exist.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(
            f"{path} is a damaged gzip file: {error}; delete it and download it again."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"Cannot read {path}: {reason}.") from error


def _unpacked(content: bytes, path: Path) -> bytes:
    limit, unpacked = max_unpacked(len(content)), bytearray()
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        while part := file.read(CHUNK):
            unpacked += part
            if len(unpacked) > limit:
                raise DataError(
                    f"{path} unpacks to more than {limit / 2**20:,.0f} MB, many times its size. "
                    "Images do not compress that well: it may be a decompression bomb."
                )
    return bytes(unpacked)
