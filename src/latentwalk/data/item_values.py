"""The values of one column, of any library, as numbers, categories, booleans, dates or texts."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from numbers import Real
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.columns.arrow import FARTHEST
from latentwalk.columns.column import MAX_CATEGORIES, MAX_TEXT, Column
from latentwalk.data.delimited import MISSING
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FEW = 1000
"""Texts with at most so many different values, each of which occurs twice on average, are
categories."""
LONGEST = 200
"""The most characters of a text that may be a category."""
EXACT = 2**53
"""Larger whole numbers are not exact as numbers, but texts: they are identifiers."""
SHOWN = 40
"""Characters of a value in a message."""
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
        return _category(name, codes, names, ordered=ordered)
    values = _array(given, rows)
    if values.ndim != 1:
        raise DataError(
            f"The column '{name}' has several values in each row: give one value for each item."
        )
    kind = values.dtype.kind
    if kind == "b":
        return Column(name, "boolean", values.astype(np.int8))
    if kind in "iuf":
        return _numbers(name, values, rows, remarks)
    if kind == "M":
        return _dates(name, values, rows)
    if kind == "m":
        seconds = values / np.timedelta64(1, "s")
        return _numbers(name, seconds, rows, remarks, "in seconds")
    if kind in "US":
        return _texts(name, [_text(value) for value in values.tolist()], rows, remarks)
    if kind != "O":
        raise DataError(
            f"The column '{name}' has values of the type {values.dtype}: give numbers, texts, "
            "booleans or dates."
        )
    return _objects(name, values.tolist(), rows, remarks)


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


def _category(name: str, codes: NDArray[np.int_], names: Sequence[str], *, ordered: bool) -> Column:
    """Categories without those that do not occur, in their order."""
    used = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(names))).tolist()
    if len(used) > MAX_CATEGORIES or any(len(names[at]) > MAX_TEXT for at in used):
        texts = np.empty(len(codes), object)
        texts[:] = [None if code < 0 else names[code][:MAX_TEXT] for code in codes]
        return Column(name, "text", texts)
    distinct = list(dict.fromkeys(names[at] for at in used))
    place = {one: at for at, one in enumerate(distinct)}
    renumbered = np.full(len(names) + 1, -1, np.int32)  # the last one is -1, for missing values
    renumbered[used] = [place[names[at]] for at in used]
    return Column(name, "category", renumbered[codes], tuple(distinct), ordered)


def _numbers(
    name: str,
    values: NDArray[Any],
    rows: NDArray[np.integer],
    remarks: list[str],
    unit: str = "",
) -> Column:
    if values.dtype.kind in "iu" and len(values) and int(np.abs(values).max()) > EXACT:
        remarks.append(
            f"The column '{name}' has whole numbers that are too large to be exact: they are texts."
        )
        return _texts(name, [str(value) for value in values.tolist()], rows, remarks)
    numbers = values.astype(np.float64)
    endless = np.isinf(numbers)
    if endless.any():
        remarks.append(
            f"The column '{name}' has {int(endless.sum()):,} infinite numbers, the first in row "
            f"{rows[endless.argmax()]:,}: they count as missing."
        )
        numbers = np.where(endless, np.nan, numbers)
    if unit:
        remarks.append(f"The column '{name}' has durations: they are numbers {unit}.")
    return Column(name, "number", numbers)


def _dates(name: str, values: NDArray[Any], rows: NDArray[np.integer]) -> Column:
    dates = values.astype("datetime64[ms]")
    since = np.where(np.isnat(dates), np.datetime64(0, "ms"), dates).astype(np.int64)
    far = np.abs(since) > FARTHEST
    if far.any():
        at = int(far.argmax())
        raise DataError(
            f"The column '{name}' has a date in row {rows[at]:,} that no page can show: "
            f"{dates[at]}."
        )
    return Column(name, "date", dates)


def _texts(
    name: str, texts: Sequence[str | None], rows: NDArray[np.integer], remarks: list[str]
) -> Column:
    """Texts, or categories if they repeat themselves."""
    given = [text for text in texts if text is not None]
    distinct = set(given)
    if len(distinct) <= min(FEW, len(given) / 2) and all(len(one) <= LONGEST for one in distinct):
        names = sorted(distinct)
        place = {one: at for at, one in enumerate(names)}
        codes = np.array([-1 if text is None else place[text] for text in texts], int)
        return _category(name, codes, names, ordered=False)
    long = [at for at, text in enumerate(texts) if text is not None and len(text) > MAX_TEXT]
    if long:
        length = len(texts[long[0]] or "")
        more = f", and {len(long) - 1:,} others," if len(long) > 1 else ""
        remarks.append(
            f"The text of the column '{name}' in row {rows[long[0]]:,}, of {length:,} characters,"
            f"{more} is cut to {MAX_TEXT:,}."
        )
    values = np.empty(len(texts), object)
    values[:] = [None if text is None else text[:MAX_TEXT] for text in texts]
    return Column(name, "text", values)


def _objects(
    name: str, values: Sequence[Any], rows: NDArray[np.integer], remarks: list[str]
) -> Column:
    """A column of Python objects, all of one type."""
    kinds = [None if is_missing(value) else _kind(value) for value in values]
    first: str | None = None
    at = 0
    for place, (kind, value) in enumerate(zip(kinds, values, strict=True)):
        if kind == "":
            raise DataError(
                f"The column '{name}' has a value of the type {type(value).__name__} in row "
                f"{rows[place]:,}: give numbers, texts, booleans or dates."
            )
        if kind is None or kind == first:
            continue
        if first is not None:
            raise DataError(
                f"The column '{name}' has values of different types: a {first} in row "
                f"{rows[at]:,} ({_short(values[at])}), but a {kind} in row {rows[place]:,} "
                f"({_short(value)}): make them all texts, or leave out what does not belong there."
            )
        first, at = kind, place
    known = [None if kind is None else value for kind, value in zip(kinds, values, strict=True)]
    if first == "text":
        return _texts(name, [_text(value) for value in known], rows, remarks)
    if first == "boolean":
        flags = [-1 if value is None else int(value) for value in known]
        return Column(name, "boolean", np.array(flags, np.int8))
    if first == "date":
        return _dates(name, np.array([_instant(value) for value in known], "datetime64[ms]"), rows)
    if first == "duration":
        seconds = [np.nan if value is None else value / timedelta(seconds=1) for value in known]
        return _numbers(name, np.array(seconds), rows, remarks, "in seconds")
    if any(isinstance(value, int) and abs(value) > EXACT for value in known):
        return _texts(name, [None if one is None else str(one) for one in known], rows, remarks)
    numbers = np.array([np.nan if value is None else float(value) for value in known], np.float64)
    return _numbers(name, numbers, rows, remarks)


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
            return _dates(name, np.array([cell or "NaT" for cell in given], "datetime64[ms]"), rows)
        except ValueError:  # the 31st of February
            return _texts(name, given, rows, remarks)
    numbers = {at: number for at, cell in known if (number := _number(cell)) is not None}
    if len(numbers) == len(known):
        values = np.full(len(given), np.nan)
        values[list(numbers)] = list(numbers.values())
        return _numbers(name, values, rows, remarks)
    if len(numbers) > len(known) / 2:
        at, cell = next((at, cell) for at, cell in known if at not in numbers)
        remarks.append(
            f"The column '{name}' has '{cell[:SHOWN]}' in row {rows[at]:,}, which is no number, so "
            "all its values are texts."
        )
    return _texts(name, given, rows, remarks)


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


def is_missing(value: Any) -> bool:
    """Whether a value stands for none: None, NaN, or pandas's NA and NaT."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    if isinstance(value, (float, np.floating, Decimal)):
        return bool(value != value)
    return isinstance(value, np.datetime64) and bool(np.isnat(value))


def _kind(value: Any) -> str:
    """What a value is: '' if a column cannot hold it."""
    if isinstance(value, (bool, np.bool_)):
        return "boolean"
    if isinstance(value, (Real, Decimal)):
        return "number"
    if isinstance(value, (str, bytes, PurePath)):
        return "text"
    if isinstance(value, (date, np.datetime64)):
        return "date"
    if isinstance(value, timedelta):
        return "duration"
    return "text" if isinstance(value, time) else ""


def _text(value: Any) -> str | None:
    if value is None:
        return None
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.encode("utf-8", "replace").decode()  # without lone surrogates


def _instant(value: Any) -> Any:
    """A date of Python's as NumPy takes it, in UTC."""
    if value is None:
        return np.datetime64("NaT")
    if isinstance(value, datetime):
        zoned = value.astimezone(timezone.utc) if value.tzinfo is not None else value
        return np.datetime64(zoned.replace(tzinfo=None).isoformat(), "ms")
    return np.datetime64(value, "ms")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
