"""Flatbuffers, in which an Arrow stream describes itself: as much of them as `arrow` needs."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

SIZES = {"B": 1, "h": 2, "i": 4, "q": 8}


@dataclass(frozen=True)
class Record:
    """A table to write: for each field, by its number, a value and its form.

    The forms are numbers as `struct` names them (B, h, i, q), `text`, `record`, `records` and
    `structs`: bytes, of 16 for each.
    """

    fields: dict[int, tuple[str, Any]] = field(default_factory=dict)


def written(root: Record) -> bytes:
    """A flatbuffer with this root."""
    out = bytearray(4)
    place = _write_record(out, root)
    struct.pack_into("<I", out, 0, place)
    return bytes(out)


def _write_record(out: bytearray, record: Record) -> int:
    count = max(record.fields, default=-1) + 1
    sizes = {number: SIZES.get(form, 4) for number, (form, _) in record.fields.items()}
    places: dict[int, int] = {}
    end = 4
    for number in sorted(sizes, key=lambda one: -sizes[one]):
        end += -end % sizes[number]
        places[number] = end
        end += sizes[number]
    table = 4 + 2 * count
    out += bytes(-(len(out) + table) % 8)
    out += struct.pack("<HH", table, end)
    out += b"".join(struct.pack("<H", places.get(number, 0)) for number in range(count))
    at = len(out)
    out += struct.pack("<i", table) + bytes(end - 4)
    for number, (form, value) in record.fields.items():
        place = at + places[number]
        if form in SIZES:
            struct.pack_into(f"<{form}", out, place, value)
        else:
            struct.pack_into("<I", out, place, _write_far(out, form, value) - place)
    return at


def _write_far(out: bytearray, form: str, value: Any) -> int:
    """Write what a field refers to, and return its place."""
    if form == "record":
        return _write_record(out, value)
    if form == "structs":  # they begin at a multiple of 8
        out += bytes(-(len(out) + 4) % 8)
        at = len(out)
        out += struct.pack("<I", len(value) // 16) + value
        return at
    out += bytes(-len(out) % 4)
    at = len(out)
    if form == "text":
        out += struct.pack("<I", len(value)) + value + b"\0"
        return at
    out += struct.pack("<I", len(value)) + bytes(4 * len(value))
    for number, one in enumerate(value):
        place = at + 4 + 4 * number
        struct.pack_into("<I", out, place, _write_record(out, one) - place)
    return at


class Table:
    """A table of an untrusted flatbuffer; beyond it, it raises `struct.error` or `IndexError`."""

    def __init__(self, content: bytes, at: int | None = None) -> None:
        """The table at a place; by default the root."""
        self._content = content
        self._at = self._read("<I", 0) if at is None else at
        self._fields = self._at - self._read("<i", self._at)

    def has(self, number: int) -> bool:
        """Whether it has a field."""
        return self._place(number) > 0

    def number(self, number: int, form: str, default: int = 0) -> int:
        """The number in a field, in a form as of `struct`."""
        place = self._place(number)
        return self._read(f"<{form}", place) if place else default

    def text(self, number: int, most: int) -> str:
        """The text in a field, of at most so many bytes.

        Raises:
            IndexError: it is longer.
        """
        at, length = self._vector(number)
        if length > most or at + length > len(self._content):
            raise IndexError
        return self._content[at : at + length].decode("utf-8", "replace")

    def table(self, number: int) -> Table:
        """The table in a field."""
        place = self._place(number)
        if not place:
            raise IndexError
        return Table(self._content, place + self._read("<I", place))

    def tables(self, number: int, most: int) -> list[Table]:
        """The tables in a field, at most so many."""
        at, length = self._vector(number)
        if length > most:
            raise IndexError
        places = range(at, at + 4 * length, 4)
        return [Table(self._content, place + self._read("<I", place)) for place in places]

    def pairs(self, number: int, most: int) -> list[tuple[int, int]]:
        """The structs of two long integers in a field, at most so many."""
        at, length = self._vector(number)
        if length > most or at + 16 * length > len(self._content):
            raise IndexError
        numbers = struct.unpack_from(f"<{2 * length}q", self._content, at)
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    def _vector(self, number: int) -> tuple[int, int]:
        place = self._place(number)
        if not place:
            return 0, 0
        at = place + self._read("<I", place)
        return at + 4, self._read("<I", at)

    def _place(self, number: int) -> int:
        """Where a field is; 0 if there is none."""
        if 4 + 2 * number >= self._read("<H", self._fields):
            return 0
        offset = self._read("<H", self._fields + 4 + 2 * number)
        return self._at + offset if offset else 0

    def _read(self, form: str, at: int) -> int:
        if at < 0:
            raise IndexError
        return int(struct.unpack_from(form, self._content, at)[0])
