"""Rows of text with separators, as of a CSV: numbers, names and labels, and what was assumed."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

SEPARATORS = "\t;, "
TRIED = 8
"""Rows that show the separator."""
MISSING = {"", "na", "n/a", "nan", "null", "none", "?"}
"""Cells without a value, in lower case."""
MAX_CELL = 2**20
ALONE, EVEN = 8, 5
"""The least numbers in a first row that is read as positions, because it alone ascends: of any
steps, and of even ones."""
_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")


class Grid(NamedTuple):
    """The cells of a text."""

    names: list[str]
    """The first row, if it has names or positions; otherwise none."""
    body: list[list[str]]
    """The other rows, all of one width."""
    number: Callable[[str], float | None]
    """The number in a cell: NaN if it is missing, None if it is something else."""
    remarks: list[str]
    """What was assumed, as sentences."""


def decoded(content: bytes) -> str:
    """Text in UTF-8 or, with a mark of byte order, UTF-16.

    Raises:
        ValueError: it is in another encoding.
    """
    try:
        both = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
        return content.decode("utf-16" if both else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not text in UTF-8: save it in that encoding") from None


def grid_of(text: str, columns: Sequence[str] = ()) -> Grid:
    """The cells of a text, and its row of names.

    Args:
        text: rows with tabs, semicolons, commas or spaces between the cells.
        columns: the names of the model's values: a first row of these is no sample.

    Raises:
        ValueError: rows of different widths.
    """
    separator = _separator(text)
    rows = [row for row in _reader(text, separator) if any(map(str.strip, row)) or row[1:]]
    if not rows:
        return Grid([], [], _number, [])
    first, body = rows[0], rows[1:]
    commas = separator != "," and _has_decimal_commas(rows)
    number = _number_with_comma if commas else _number
    remarks = ["Commas within its numbers are read as decimal points."] if commas else []
    header = any(number(cell) is None for cell in first) or _are(first, columns, number)
    if not header and _are_positions(first, body, number):
        header = True
        remarks.append(
            "Its first row is read as positions, not as a sample, because it alone ascends. "
            "Otherwise give the table a row of names."
        )
    body = body if header else rows
    ragged = next((at for at, row in enumerate(body) if len(row) != len(first)), None)
    if ragged is not None:
        cells = len(body[ragged])
        raise ValueError(
            f"row {ragged} has {cells} cell{'s' * (cells != 1)}, the first row {len(first)}: rows "
            "count from 0"
        )
    return Grid([name.strip() for name in first] if header else [], body, number, remarks)


def labels_in(cells: Sequence[str]) -> tuple[list[Any] | None, str]:
    """Labels in a column, all whole numbers or all names, and None for missing ones.

    Numbers that are not whole are no labels. Then there are none, and the text says such a number.
    """
    given = [None if cell.strip().lower() in MISSING else cell.strip() for cell in cells]
    numbers = [None if cell is None else _number(cell) for cell in given]
    if any(
        cell is not None and number is None for cell, number in zip(given, numbers, strict=True)
    ):
        return list(given), ""
    broken = (number for number in numbers if number is not None and not number.is_integer())
    wrong = next(broken, None)
    if wrong is not None:
        return None, f"{wrong:g}"
    return [None if number is None else int(number) for number in numbers], ""


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_CELL)
    lines = io.StringIO(text, newline=None)
    return csv.reader(lines, delimiter=separator, skipinitialspace=separator == " ")


def _separator(text: str) -> str:
    """What stands between the cells: the first mark that gives rows of one width."""
    for mark in SEPARATORS:
        try:
            rows = [row for row in islice(_reader(text, mark), TRIED) if any(map(str.strip, row))]
        except csv.Error:  # without this mark, a long line is one cell that is too long
            continue
        even = len({len(row) for row in rows}) == 1 and len(rows[0]) > 1
        if even and (mark != " " or all(_number(cell) is not None for cell in rows[-1])):
            return mark
    first = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return next((mark for mark in "\t;," if mark in first), ",")


def _number(cell: str) -> float | None:
    word = cell.strip()
    if word.lower() in MISSING:
        return np.nan
    try:
        return None if "_" in word else float(word)  # 1_2 is a name
    except ValueError:
        return None


def _number_with_comma(cell: str) -> float | None:
    return _number(cell.replace(",", ".", 1))


def _has_decimal_commas(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some cells are numbers with a comma, and none has a point."""
    cells = [cell.strip() for row in rows[: 2 * TRIED] for cell in row]
    with_point = any("." in cell and _number(cell) is not None for cell in cells)
    return not with_point and any(map(_COMMA.fullmatch, cells))


def _are(row: Sequence[str], columns: Sequence[str], number: Callable[[str], float | None]) -> bool:
    """Whether a row of numbers has the names of the model's values, in any notation."""
    cells = [(cell.strip(), number(cell)) for cell in row]
    names = [{cell} if value is None else {cell, f"{value:g}"} for cell, value in cells]
    return len(row) == len(columns) and all(map(set.__contains__, names, columns))


def _are_positions(
    first: Sequence[str], body: Sequence[Sequence[str]], number: Callable[[str], float | None]
) -> bool:
    """Whether the first row, but for an empty cell of an index, ascends as no other does."""
    start = 0 if first[0].strip() else 1
    rows = [[number(cell) for cell in row[start:]] for row in (first, *body)]
    count = len(first) - start
    for least, ascends in ((EVEN, _is_even), (ALONE, _ascends)):
        if count >= least and body and ascends(rows[0]):
            return not any(map(ascends, rows[1:]))
    return False


def _steps(row: Sequence[float | None]) -> NDArray[np.float64]:
    return np.diff(np.array([np.nan if value is None else value for value in row], np.float64))


def _ascends(row: Sequence[float | None]) -> bool:
    return bool((_steps(row) > 0).all())


def _is_even(row: Sequence[float | None]) -> bool:
    steps = _steps(row)
    return bool((steps > 0).all() and np.allclose(steps, steps[:1], rtol=1e-3, atol=0))
