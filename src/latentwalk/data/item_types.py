"""Columns of values of one type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.columns.arrow import FARTHEST
from latentwalk.columns.column import MAX_CATEGORIES, MAX_TEXT, Column
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


def category_of(
    name: str, codes: NDArray[np.int_], names: Sequence[str], *, ordered: bool
) -> Column:
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


def numbers_of(
    name: str,
    values: NDArray[Any],
    rows: NDArray[np.integer],
    remarks: list[str],
    unit: str = "",
) -> Column:
    """Numbers without infinite ones; texts if they are too large to be exact."""
    if values.dtype.kind in "iu" and len(values) and int(np.abs(values).max()) > EXACT:
        remarks.append(
            f"The column '{name}' has whole numbers that are too large to be exact: they are texts."
        )
        return texts_of(name, [str(value) for value in values.tolist()], rows, remarks)
    numbers = values.astype(np.float64)
    endless = np.isinf(numbers)
    if endless.any():
        remarks.append(
            f"The column '{name}' has {int(endless.sum()):,} infinite numbers, the first in row "
            f"{rows[endless.argmax()]:,}: they count as missing."
            if endless.sum() > 1
            else f"The column '{name}' has an infinite number in row {rows[endless.argmax()]:,}: "
            "it counts as missing."
        )
        numbers = np.where(endless, np.nan, numbers)
    if unit:
        remarks.append(f"The column '{name}' has durations: they are numbers {unit}.")
    return Column(name, "number", numbers)


def dates_of(name: str, values: NDArray[Any], rows: NDArray[np.integer]) -> Column:
    """Dates in milliseconds.

    Raises:
        DataError: one is too far from 1970 for a page.
    """
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


def texts_of(
    name: str, texts: Sequence[str | None], rows: NDArray[np.integer], remarks: list[str]
) -> Column:
    """Texts, or categories if they repeat themselves."""
    given = [text for text in texts if text is not None]
    distinct = set(given)
    if len(distinct) <= min(FEW, len(given) / 2) and all(len(one) <= LONGEST for one in distinct):
        names = sorted(distinct)
        place = {one: at for at, one in enumerate(names)}
        codes = np.array([-1 if text is None else place[text] for text in texts], int)
        return category_of(name, codes, names, ordered=False)
    long = [at for at, text in enumerate(texts) if text is not None and len(text) > MAX_TEXT]
    if long:
        length = len(texts[long[0]] or "")
        others = len(long) - 1
        more = f", and so are {others:,} others" if others > 1 else ", and so is 1 other" * others
        remarks.append(
            f"The text of the column '{name}' in row {rows[long[0]]:,}, of {length:,} characters, "
            f"is cut to {MAX_TEXT:,}{more}."
        )
    values = np.empty(len(texts), object)
    values[:] = [None if text is None else text[:MAX_TEXT] for text in texts]
    return Column(name, "text", values)
