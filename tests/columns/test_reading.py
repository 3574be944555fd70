"""Columns of a folder are read back, and hostile ones are refused with a sentence."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from latentwalk.columns.column import Column
from latentwalk.columns.columns import Columns
from latentwalk.columns.reading import from_bytes
from latentwalk.columns.writing import to_bytes
from latentwalk.errors import FolderError
from tests.columns.table import COLUMNS, N, objects


def test_columns_are_read_back() -> None:
    read = from_bytes(to_bytes(COLUMNS), N)
    assert objects(read) == objects(COLUMNS)
    assert [one.kind for one in read] == [one.kind for one in COLUMNS]
    assert [one.ordered for one in read] == [one.ordered for one in COLUMNS]


def test_columns_of_nothing_are_read_back() -> None:
    empty = COLUMNS.take(np.empty(0, int))
    assert objects(from_bytes(to_bytes(empty), 0)) == objects(empty)


def stream(table: Any, **options: Any) -> bytes:
    """A table as PyArrow writes it."""
    pyarrow = pytest.importorskip("pyarrow")
    sink = pyarrow.BufferOutputStream()
    chosen = pyarrow.ipc.IpcWriteOptions(**options)
    with pyarrow.ipc.new_stream(sink, table.schema, options=chosen) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def test_what_pyarrow_writes_is_read() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.ipc.open_stream(to_bytes(COLUMNS)).read_all()
    assert objects(from_bytes(stream(table), N)) == objects(COLUMNS)


def test_compressed_columns_are_refused() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    content = stream(pyarrow.table({"x": np.zeros(10**6)}), compression="zstd")
    with pytest.raises(FolderError, match="it is compressed"):
        from_bytes(content, 10**6)


@pytest.mark.parametrize("type_name", ["int64", "large_string", "binary", "time64[us]", "float16"])
def test_other_types_are_refused(type_name: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"x": pyarrow.nulls(2, pyarrow.type_for_alias(type_name))})
    with pytest.raises(FolderError, match=r"'x' has another type|other types of columns"):
        from_bytes(stream(table), 2)


def test_another_number_of_rows_is_refused() -> None:
    with pytest.raises(FolderError, match="has 5 rows, the atlas 6 items"):
        from_bytes(to_bytes(COLUMNS), N + 1)


def test_a_code_without_category_is_refused() -> None:
    codes = np.array([0, 3], np.int32)
    columns = Columns((Column("size", "category", codes, ("s", "m")),), 2)
    with pytest.raises(FolderError, match="'size' has a value beyond its categories"):
        from_bytes(to_bytes(columns), 2)


@pytest.mark.parametrize("names", [("x", "x"), ("x", " ")])
def test_names_that_tell_no_columns_apart_are_refused(names: tuple[str, str]) -> None:
    columns = Columns(tuple(Column(name, "number", np.zeros(2)) for name in names), 2)
    with pytest.raises(FolderError, match="both named 'x'|has no name"):
        from_bytes(to_bytes(columns), 2)


def test_a_far_date_is_refused() -> None:
    far = np.array([2**62], "datetime64[ms]")
    content = to_bytes(Columns((Column("day", "date", far),), 1))
    with pytest.raises(FolderError, match="too far from 1970"):
        from_bytes(content, 1)


def test_numbers_without_end_are_missing() -> None:
    columns = Columns((Column("x", "number", np.array([np.inf, 1, -np.inf])),), 3)
    assert from_bytes(to_bytes(columns), 3)["x"].objects() == [None, 1.0, None]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"\xff" * 100, b"\0" * 8])
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(FolderError, match="columns cannot be read"):
        from_bytes(content, N)


def test_damage_is_refused_or_harmless() -> None:
    whole, rng = to_bytes(COLUMNS), random.Random(0)
    for _ in range(3000):
        content = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        end = rng.randrange(len(content)) if rng.random() < 0.2 else None
        try:
            read = from_bytes(bytes(content[:end]), N)
        except FolderError:
            continue
        assert all(len(column) == N for column in read)
