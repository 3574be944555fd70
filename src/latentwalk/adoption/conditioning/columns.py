"""The columns of the user's data that say what a model's conditions are for each item."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from latentwalk.conditions.category import Category
from latentwalk.data.tables import LABELS
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.sources.examples import Examples
    from latentwalk.conditions.conditions import Conditions

Source = TypeVar("Source", bound="Examples | None")


def codes_in(
    conditions: Conditions, data: Any, foreign: ForeignModel | None = None
) -> NDArray[np.float32] | None:
    """What the conditions are for the items of data, (n, m); None if no column has their names.

    Columns are those of a data frame, or of `obs` of an annotated matrix.
    """
    columns = _columns(data, foreign)
    named = [one for one in conditions if one.name in columns]
    if not named:
        return None
    codes = np.full((len(columns[named[0].name]), len(conditions)), np.nan, np.float32)
    for place, one in enumerate(conditions):
        if one in named:
            values = columns[one.name]
            codes[:, place] = (
                [one.code(value) for value in values]
                if isinstance(one, Category)
                else _numbers(one.name, values)
            )
    return codes


def without_columns(data: Any, conditions: Collection[str], values: Collection[str]) -> Any:
    """A data frame without the columns of conditions; any other data as they are.

    Args:
        data: the user's data.
        conditions: names of conditions. Columns of labels stay, which are read as such.
        values: names of the model's values, which stay.
    """
    if not hasattr(data, "iloc") or not hasattr(data, "columns"):
        return data
    left_out = [
        name
        for name in data.columns
        if name in conditions and name not in values and str(name).lower() not in LABELS
    ]
    return data.drop(columns=left_out) if left_out else data


def with_codes(source: Source, codes: NDArray[np.float32] | None) -> Source:
    """A source whose items have conditions (n, m) of their own; the same without any."""
    if source is None or codes is None:
        return source
    return replace(source, conditions=codes)


def _numbers(name: str, values: Any) -> NDArray[np.float64]:
    """The numbers of a column; NaN where there is none.

    Raises:
        DataError: it has something else.
    """
    found = np.full(len(values), np.nan)
    for row, value in enumerate(values):
        if value is None or type(value).__name__ == "NAType":  # pandas' own missing value
            continue
        try:
            found[row] = float(value)
        except (TypeError, ValueError):
            raise DataError(
                f"The column '{name}' must have numbers, as the model takes them, "
                f"got {str(value)!r:.80} in row {row}."
            ) from None
    return np.where(np.isfinite(found), found, np.nan)


def _columns(data: Any, foreign: ForeignModel | None) -> Mapping[str, Any]:
    if foreign is not None and foreign.columns is not None and hasattr(data, "obs"):
        return foreign.columns(data)
    frame = getattr(data, "obs", data)
    if not hasattr(frame, "iloc") or not hasattr(frame, "columns"):
        return {}
    return {str(name): frame[name].tolist() for name in frame.columns}
