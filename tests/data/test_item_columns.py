"""Tables about items, of every library and in files, become columns or one sentence."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from latentwalk.data.item_columns import check_rows, table_of
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.columns.columns import Columns

ROWS = np.array([0, 1, 2, 4])
FRAME = pd.DataFrame(
    {
        "whole": range(5),
        "broken": [1.5, np.nan, -2, 0, 3],
        "nullable": pd.array([1, None, 3, 4, 5], "Int64"),
        "size": pd.Categorical(list("smmls"), categories=["s", "m", "l", "xl"], ordered=True),
        "flag": [True, False, True, True, False],
        "maybe": pd.array([True, None, False, True, True], "boolean"),
        "repeated": ["x", "y", "x", None, "y"],
        "file": [f"{number}.png" for number in range(5)],
        "day": pd.to_datetime(["1950-01-01", None, "2020-01-01", "2020-01-01", "2020-01-02"]),
    }
)
EXPECTED: dict[str, tuple[str, list[Any]]] = {
    "whole": ("number", [0, 1, 2, 4]),
    "broken": ("number", [1.5, None, -2, 3]),
    "nullable": ("number", [1, None, 3, 5]),
    "size": ("category", ["s", "m", "m", "s"]),
    "flag": ("boolean", [True, False, True, False]),
    "maybe": ("boolean", [True, None, False, True]),
    "repeated": ("category", ["x", "y", "x", "y"]),
    "file": ("text", ["0.png", "1.png", "2.png", "4.png"]),
    "day": ("date", ["1950-01-01", None, "2020-01-01", "2020-01-02"]),
}


def taken(given: Any, rows: np.ndarray[Any, Any] = ROWS) -> tuple[Columns, list[str]]:
    return table_of(given).taken(rows)


def values(columns: Columns) -> dict[str, tuple[str, list[Any]]]:
    """Kind and values by name; dates as days."""
    return {
        one.name: (
            one.kind,
            [str(v)[:10] if one.kind == "date" and v else v for v in one.objects()],
        )
        for one in columns
    }


def test_a_data_frame_of_pandas() -> None:
    assert values(taken(FRAME)[0]) == EXPECTED


def test_a_table_of_pyarrow() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    assert values(taken(pyarrow.Table.from_pandas(FRAME))[0]) == EXPECTED


def test_a_data_frame_of_polars() -> None:
    polars = pytest.importorskip("polars")
    assert values(taken(polars.from_pandas(FRAME))[0]) == EXPECTED


def test_a_mapping_of_lists_and_arrays() -> None:
    mapping = {name: FRAME[name] for name in FRAME} | {
        "whole": np.arange(5),
        "flag": [True, False] * 2 + [False],
    }
    found = values(taken(mapping)[0])
    assert found["whole"] == EXPECTED["whole"]
    assert found["flag"] == ("boolean", [True, False, True, False])


def test_a_csv(tmp_path: Path) -> None:
    FRAME.to_csv(tmp_path / "t.csv", index=False)
    assert values(taken(tmp_path / "t.csv")[0]) == EXPECTED


def test_a_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    FRAME.to_parquet(tmp_path / "t.parquet")
    assert values(taken(tmp_path / "t.parquet")[0]) == EXPECTED


def test_categories_keep_their_order_without_those_that_do_not_occur() -> None:
    column = taken(FRAME)[0]["size"]
    assert (column.categories, column.ordered) == (("s", "m"), True)


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        ([dt.date(1900, 1, 1), None], "date", ["1900-01-01", None]),
        ([dt.timedelta(hours=1), None], "number", [3600.0, None]),
        ([b"a", "b"], "text", ["a", "b"]),
        ([2**60, 2], "text", [str(2**60), "2"]),
        ([float("inf"), 2], "number", [None, 2]),
        ([None, float("nan")], "number", [None, None]),
        (["\ud800", "x"], "text", ["?", "x"]),
    ],
)
def test_values_of_python(given: list[Any], kind: str, expected: list[Any]) -> None:
    assert values(taken({"x": given}, np.arange(2))[0]) == {"x": (kind, expected)}


def test_dates_of_a_zone_are_in_utc() -> None:
    moments = pd.to_datetime(["2020-01-01T00:30"]).tz_localize("Europe/Berlin")
    column = taken(pd.DataFrame({"t": moments}), np.arange(1))[0]["t"]
    assert str(column.values[0]) == "2019-12-31T23:30:00.000"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ("007\n008", "text"),
        ("1_2\n3_4", "text"),
        ("true\nFalse", "boolean"),
        ("2020-02-31\n2020-01-01", "text"),
        ("1e3\nna", "number"),
    ],
)
def test_cells_of_a_text_file_are_read_carefully(tmp_path: Path, cells: str, kind: str) -> None:
    (tmp_path / "t.csv").write_text(f"x\n{cells}\n")
    assert taken(tmp_path / "t.csv", np.arange(2))[0]["x"].kind == kind


def test_a_number_that_is_none_makes_texts_and_a_remark(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,x\n1,1\n2,2\n3,about 5\n")
    columns, remarks = taken(tmp_path / "t.csv", np.arange(3))
    assert columns["x"].kind == "text"
    assert remarks == [
        "The column 'x' has 'about 5' in row 2, which is no number, so all its values are texts."
    ]


def test_a_long_text_is_cut_with_a_remark() -> None:
    columns, remarks = taken({"note": ["a" * 2**20, "b"]}, np.arange(2))
    assert len(columns["note"].objects()[0]) == 4096
    assert remarks == [
        "The text of the column 'note' in row 0, of 1,048,576 characters, is cut to 4,096."
    ]
    _, remarks = taken({"note": ["a" * 5000, "b", "c" * 5000]}, np.arange(3))
    assert remarks[0].endswith("of 5,000 characters, is cut to 4,096, and so is 1 other.")


def test_endless_numbers_are_remarked_with_their_row() -> None:
    _, remarks = taken({"x": np.array([0.0, 1, -np.inf, 3, np.inf])})
    assert remarks == [
        "The column 'x' has 2 infinite numbers, the first in row 2: they count as missing."
    ]
    _, remarks = taken({"x": np.array([0.0, np.inf])}, np.arange(2))
    assert remarks == ["The column 'x' has an infinite number in row 1: it counts as missing."]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"x": [1, 2, "three"]}, "a number in row 0 (1), but a text in row 2 ('three')"),
        ({"x": [True, 2]}, "a boolean in row 0 (True), but a number in row 1 (2)"),
        ({"x": [[1], [2]]}, "a value of the type list in row 0"),
        ({"x": [1], "y": [1, 2]}, "'x' has 1 values, but 'y' has 2"),
        ({"": [1]}, "Column 1 of the table has no name"),
        ({"x" * 300: [1]}, "has 300 characters, but at most 200"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "Columns 1 and 2 of the table are both named"),
        ({f"c{at}": [1] for at in range(10_000)}, "has 10,000 columns, but a model holds at most"),
        ({"x": np.zeros((2, 3))}, "'x' has the shape (2, 3)"),
        ({"x": np.zeros(2, complex)}, "complex128"),
        ({"x": "word"}, "must be a list or an array"),
        ({"x": np.array([2**62], "datetime64[ms]")}, "has a date in row 0 that no page can show"),
        (3, "must be a data frame of pandas or Polars"),
        ("table.xls", "A table of columns is a .csv or a .parquet"),
        ("nowhere.csv", "Cannot read nowhere.csv"),
    ],
)
def test_a_bad_table_gives_a_sentence(given: Any, sentence: str) -> None:
    with pytest.raises(DataError) as raised:
        table = table_of(given)
        table.taken(np.arange(table.n))
    assert sentence in str(raised.value)


def test_a_table_of_other_items_is_refused() -> None:
    with pytest.raises(DataError, match=r"has 5 rows, but the data has 6 items"):
        check_rows(table_of(FRAME), 6)
