"""A column of Python's objects, all of one type."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from numbers import Real
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.columns.column import Column
from latentwalk.data.item_types import EXACT, dates_of, numbers_of, texts_of
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SHOWN = 40
"""Characters of a value in a message."""


def objects_of(
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
        return texts_of(name, [text_of(value) for value in known], rows, remarks)
    if first == "boolean":
        flags = [-1 if value is None else int(value) for value in known]
        return Column(name, "boolean", np.array(flags, np.int8))
    if first == "date":
        return dates_of(
            name, np.array([_instant(value) for value in known], "datetime64[ms]"), rows
        )
    if first == "duration":
        seconds = [np.nan if value is None else value / timedelta(seconds=1) for value in known]
        return numbers_of(name, np.array(seconds), rows, remarks, "in seconds")
    if any(isinstance(value, int) and abs(value) > EXACT for value in known):
        return texts_of(name, [None if one is None else str(one) for one in known], rows, remarks)
    numbers = np.array([np.nan if value is None else float(value) for value in known], np.float64)
    return numbers_of(name, numbers, rows, remarks)


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


def text_of(value: Any) -> str | None:
    """A value as text that UTF-8 can hold; None for none."""
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
