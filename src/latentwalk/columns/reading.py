"""Reads `columns.arrow`.

Arrow's own readers end the process at some damaged files, so this one reads the few types that
`writing` writes, checks each bound, and runs no foreign code.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.columns.arrow import (
    BATCH,
    BOOL,
    DATE,
    DAY,
    DICTIONARY,
    FARTHEST,
    FLOAT,
    MARK,
    MAX_BYTES,
    SCHEMA,
    TEXT,
    TIMESTAMP,
)
from latentwalk.columns.column import MAX_CATEGORIES, MAX_NAME, MAX_TEXT, Column
from latentwalk.columns.columns import MAX_COLUMNS, Columns, check_names
from latentwalk.columns.flatbuffer import Table
from latentwalk.errors import DataError, FolderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


class Field(NamedTuple):
    """A column as the file describes it."""

    name: str
    type: int
    """The Arrow type of its values."""
    unit: int
    """Of numbers the precision, 1 or 2; of dates the unit."""
    dictionary: int | None
    """The id of the dictionary with its categories, if it has any."""
    ordered: bool


def from_bytes(content: bytes, n: int) -> Columns:
    """The columns of n items from a file as `to_bytes` writes it.

    Raises:
        FolderError: the file is invalid, or has another number of items.
    """
    try:
        return _read(content, n)
    except (struct.error, IndexError):
        raise _fault("it is damaged, or has other types of columns") from None
    except (DataError, ValueError) as error:
        raise _fault(str(error)) from None


def _read(content: bytes, n: int) -> Columns:
    if len(content) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES >> 20} MB")
    messages = _messages(content)
    kind, header, _ = next(messages, (0, None, b""))
    if kind != SCHEMA or header is None:
        raise ValueError("it is not an Arrow stream")
    fields = [_field(one) for one in header.tables(1, MAX_COLUMNS)]
    check_names([field.name for field in fields], MAX_NAME)
    ids = [field.dictionary for field in fields if field.dictionary is not None]
    if len(set(ids)) < len(ids):
        raise ValueError("two columns share their categories")
    categories: dict[int, tuple[str, ...]] = {}
    for kind, header, body in messages:
        if kind == DICTIONARY:
            number = header.number(0, "q")
            if number not in ids or number in categories:
                raise ValueError("it has categories that belong to no column")
            categories[number] = _categories(header.table(1), body)
        elif kind == BATCH:
            if header.number(0, "q") != n:
                raise ValueError(f"it has {header.number(0, 'q'):,} rows, the atlas {n:,} items")
            buffers = _Buffers(header, body, len(fields))
            return Columns(tuple(_column(one, buffers, n, categories) for one in fields), n)
        else:
            raise ValueError("it has a message of an unknown type")
    raise ValueError("it has no rows")


def _messages(content: bytes) -> Iterator[tuple[int, Table, bytes]]:
    """The type, the header and the body of each message."""
    at = 0
    while at < len(content):
        mark, length = struct.unpack_from("<Ii", content, at)
        if mark != MARK:
            raise ValueError("it is not an Arrow stream")
        if length == 0:
            return
        message = Table(content[at + 8 : at + 8 + max(0, length)])
        start = at + 8 + length
        end = start + message.number(3, "q")
        if not at < start <= end <= len(content):
            raise ValueError("it is cut short")
        yield message.number(1, "B"), message.table(2), content[start:end]
        at = end


def _field(table: Table) -> Field:
    name, kind, about = table.text(0, 4 * MAX_NAME), table.number(2, "B"), table.table(3)
    unit = about.number(0, "h", int(kind == DATE))
    allowed = {FLOAT: (1, 2), TEXT: (0,), BOOL: (0,), DATE: (0,), TIMESTAMP: (1,)}
    zoned = kind == TIMESTAMP and about.has(1)
    if kind not in allowed or (kind not in {TEXT, BOOL} and unit not in allowed[kind]) or zoned:
        raise ValueError(f"the column '{name}' has another type than those of the specification")
    if not table.has(4):
        return Field(name, kind, unit, None, False)
    dictionary = table.table(4)
    index = dictionary.table(1)
    if kind != TEXT or index.number(0, "i") != 32 or not index.number(1, "B"):
        raise ValueError(f"the categories of '{name}' must be texts with int32 indices")
    return Field(name, kind, unit, dictionary.number(0, "q"), bool(dictionary.number(2, "B")))


class _Buffers:
    """The buffers of a record batch, which are taken in their order."""

    def __init__(self, batch: Table, body: bytes, columns: int) -> None:
        """Check that they lie in the body, one after the other, so that none is used twice."""
        if batch.has(3):
            raise ValueError("it is compressed")
        self._body = body
        self._places = batch.pairs(2, 3 * columns)
        end = 0
        for start, length in self._places:
            if not end <= start <= start + length <= len(body):
                raise ValueError("its buffers do not follow each other")
            end = start + length
        self._next = 0

    def take(self, dtype: str, count: int | None = None) -> NDArray[Any]:
        """The next buffer, as at least `count` numbers, of which these are returned; all for None.

        Raises:
            IndexError: it is shorter, or there is none.
        """
        start, length = self._places[self._next]
        self._next += 1
        size = np.dtype(dtype).itemsize
        whole = (
            np.frombuffer(self._body, dtype, length // size, start)
            if length
            else np.empty(0, dtype)
        )
        if count is not None and len(whole) < count:
            raise IndexError
        return whole[:count]

    def missing(self, n: int) -> NDArray[np.bool_]:
        """(n,): where the next column has no value."""
        bits = self.take("u1")
        if not len(bits):
            return np.zeros(n, bool)
        return np.asarray(_unpacked(bits, n) == 0)

    def texts(self, missing: NDArray[np.bool_], most: int) -> list[str | None]:
        """The texts in the next two buffers, at most `most` characters of each."""
        n = len(missing)
        ends = self.take("<i4", n + 1 if n else None)
        content = self.take("u1").tobytes()
        if n and (ends[0] < 0 or (np.diff(ends) < 0).any() or ends[-1] > len(content)):
            raise IndexError
        return [
            None if gone else content[ends[at] : ends[at + 1]].decode("utf-8", "replace")[:most]
            for at, gone in enumerate(missing)
        ]


def _unpacked(bits: NDArray[np.uint8], n: int) -> NDArray[np.uint8]:
    if len(bits) < (n + 7) // 8:
        raise IndexError
    return np.unpackbits(bits, count=n, bitorder="little")


def _categories(batch: Table, body: bytes) -> tuple[str, ...]:
    count = batch.number(0, "q")
    if not 0 <= count <= MAX_CATEGORIES:
        raise ValueError(f"a column has {count:,} categories, more than {MAX_CATEGORIES:,}")
    buffers = _Buffers(batch, body, 1)
    names = buffers.texts(buffers.missing(count), MAX_TEXT)
    if None in names or len(set(names)) < len(names):
        raise ValueError("the categories of a column are no different names")
    return tuple(map(str, names))


def _column(field: Field, buffers: _Buffers, n: int, names: dict[int, tuple[str, ...]]) -> Column:
    missing = buffers.missing(n)
    if field.dictionary is not None:
        if field.dictionary not in names:
            raise ValueError(f"the column '{field.name}' lacks its categories")
        categories = names[field.dictionary]
        codes = np.where(missing, -1, buffers.take("<i4", n))
        if (codes[~missing] < 0).any() or (codes >= len(categories)).any():
            raise ValueError(f"the column '{field.name}' has a value beyond its categories")
        return Column(field.name, "category", codes.astype(np.int32), categories, field.ordered)
    if field.type == TEXT:
        values = np.empty(n, object)
        values[:] = buffers.texts(missing, MAX_TEXT)
        return Column(field.name, "text", values)
    if field.type == BOOL:
        flags = _unpacked(buffers.take("u1"), n).astype(np.int8)
        return Column(field.name, "boolean", np.where(missing, np.int8(-1), flags))
    if field.type == FLOAT:
        numbers = buffers.take("<f4" if field.unit == 1 else "<f8", n).astype(np.float64)
        numbers[missing | ~np.isfinite(numbers)] = np.nan
        return Column(field.name, "number", numbers)
    days = field.type == DATE
    since = buffers.take("<i4" if days else "<i8", n).astype(np.int64) * (DAY if days else 1)
    since[missing] = 0
    if n and (since.max() > FARTHEST or since.min() < -FARTHEST):
        raise ValueError(f"the column '{field.name}' has a date that is too far from 1970")
    dates = since.astype("datetime64[ms]")
    dates[missing] = np.datetime64("NaT")
    return Column(field.name, "date", dates)


def _fault(reason: str) -> FolderError:
    return FolderError(f"The folder's columns cannot be read: {reason.rstrip('.')}.")
