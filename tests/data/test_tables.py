"""Samples in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from latentwalk.data.tables import read_table, selected
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_table_with_names_and_labels(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,b,Label,a\nx1,1,cat,2.5\nx2,3,,\n")
    table = read_table(path)
    np.testing.assert_array_equal(table.samples, [[1, 2.5], [3, np.nan]])
    assert (table.names, table.labels) == (("b", "a"), ["cat", None])
    assert table.remark == "Columns that are not numbers are left out: id."


@pytest.mark.parametrize("text", ["1,2\n3,4\n", "1;2\n3;4\n", "1\t2\n3\t4\n", "\ufeff1,2\r\n3,4"])
def test_numbers_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path)
    np.testing.assert_array_equal(table.samples, [[1, 2], [3, 4]])
    assert (table.names, table.labels) == ((), None)


def test_a_row_of_the_models_columns_is_no_sample(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("0,0.5\n3,4\n")
    assert len(read_table(path).samples) == 2
    np.testing.assert_array_equal(read_table(path, ("0", "0.5")).samples, [[3, 4]])


def test_archives_and_arrays(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.ones((3, 2, 4)))
    assert read_table(tmp_path / "a.npy").samples.shape == (3, 2, 4)
    np.savez(tmp_path / "a.npz", x=np.ones((3, 4)), y=[0, 1, 0])
    assert read_table(tmp_path / "a.npz").labels.tolist() == [0, 1, 0]
    np.savez(tmp_path / "b.npz", curves=np.ones((3, 4)))
    assert read_table(tmp_path / "b.npz").samples.shape == (3, 4)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "no samples"),
        ("a.csv", b"a,b\n", "no samples|no column"),
        ("a.csv", b"1,2\n3\n", "row 1 has 1 cell,"),
        ("a.csv", b"a,b\nx,y\n", "no column of numbers"),
        ("a.csv", b"\xff\x00\x01", "Cannot read samples"),
        ("a.csv", b'"' + b"x" * 2**21, "Cannot read samples|no column"),
        ("a.npy", b"nothing", "Cannot read samples"),
        ("a.npz", b"PK", "Cannot read samples"),
        ("none.csv", None, "does not exist"),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, content: bytes | None, reason: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=reason):
        read_table(tmp_path / name)


def test_objects_are_not_unpickled(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match="Cannot read samples"):
        read_table(tmp_path / "a.npy")


def test_columns_by_name() -> None:
    own: Any = ("a", "b")
    assert selected(("b", "c", "a"), own) == ([2, 0], "")
    assert selected(own, own) == selected((), own) == selected(("a",), own) == (None, "")
    assert "taken in their order" in selected(("x", "y"), own)[1]
