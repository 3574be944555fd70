"""The values of one column, of any library, as numbers, categories, booleans, dates or texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.columns.column import Column
from latentwalk.data.delimited import MISSING
from latentwalk.data.item_objects import SHOWN, objects_of, text_of
from latentwalk.data.item_types import EXACT, category_of, dates_of, numbers_of, texts_of
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DATES = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")
BOOLEANS = {"true": True, "false": False}


def column_of(
    name: str,
    given: Any,
    rows: NDArray[np.integer],
    remarks: list[str],
    *,
    from_text: bool = False,
) -> Column:
    """Some values of a column.

    Args:
        name: the column's name.
        given: n values: an array, a list, or a column of pandas, Polars or PyArrow.
        rows: which of them.
        remarks: receives what was assumed, in sentences.
        from_text: whether they are the cells of a text file.

    Raises:
        DataError: values of different types, or of another one than a column can hold.
    """
    if from_text:
        return _from_cells(name, [given[row] for row in rows], rows, remarks)
    found = _categories(given, rows)
    if found is not None:
        codes, names, ordered = found
        return category_of(name, codes, names, ordered=ordered)
    values = _array(given, rows)
    if values.ndim != 1:
        raise DataError(
            f"The column '{name}' has several values in each row: give one value for each item."
        )
    kind = values.dtype.kind
    if kind == "b":
        return Column(name, "boolean", values.astype(np.int8))
    if kind in "iuf":
        return numbers_of(name, values, rows, remarks)
    if kind == "M":
        return dates_of(name, values, rows)
    if kind == "m":
        seconds = values / np.timedelta64(1, "s")
        return numbers_of(name, seconds, rows, remarks, "in seconds")
    if kind in "US":
        return texts_of(name, [text_of(value) for value in values.tolist()], rows, remarks)
    if kind != "O":
        raise DataError(
            f"The column '{name}' has values of the type {values.dtype}: give numbers, texts, "
            "booleans or dates."
        )
    return objects_of(name, values.tolist(), rows, remarks)


def _array(given: Any, rows: NDArray[np.integer]) -> NDArray[Any]:
    """The chosen values as an array, of objects where their library has types of its own."""
    if hasattr(given, "iloc"):  # pandas
        chosen = given.iloc[rows]
        if getattr(chosen.dtype, "tz", None) is not None:
            chosen = chosen.dt.tz_convert(None)
        own = isinstance(chosen.dtype, np.dtype)
        if str(chosen.dtype).startswith(("period", "interval")):
            chosen = chosen.astype("string")
        return np.asarray(chosen.to_numpy() if own else chosen.to_numpy(dtype=object))
    if hasattr(given, "take") and hasattr(given, "to_pylist"):  # PyArrow
        return _listed(given.take(rows).to_pylist())
    if hasattr(given, "gather") and hasattr(given, "to_list"):  # Polars
        return _listed(given.gather(rows.tolist()).to_list())
    if hasattr(given, "detach"):
        given = given.detach().cpu().numpy()
    if hasattr(given, "dtype") and hasattr(given, "shape"):
        return np.asarray(np.asarray(given)[rows])
    return _listed([given[int(row)] for row in rows])


def _listed(values: list[Any]) -> NDArray[np.object_]:
    array = np.empty(len(values), object)
    array[:] = values
    return array


def _categories(
    given: Any, rows: NDArray[np.integer]
) -> tuple[NDArray[np.int_], list[str], bool] | None:
    """Indices (n,), names and whether they have an order, if a column has categories."""
    if hasattr(given, "iloc") and str(given.dtype) == "category":
        chosen = given.iloc[rows].cat
        return chosen.codes.to_numpy(), list(map(str, chosen.categories)), bool(chosen.ordered)
    dtype = str(getattr(given, "dtype", getattr(given, "type", "")))
    if dtype.startswith(("Categorical", "Enum")):  # Polars
        texts = [None if one is None else str(one) for one in given.gather(rows.tolist()).to_list()]
        is_enum = dtype.startswith("Enum")
        known = sorted({one for one in texts if one is not None})
        names = list(map(str, given.dtype.categories)) if is_enum else known
        places = {one: at for at, one in enumerate(names)}
        return np.array([-1 if one is None else places[one] for one in texts], int), names, is_enum
    if dtype.startswith("dictionary"):  # PyArrow
        whole = given.combine_chunks() if hasattr(given, "combine_chunks") else given
        chosen = whole.take(rows)
        codes = chosen.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return codes.astype(int), list(map(str, chosen.dictionary.to_pylist())), given.type.ordered
    return None


def _from_cells(
    name: str, cells: Sequence[str], rows: NDArray[np.integer], remarks: list[str]
) -> Column:
    """A column of a text file: what all its cells can be read as."""
    given = [None if cell.strip().lower() in MISSING else cell.strip() for cell in cells]
    known = [(at, cell) for at, cell in enumerate(given) if cell is not None]
    if known and all(cell.lower() in BOOLEANS for _, cell in known):
        flags = [-1 if cell is None else int(BOOLEANS[cell.lower()]) for cell in given]
        return Column(name, "boolean", np.array(flags, np.int8))
    if known and all(DATES.fullmatch(cell) for _, cell in known):
        try:
            return dates_of(
                name, np.array([cell or "NaT" for cell in given], "datetime64[ms]"), rows
            )
        except ValueError:  # the 31st of February
            return texts_of(name, given, rows, remarks)
    numbers = {at: number for at, cell in known if (number := _number(cell)) is not None}
    if len(numbers) == len(known):
        values = np.full(len(given), np.nan)
        values[list(numbers)] = list(numbers.values())
        return numbers_of(name, values, rows, remarks)
    if len(numbers) > len(known) / 2:
        at, cell = next((at, cell) for at, cell in known if at not in numbers)
        remarks.append(
            f"The column '{name}' has '{cell[:SHOWN]}' in row {rows[at]:,}, which is no number, so "
            "all its values are texts."
        )
    return texts_of(name, given, rows, remarks)


def _number(cell: str) -> float | None:
    """The number in a cell; 007 and 1_2 are none, but identifiers."""
    digits = cell.lstrip("+-")
    if "_" in cell or (len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()):
        return None
    try:
        number = float(cell)
    except ValueError:
        return None
    return None if digits.isdecimal() and abs(number) > EXACT else number
