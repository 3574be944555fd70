"""Labels of data as a model's condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.conditions.category import Category

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from latentwalk.conditions.conditions import Conditions

LABELS = (
    "y", "label", "labels", "class", "class_label", "class_labels", "class_idx", "class_id",
    "classes", "cls", "c", "cond", "condition", "conditions", "conditioning", "context", "target",
    "targets", "digit", "category", "character", "batch_index", "batch", "domain", "speaker",
)  # fmt: skip
"""Usual names of a condition that labels give."""


def label_condition(
    conditions: Conditions, names: Sequence[str], ordered: bool = True
) -> tuple[int, list[int]] | None:
    """The condition that the data's labels give: its place, and the value of each class.

    It is the category whose values have the classes' names, or else the usual one by its name, or
    the only one. There classes without a value are -1 if others have one by their name; if none
    has, they are its values in order, as far as there are enough.

    Args:
        conditions: the model's conditions.
        names: the names of the data's classes.
        ordered: whether their order means anything; otherwise only their names count.
    """
    categories = [(i, one) for i, one in enumerate(conditions) if isinstance(one, Category)]
    if not names:
        return None
    for place, category in categories:
        values = {value: i for i, value in enumerate(category.values)}
        if all(name in values for name in names):
            return place, [values[name] for name in names]
    usual = [one for one in categories if one[1].name in LABELS]
    for place, category in [*usual[:1], *(categories if len(categories) == 1 else [])]:
        values = {value: i for i, value in enumerate(category.values)}
        if any(name in values for name in names):
            return place, [values.get(name, -1) for name in names]
        if ordered and len(names) <= category.width:
            return place, list(range(len(names)))
    return None


def codes_of(
    conditions: Conditions,
    labels: NDArray[np.integer],
    names: Sequence[str],
    ordered: bool = True,
) -> NDArray[np.float32] | None:
    """What the conditions are for labelled items, (n, m) as in an atlas; None without conditions.

    Args:
        conditions: the model's conditions.
        labels: (n,) indices into the names, or -1.
        names: the names of the classes; those of integers if empty.
        ordered: whether the order of the names means anything.
    """
    if not conditions:
        return None
    codes = np.full((len(labels), len(conditions)), np.nan, np.float32)
    highest = int(labels.max(initial=-1))
    found = label_condition(conditions, names or [str(i) for i in range(highest + 1)], ordered)
    if found is not None:
        place, values = found
        known = (labels >= 0) & (labels < len(values))
        own = np.array([value if value >= 0 else np.nan for value in values], np.float32)
        codes[known, place] = own[labels[known]]
    return codes


def codes_of_words(
    conditions: Conditions, labels: Sequence[int | str | None]
) -> NDArray[np.float32]:
    """What the conditions are for items with labels as they are written, (n, m) as in an atlas.

    The labels are those of the category with a usual name, or of the only one. A label is the name
    of a value, or its index if it is a number that is no name.
    """
    codes = np.full((len(labels), len(conditions)), np.nan, np.float32)
    categories = [(i, one) for i, one in enumerate(conditions) if isinstance(one, Category)]
    usual = [one for one in categories if one[1].name in LABELS]
    if usual or len(categories) == 1:
        place, category = (usual or categories)[0]
        codes[:, place] = [category.code(label) for label in labels]
    return codes
