"""The head of `originals.bin`: what follows it, and where.

`docs/model-folder.md` specifies the file. The file may come from an untrusted source, so each
bound is checked before anything is read or allocated.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from latentwalk.files.strict_json import parse_json
from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.output import is_whole

if TYPE_CHECKING:
    from latentwalk.outputs.output import Output

Encoding: TypeAlias = Literal["webp", "float16", "float32"]

MAGIC = b"LWORIG1\n"
HEAD = len(MAGIC) + 4
"""Bytes before the index: the magic, and the index's length as uint32."""
MAX_INDEX = 2**22
"""The most bytes of an index."""
MAX_COUNT = 2**24
"""The most items."""
MAX_SHEET = 2**24
"""The most pixels of a sheet."""
MAX_SIDE = 16_383
"""The most pixels along a side of a WebP picture."""
SHEET_SIDE, ACROSS = 1024, 16
"""About how many pixels a sheet is wide and high, and the most images in its rows and columns."""
WIDTHS = {"float16": 2, "float32": 4}
"""Bytes of a number."""


@dataclass(frozen=True)
class Index:
    """What the file holds."""

    count: int
    """n, the number of items."""
    shape: tuple[int, ...]
    """The shape of an item: (h, w, c) of images, else that of the model's samples."""
    encoding: Encoding
    """webp for images; otherwise the type of the numbers."""
    quality: int | None = None
    """WebP's quality, 1 to 100; None if it is lossless, and for numbers."""
    grid: tuple[int, int] = (1, 1)
    """Columns and rows of a sheet; the last sheet may have fewer rows."""
    sheets: tuple[int, ...] = ()
    """The bytes of each sheet; they follow each other, so they cannot overlap."""

    @property
    def per_sheet(self) -> int:
        """The images of a sheet; the last may have fewer."""
        return self.grid[0] * self.grid[1]

    @property
    def stride(self) -> int:
        """The bytes of an item of numbers."""
        return math.prod(self.shape) * WIDTHS[self.encoding]

    @property
    def payload(self) -> int:
        """The bytes after the index."""
        return sum(self.sheets) if self.encoding == "webp" else self.count * self.stride

    def described(self) -> str:
        """The encoding in a few words."""
        if self.encoding != "webp":
            return self.encoding
        return "lossless WebP" if self.quality is None else f"WebP of quality {self.quality}"

    def starts(self) -> list[int]:
        """The offset of each sheet in the payload."""
        return [0, *accumulate(self.sheets)][:-1]

    def to_bytes(self) -> bytes:
        """The magic, the length and the index."""
        content: dict[str, Any] = {
            "count": self.count,
            "shape": self.shape,
            "encoding": self.encoding,
        }
        if self.encoding == "webp":
            content |= {"quality": self.quality or "lossless", "grid": self.grid}
            content["sheets"] = self.sheets
        text = json.dumps(content, separators=(",", ":")).encode()
        return MAGIC + struct.pack("<I", len(text)) + text

    @classmethod
    def from_bytes(cls, content: bytes, count: int, output: Output) -> tuple[Index, int]:
        """The index of a whole file, and where its payload starts.

        Args:
            content: the file.
            count: the number of items that it must have: the rows of the atlas.
            output: the model's samples.

        Raises:
            ValueError: the file does not have this format, or is inconsistent.
        """
        if content[: len(MAGIC)] != MAGIC or len(content) < HEAD:
            raise ValueError("it does not start like such a file")
        (length,) = struct.unpack_from("<I", content, len(MAGIC))
        start = HEAD + length
        if length > MAX_INDEX or start > len(content):
            raise ValueError("its index is cut short or too long")
        index = cls._checked(parse_json(content[HEAD:start].decode()))
        if index.count != count:
            raise ValueError(f"it has {index.count:,} items, the atlas {count:,}")
        if index.shape != shape_of(output):
            raise ValueError(f"its items have the shape {index.shape}, not {shape_of(output)}")
        if (index.encoding == "webp") != isinstance(output, ImageSpec):
            raise ValueError(f"{output.plural} are not stored as {index.encoding}")
        if start + index.payload != len(content):
            raise ValueError(
                f"{index.payload:,} bytes should follow the index, but {len(content) - start:,} do"
            )
        return index, start

    @classmethod
    def _checked(cls, content: Any) -> Index:
        if not isinstance(content, dict):
            raise ValueError("its index is no object")
        count, shape = content.get("count"), content.get("shape")
        encoding = content.get("encoding")
        if type(count) is not int or not 0 <= count <= MAX_COUNT:
            raise ValueError(f"its count must be a whole number of at most {MAX_COUNT:,}")
        if not isinstance(shape, list) or not 1 <= len(shape) <= 4 or not all(map(is_whole, shape)):
            raise ValueError("its shape must be one to four positive numbers")
        if encoding in WIDTHS:
            return cls(count, tuple(shape), encoding)
        if encoding != "webp":
            raise ValueError("its encoding is unknown")
        quality, grid = content.get("quality"), content.get("grid")
        if quality != "lossless" and not (type(quality) is int and 1 <= quality <= 100):
            raise ValueError("its quality must be lossless, or from 1 to 100")
        if not isinstance(grid, list) or len(grid) != 2 or not all(map(is_whole, grid)):
            raise ValueError("its grid must be two positive numbers")
        sheets = content.get("sheets")
        if not isinstance(sheets, list) or not all(map(is_whole, sheets)):
            raise ValueError("its sheets must be numbers of bytes")
        index = cls(
            count,
            tuple(shape),
            "webp",
            None if quality == "lossless" else quality,
            (grid[0], grid[1]),
            tuple(sheets),
        )
        index.check_sheets()
        return index

    def check_sheets(self) -> None:
        """Check the sizes and the number of sheets.

        Raises:
            ValueError: they are too large, or not as many as the items need.
        """
        height, width = self.shape[:2] if len(self.shape) == 3 else (MAX_SHEET, 1)
        wide, high = self.grid[0] * width, self.grid[1] * height
        if max(wide, high) > MAX_SIDE or wide * high > MAX_SHEET:
            raise ValueError("its sheets are larger than any page can show")
        if len(self.sheets) != -(-self.count // self.per_sheet):
            raise ValueError("it has another number of sheets than its items need")


def shape_of(output: Output) -> tuple[int, ...]:
    """The shape of a stored item: pixels (h, w, c) of images, else that of a sample."""
    if isinstance(output, ImageSpec):
        return (output.height, output.width, output.channels)
    return output.shape


def grid_of(output: ImageSpec) -> tuple[int, int]:
    """Columns and rows of the sheets of some images."""
    across, down = (
        max(1, min(ACROSS, SHEET_SIDE // side)) for side in (output.width, output.height)
    )
    return across, down
