"""Columns of every kind, with missing and strange values."""

from __future__ import annotations

import numpy as np

from latentwalk.columns.column import Column
from latentwalk.columns.columns import Columns

N = 5
DAYS = ["1950-01-01", "2020-02-02", "NaT", "1970-01-01", "2000-01-01"]
TIMES = ["1950-01-01T10:00", "2020-02-02", "NaT", "1969-12-31T23:59:59.999", "2000-01-01"]
TEXTS = ["x", None, "", "\u0645\u0631\u062d\u0628\u0627", "<script>alert(1)</script>"]
COLUMNS = Columns(
    (
        Column("precise", "number", np.array([1, 2, np.nan, -4, 0.1])),
        Column("<b>whole</b>", "number", np.array([1, 2, 3, 4, 5.0])),
        Column(
            "size", "category", np.array([0, 1, -1, 2, 0], np.int32), ("s", "m", "\u00fc"), True
        ),
        Column("flag", "boolean", np.array([0, 1, -1, 1, 0], np.int8)),
        Column("day", "date", np.array(DAYS, "datetime64[ms]")),
        Column("time", "date", np.array(TIMES, "datetime64[ms]")),
        Column("note", "text", np.array(TEXTS, object)),
        Column("kind", "category", np.array([0, 0, 1, 1, -1], np.int32), ("a", "b")),
    ),
    N,
)


def objects(columns: Columns) -> dict[str, list[object]]:
    """The values by name."""
    return {column.name: column.objects() for column in columns}
