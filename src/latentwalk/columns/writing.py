"""Writes `columns.arrow`: columns as an Arrow stream with one record batch.

`docs/model-folder.md` specifies it.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.columns.arrow import (
    BATCH,
    BOOL,
    DATE,
    DICTIONARY,
    FLOAT,
    MARK,
    MAX_BYTES,
    SCHEMA,
    TEXT,
    TIMESTAMP,
    VERSION,
)
from latentwalk.columns.flatbuffer import Record, written
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from latentwalk.columns.column import Column
    from latentwalk.columns.columns import Columns


def to_bytes(columns: Columns) -> bytes:
    """Columns as an Arrow stream.

    Raises:
        DataError: they are larger than a page can load.
    """
    fields = [_described(column, number) for number, column in enumerate(columns)]
    pieces = [_message(SCHEMA, Record({0: ("h", 0), 1: ("records", fields)}), b"")]
    for number, column in enumerate(columns):
        if column.kind == "category":
            batch, body = _batch(
                [(_texts(column.categories), np.zeros(0, bool))], len(column.categories)
            )
            pieces.append(
                _message(DICTIONARY, Record({0: ("q", number), 1: ("record", batch)}), body)
            )
    batch, body = _batch([(_stored(column), column.is_missing) for column in columns], columns.n)
    pieces += [_message(BATCH, batch, body), struct.pack("<II", MARK, 0)]
    content = b"".join(pieces)
    if len(content) > MAX_BYTES:
        raise DataError(
            f"The columns take {len(content) / 2**20:,.0f} MB, but at most {MAX_BYTES >> 20} MB "
            "are possible: leave some out, such as long texts."
        )
    return content


def _described(column: Column, number: int) -> Record:
    """The field of a schema."""
    kind, unit = TEXT, None
    if column.kind == "number":
        kind, unit = FLOAT, 1 if _fits_single(column) else 2
    elif column.kind == "boolean":
        kind = BOOL
    elif column.kind == "date":
        kind, unit = (TIMESTAMP, 1) if column.has_times else (DATE, 0)
    fields: dict[int, tuple[str, Any]] = {
        0: ("text", column.name.encode("utf-8", "replace")),
        1: ("B", 1),
        2: ("B", kind),
        3: ("record", Record({} if unit is None else {0: ("h", unit)})),
        5: ("records", []),
    }
    if column.kind == "category":
        index = Record({0: ("i", 32), 1: ("B", 1)})
        about = {0: ("q", number), 1: ("record", index), 2: ("B", int(column.ordered))}
        fields[4] = ("record", Record(about))
    return Record(fields)


def _message(kind: int, header: Record, body: bytes) -> bytes:
    about = {0: ("h", VERSION), 1: ("B", kind), 2: ("record", header), 3: ("q", len(body))}
    described = written(Record(about))
    described += bytes(-len(described) % 8)
    return struct.pack("<Ii", MARK, len(described)) + described + body


def _batch(
    columns: Sequence[tuple[list[bytes], NDArray[np.bool_]]], n: int
) -> tuple[Record, bytes]:
    """A record batch of n rows, and its body: for each column its buffers and missing values."""
    nodes, places, pieces, at = b"", b"", [], 0
    for buffers, missing in columns:
        count = int(missing.sum())
        bits = np.packbits(~missing, bitorder="little").tobytes() if count else b""
        nodes += struct.pack("<qq", n, count)
        for buffer in (bits, *buffers):
            places += struct.pack("<qq", at, len(buffer))
            pieces.append(buffer + bytes(-len(buffer) % 8))
            at += len(pieces[-1])
    record = Record({0: ("q", n), 1: ("structs", nodes), 2: ("structs", places)})
    return record, b"".join(pieces)


def _fits_single(column: Column) -> bool:
    """Whether its numbers have no more digits than float32."""
    with np.errstate(over="ignore"):
        single = column.values.astype(np.float32)
    return bool((single == column.values)[~column.is_missing].all())


def _stored(column: Column) -> list[bytes]:
    """A column's buffers, but for the bits of missing values."""
    values = column.values
    if column.kind == "text":
        return _texts(values)
    if column.kind == "number":
        known = np.where(column.is_missing, 0, values)
        return [known.astype("<f4" if _fits_single(column) else "<f8").tobytes()]
    if column.kind == "category":
        return [np.maximum(values, 0).astype("<i4").tobytes()]
    if column.kind == "boolean":
        return [np.packbits(values > 0, bitorder="little").tobytes()]
    since = np.where(column.is_missing, np.datetime64(0, "ms"), values).astype("datetime64[ms]")
    if column.has_times:
        return [since.astype("<i8").tobytes()]
    return [since.astype("datetime64[D]").astype("<i8").astype("<i4").tobytes()]


def _texts(texts: Any) -> list[bytes]:
    content = [b"" if text is None else text.encode("utf-8", "replace") for text in texts]
    ends = np.cumsum([0, *map(len, content)], dtype=np.int64)
    if ends[-1] > MAX_BYTES:
        raise DataError(
            f"The texts of a column take {ends[-1] / 2**20:,.0f} MB, but at most "
            f"{MAX_BYTES >> 20} MB are possible: leave it out, or shorten them."
        )
    return [ends.astype("<i4").tobytes(), b"".join(content)]
