"""What was assumed about the conditions of the user's data, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.conditions.category import LISTED, Category
from latentwalk.conditions.labels import label_condition
from latentwalk.conditions.number import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.conditions.conditions import Conditions


def remarks_on_data(
    conditions: Conditions, codes: NDArray[np.float32] | None, classes: Sequence[str]
) -> Iterator[str]:
    """Which items were taken for a condition's default, and classes taken in their order.

    Args:
        conditions: the model's conditions.
        codes: (n, m) what they are for each item, as in an atlas.
        classes: the names of the data's classes.
    """
    if codes is None or not len(codes):
        return
    found = label_condition(conditions, classes)
    for place, one in enumerate(conditions):
        known = np.isfinite(codes[:, place])
        if found is not None and found[0] == place and known.any():
            yield from _in_order(one, classes)
        if isinstance(one, Number) and known.any():
            yield from _beyond(one, codes[known, place])
        if known.all():
            continue
        row = one.expanded(np.full(1, np.nan, np.float32))[0]
        which = f"{int((~known).sum()):,} of {len(known):,} items" if known.any() else "the data"
        yield (
            f"What {one.name} is for {which} is unknown: its default, {one.described(row)}, is "
            f"assumed. To say it, give a column {one.name}"
            f"{f', or labels that are its values ({one})' if isinstance(one, Category) else ''}."
        )


def _beyond(condition: Number, numbers: NDArray[np.float32]) -> Iterator[str]:
    """A remark if items have numbers beyond the range."""
    low, high = float(numbers.min()), float(numbers.max())
    slack = 1e-5 * (condition.high - condition.low)
    if low < condition.low - slack or high > condition.high + slack:
        name = condition.name
        yield (
            f"The data's {name} is from {low:g} to {high:g}, beyond its range, {condition}: give "
            f"conditions={{'{name}': ({low:g}, {high:g})}} (--condition {name}={low:g}..{high:g})."
        )


def _in_order(condition: object, classes: Sequence[str]) -> Iterator[str]:
    """A remark if classes were taken for values with other names."""
    if isinstance(condition, Category) and not set(classes) & set(condition.values):
        few = min(len(classes), LISTED)
        yield (
            f"The classes {', '.join(classes[:few])} are taken for the values of {condition.name} "
            f"in their order, {', '.join(condition.values[:few])}: no value has their names."
        )
