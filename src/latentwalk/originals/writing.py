"""Writes `originals.bin` from samples that are held on disk, so that a batch is in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.originals.index import (
    MAX_COUNT,
    MAX_SHEET,
    MAX_SIDE,
    WIDTHS,
    Encoding,
    Index,
    grid_of,
    shape_of,
)
from latentwalk.originals.sheets import packed
from latentwalk.outputs.image import ImageSpec
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from latentwalk.originals.spool import Spool
    from latentwalk.outputs.output import Output

BYTES, PIXELS = 6000, 128 * 128
"""An image of so many pixels has about so many bytes at most; others in proportion."""
LEAST = 500
"""Bytes that an image may have however small it is."""
QUALITIES = (None, 90, 80, 70, 60, 50)
"""Lossless, then WebP's qualities; the first whose images are small enough is used."""
TRIED = 4
"""Sheets that are tried for that."""
MAX_EXACT = 2**25
"""Bytes of float32 numbers that are kept as they are; more become float16 if they fit."""
MAX_BYTES = 2**30
"""The most bytes of a file."""
BATCH = 1024
"""Rows of numbers in memory."""


def fault(output: Output, n: int) -> str:
    """Why n originals of this output cannot be stored, as the end of a sentence; empty if they can.

    It is known before any sample is read.
    """
    if n > MAX_COUNT:
        return f"there are {n:,} of them, and a folder holds at most {MAX_COUNT:,}"
    if isinstance(output, ImageSpec):
        large = max(output.height, output.width) > MAX_SIDE
        large = large or output.height * output.width > MAX_SHEET
        return f"{output} is too large for WebP" if large else ""
    size = n * output.size * WIDTHS["float16"]
    if size > MAX_BYTES:
        return f"they take {size / 2**20:,.0f} MB, and a folder holds at most {MAX_BYTES >> 20} MB"
    return ""


def to_bytes(spool: Spool, output: Output) -> bytes:
    """The samples of a spool as a file.

    Images are lossless WebP where they have at most 6,000 bytes each at 128 x 128, in proportion to
    their pixels; otherwise WebP of the highest quality that has. Other samples are float16 where
    that is exact, or where they are large; otherwise float32.
    """
    if isinstance(output, ImageSpec):
        return _of_images(spool, output)
    encoding = _encoding_of(spool)
    index = Index(len(spool), shape_of(output), encoding)
    kind = "<f2" if encoding == "float16" else "<f4"
    pieces = [index.to_bytes()]
    pieces += [spool[at].astype(kind).tobytes() for at in _batches(len(spool), BATCH)]
    return b"".join(pieces)


def _of_images(spool: Spool, output: ImageSpec) -> bytes:
    grid = grid_of(output)
    batches = _batches(len(spool), grid[0] * grid[1])
    most = max(LEAST, BYTES * output.height * output.width / PIXELS)
    tried = [batches[at] for at in range(0, len(batches), max(1, len(batches) // TRIED))]
    count = sum(part.stop - part.start for part in tried)
    quality: int | None = None
    for quality in QUALITIES:
        size = sum(len(packed(spool[part], grid[0], quality)) for part in tried)
        if size <= most * count:
            break
    storing = track(batches, "storing the originals", len(batches))
    sheets = [packed(spool[part], grid[0], quality) for part in storing]
    sizes = tuple(map(len, sheets))
    index = Index(len(spool), shape_of(output), "webp", quality, grid, sizes)
    return b"".join([index.to_bytes(), *sheets])


def _encoding_of(spool: Spool) -> Encoding:
    exact, fits, total = True, True, 0
    for at in _batches(len(spool), BATCH):
        values: Any = spool[at]
        with np.errstate(over="ignore"):
            half = values.astype(np.float16)
        exact = exact and bool((half == values).all())
        fits = fits and bool(np.isfinite(half).all())
        total += values.nbytes
    return "float16" if exact or (fits and total > MAX_EXACT) else "float32"


def _batches(n: int, size: int) -> list[slice]:
    return [slice(start, min(n, start + size)) for start in range(0, n, size)]
