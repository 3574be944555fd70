"""Rows of text: separators, names, numbers and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from latentwalk.data import delimited
from latentwalk.data.delimited import labels_in
from latentwalk.data.tables import Table, read_table, selected
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def table_of(folder: Path, text: str | bytes, columns: Any = ()) -> Table:
    path = folder / "a.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, columns)


@pytest.mark.parametrize(
    "text",
    [
        "a;b\n1,5;2\n3;4\n",
        "a\tb\r\n1,5\t2\r\n3\t4\r\n",
        "a,b\r1.5,2\r3,4\r",
        "a b\n1.5 2\n3 4\n",
        "a,b\n1.5,2\n\n  \n3,4\n",
        "a,b,\n1.5,2,\n3,4,\n",
        ",a,b\n0,1.5,2\n1,3,4\n",
        "a,b\n1.5,2\n3,4\n".encode("utf-16"),
    ],
)
def test_the_same_table_in_many_forms(tmp_path: Path, text: str | bytes) -> None:
    table = table_of(tmp_path, text)
    assert table.names == ("a", "b")
    np.testing.assert_array_equal(table.samples, [[1.5, 2], [3, 4]])


def test_names_with_separators_and_line_breaks(tmp_path: Path) -> None:
    table = table_of(tmp_path, '"a;x","b, y","c\nz",d\u2028e\n1,2,3,4\n')
    assert table.names == ("a;x", "b, y", "c\nz", "d\u2028e")


def test_a_line_may_be_longer_than_the_longest_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "MAX_CELL", 30)
    table = table_of(tmp_path, ",".join("1" * 20) + "\n")
    assert table.samples.shape == (1, 20)


def test_names_that_python_takes_as_numbers(tmp_path: Path) -> None:
    assert table_of(tmp_path, "1_1,1_2\n5,6\n").names == ("1_1", "1_2")


def test_a_first_row_with_a_gap_is_a_sample(tmp_path: Path) -> None:
    table = table_of(tmp_path, "1,,3\n4,5,1\n")
    np.testing.assert_array_equal(table.samples, [[1, np.nan, 3], [4, 5, 1]])
    assert table.names == ()


def test_words_for_missing_values(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b\n1,NA\n?,null\n")
    np.testing.assert_array_equal(table.samples, [[1, np.nan], [np.nan, np.nan]])


def test_a_row_of_positions_is_no_sample(tmp_path: Path) -> None:
    table = table_of(tmp_path, "400,401,402,403,404\n3,1,2,7,1\n0,5,1,2,2\n")
    assert len(table.samples) == 2
    assert "read as positions" in table.remark
    assert len(table_of(tmp_path, "400,401,402,403,404\n3,4,5,6,7\n").samples) == 2
    assert len(table_of(tmp_path, "1,2,3\n4,5,7\n").samples) == 2  # too few to tell
    assert len(table_of(tmp_path, "400.0,7\n3,4\n", ("400", "7")).samples) == 1


def test_thousands_are_no_decimals(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'a,b\n"1,000",2\n')
    assert table.names == ("b",)
    assert "left out: a" in table.remark


def test_labels() -> None:
    assert labels_in(["1", "2.0", "", "nan"]) == ([1, 2, None, None], "")
    assert labels_in(["1", "b", "--3"]) == (["1", "b", "--3"], "")
    assert labels_in(["1", "0.5"]) == (None, "0.5")


def test_measurements_are_no_labels_and_values_are_none(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,target\n1,0.5\n2,1\n")
    assert (table.names, table.labels) == (("a",), None)
    assert "target has numbers such as 0.5" in table.remark
    assert table_of(tmp_path, "target,a\n1,0.5\n", ("a", "target")).names == ("target", "a")


def test_columns_that_are_not_unique_are_refused() -> None:
    assert selected(("a", "a", "b"), ("a", "a", "b")) == (None, "")
    for own in (("a", "b"), ("b", "a", "a")):
        with pytest.raises(DataError, match="2 columns named 'a'"):
            selected(("a", "a", "b"), own)
