"""`Originals`: the samples behind an atlas's rows, read from `originals.bin` on access."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import FolderError
from latentwalk.originals.index import Index
from latentwalk.originals.sheets import unpacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output

HELD = 16
"""Decoded sheets that are kept."""


class Originals:
    """The originals of n items, in the order of the atlas.

    `originals[3]` is one item, `originals[3:9]` and `originals[[5, 1]]` are several: pixels
    (..., h, w, c) uint8 of images, else samples (..., *shape) float32 in the model's values.
    """

    def __init__(self, content: bytes, n: int, output: Output) -> None:
        """Check the head of a file.

        Args:
            content: the file, as `to_bytes` writes it.
            n: the rows of the atlas.
            output: the model's samples.

        Raises:
            FolderError: the file is invalid, or holds other items.
        """
        try:
            self.index, self._start = Index.from_bytes(content, n, output)
        except (ValueError, RecursionError) as error:
            raise _fault(str(error)) from None
        self._content = content
        self._starts = self.index.starts()
        self._sheet = lru_cache(HELD)(self._read_sheet)

    def __len__(self) -> int:
        return self.index.count

    @property
    def shape(self) -> tuple[int, ...]:
        """(n, h, w, c) of images, else (n, *shape)."""
        return (self.index.count, *self.index.shape)

    @property
    def nbytes(self) -> int:
        """The bytes of the file."""
        return len(self._content)

    def __getitem__(self, at: Any) -> NDArray[Any]:
        """One or several items, by their index in the atlas.

        Raises:
            IndexError: there is no such item.
            FolderError: an item cannot be decoded.
        """
        rows = np.arange(len(self))[at]
        if not np.ndim(rows):
            return self._read(int(rows))
        items = [self._read(int(row)) for row in np.ravel(rows)]
        kind = np.uint8 if self.index.encoding == "webp" else np.float32
        stacked = np.stack(items) if items else np.empty((0, *self.index.shape), kind)
        return stacked.reshape(*np.shape(rows), *self.index.shape)

    def __iter__(self) -> Any:
        return (self._read(row) for row in range(len(self)))

    def _read(self, row: int) -> NDArray[Any]:
        index = self.index
        if index.encoding == "webp":
            return np.asarray(self._sheet(row // index.per_sheet)[row % index.per_sheet])
        size, offset = index.stride, self._start + row * index.stride
        kind = "<f2" if index.encoding == "float16" else "<f4"
        numbers = np.frombuffer(self._content[offset : offset + size], kind)
        return numbers.astype(np.float32).reshape(index.shape)

    def _read_sheet(self, number: int) -> NDArray[np.uint8]:
        index = self.index
        start = self._start + self._starts[number]
        count = min(index.per_sheet, index.count - number * index.per_sheet)
        height, width, channels = index.shape
        try:
            return unpacked(
                self._content[start : start + index.sheets[number]],
                count,
                index.grid[0],
                (height, width, channels),
            )
        except ValueError as error:
            raise _fault(str(error)) from None


def _fault(reason: str) -> FolderError:
    return FolderError(
        f"The folder's originals cannot be read: {reason.rstrip('.')}. Write the folder again."
    )
