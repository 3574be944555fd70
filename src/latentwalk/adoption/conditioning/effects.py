"""Whether a condition has an effect: each of its values gives another result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.adoption.foreign.results import named_parts, part_readers
from latentwalk.adoption.foreign.several import Several
from latentwalk.conditions.category import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.several import Taken

VALUES = 6
"""Values that are compared."""


def sampled(condition: Taken) -> NDArray[np.float32]:
    """Numbers (k, width) of a few values of a condition, from its first to its last.

    Of several conditions, each in turn has another value than its default.
    """
    if isinstance(condition, Several):
        few = [sampled(one) for one in condition.items]
        rows = np.concatenate([one[:1] for one in few], axis=1).repeat(len(few) + 1, axis=0)
        ends = np.cumsum([0, *(one.shape[1] for one in few)])
        for place, one in enumerate(few):
            rows[place + 1, ends[place] : ends[place + 1]] = one[-1]
        return rows
    if isinstance(condition, Category):
        places = np.linspace(0, condition.width - 1, min(VALUES, condition.width))
        return condition.one_hot(np.unique(places.astype(np.intp)))
    low, high = getattr(condition, "low", 0.0), getattr(condition, "high", 1.0)
    return condition.numbers(np.linspace(low, high, 3), 3)


def has_effect(call: Callable[[Any], Any], value: Any, count: int) -> bool:
    """Whether `count` copies of one point or sample give different results.

    Args:
        call: maps copies (count, ...) to a result, each copy under another value of a condition.
        value: points or samples, of which the first is copied.
        count: the number of values.
    """
    copies = value[[0] * count]
    for array in _arrays(call(copies)):
        rows = as_numpy(array)
        if rows.ndim and len(rows) == count:
            distinct = np.unique(rows.reshape(count, -1), axis=0)
            if len(distinct) == count:
                return True
    return False


def _arrays(result: Any) -> list[Any]:
    """The arrays in what a function returns."""
    if is_array(result):
        return [result]
    parts = [read(result) for read in part_readers(result)] or list(named_parts(result).values())
    return [array for part in parts if part is not result for array in _arrays(part)]
