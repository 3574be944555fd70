"""What the user knows about the items of the data: a table in memory or in a file, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from latentwalk.columns.column import MAX_NAME
from latentwalk.columns.columns import Columns, check_count, check_names
from latentwalk.data.item_files import read_table
from latentwalk.data.item_values import column_of
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class ItemTable(NamedTuple):
    """A table with a row for each item of the data, before its values are read."""

    names: list[str]
    columns: list[Any]
    """Each n values: an array, a list, or a column of pandas, Polars or PyArrow."""
    n: int
    """The number of rows."""
    from_text: bool = False
    """Whether it is a text file, whose cells say their types by how they are written."""

    def taken(self, rows: NDArray[np.integer]) -> tuple[Columns, list[str]]:
        """The columns of some rows, and what was assumed, in sentences.

        Raises:
            DataError: values that a column cannot hold; the message has the row, from 0.
        """
        remarks: list[str] = []
        pairs = zip(self.names, self.columns, strict=True)
        columns = [
            column_of(name, values, rows, remarks, from_text=self.from_text)
            for name, values in pairs
        ]
        return Columns(tuple(columns), len(rows)), remarks

    def useful(self, rows: NDArray[np.integer]) -> Columns:
        """As `taken`, of what nobody asked for: without columns that are constant, or unusable."""
        columns = []
        for name, values in zip(self.names, self.columns, strict=True):
            try:
                column = column_of(name, values, rows, [])
            except DataError:
                continue
            known = column.values[~column.is_missing]
            if len(known) and (known[1:] != known[:1]).any():
                columns.append(column)
        return Columns(tuple(columns), len(rows))


def table_of(given: Any) -> ItemTable:
    """The table that the user gave as `columns=`.

    Args:
        given: a data frame of pandas or Polars, a PyArrow table, a mapping of names to arrays or
            lists, or the path of a .csv or .parquet.

    Raises:
        DataError: it is no table, has columns of different lengths, or names that do not tell them
            apart.
        MissingError: a Parquet file without pyarrow.
    """
    if isinstance(given, (str, Path)):
        names, columns, from_text = read_table(Path(given))
    elif isinstance(given, Mapping):
        names, columns, from_text = list(given), list(given.values()), False
    elif hasattr(given, "iloc") and hasattr(given, "columns"):  # pandas
        names = list(given.columns)
        columns, from_text = [given.iloc[:, at] for at in range(len(names))], False
    elif hasattr(given, "column_names"):  # PyArrow, or a table of Hugging Face's datasets
        names = list(given.column_names)
        at = given.column if hasattr(given, "column") else given.__getitem__
        columns, from_text = [at(number) for number in range(len(names))], False
    elif hasattr(given, "get_columns"):  # Polars
        names, columns, from_text = list(given.columns), list(given.get_columns()), False
    else:
        raise DataError(
            "columns= must be a data frame of pandas or Polars, a PyArrow table, a mapping of "
            f"names to arrays, or the path of a .csv or .parquet; got {type(given).__name__}."
        )
    texts = [_named(name, number) for number, name in enumerate(names, 1)]
    check_count(len(texts))
    check_names(texts, MAX_NAME)
    return ItemTable(texts, columns, _length(texts, columns, given), from_text)


def _named(name: Any, number: int) -> str:
    if isinstance(name, tuple):  # levels of pandas
        return " / ".join(str(one) for one in name if str(one))
    if name is None or (isinstance(name, float) and name != name):
        raise DataError(f"Column {number} of the table has no name: give it one.")
    return str(name)


def _length(names: Sequence[str], columns: Sequence[Any], given: Any) -> int:
    """The number of rows, the same for all columns."""
    lengths = []
    for name, column in zip(names, columns, strict=True):
        if isinstance(column, (str, bytes)) or not hasattr(column, "__len__"):
            raise DataError(
                f"The column '{name}' must be a list or an array with a value for each item; got "
                f"{type(column).__name__}."
            )
        if len(getattr(column, "shape", (0,))) != 1:
            raise DataError(
                f"The column '{name}' has the shape {tuple(column.shape)}: give one value for each "
                "item, such as a column for each of its own."
            )
        lengths.append(len(column))
    for name, length in zip(names, lengths, strict=True):
        if length != lengths[0]:
            raise DataError(
                f"The column '{names[0]}' has {lengths[0]:,} values, but '{name}' has {length:,}: "
                "each has one for each item."
            )
    return lengths[0] if lengths else len(given) if hasattr(given, "iloc") else 0


def check_rows(table: ItemTable, items: int, what: str = "the data has") -> None:
    """Check that a table has a row for each item.

    Raises:
        DataError: it has more or fewer.
    """
    if table.n != items:
        raise DataError(
            f"The table of columns has {table.n:,} rows, but {what} {items:,} items: give one row "
            "for each item of the data, in its order."
        )
