"""The columns of the user's data that say what a model's conditions are for each item."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from latentwalk.conditions.category import Category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.sources.examples import Examples
    from latentwalk.conditions.conditions import Conditions

Source = TypeVar("Source", bound="Examples | None")


def codes_in(
    foreign: ForeignModel, conditions: Conditions, data: Any
) -> NDArray[np.float32] | None:
    """What the conditions are for the items of data, (n, m); None if no column has their names.

    Columns are those of a data frame, or of `obs` of an annotated matrix.
    """
    columns = _columns(foreign, data)
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
                else np.asarray(values, np.float64)
            )
    return codes


def with_codes(source: Source, codes: NDArray[np.float32] | None) -> Source:
    """A source whose items have conditions (n, m) of their own; the same without any."""
    if source is None or codes is None:
        return source
    return replace(source, conditions=codes)


def _columns(foreign: ForeignModel, data: Any) -> Mapping[str, Any]:
    if foreign.columns is not None and hasattr(data, "obs"):
        return foreign.columns(data)
    frame = getattr(data, "obs", data)
    if not hasattr(frame, "iloc") or not hasattr(frame, "columns"):
        return {}
    return {str(name): frame[name].tolist() for name in frame.columns}
