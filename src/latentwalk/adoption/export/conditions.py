"""The conditions of an exported network: the names of its inputs, and numbers to try it with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.conditions.category import Category

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.conditions.conditions import Conditions

RESERVED = ("z", "image", "sample", "mean", "logvar")
"""Names of a network's other inputs and outputs."""


def input_names(conditions: Conditions, own: str) -> list[str]:
    """A name for each condition's input: its own, if a network can have it.

    Args:
        conditions: the conditions.
        own: the name of the network's first input.
    """
    return [
        one.name
        if one.name.isidentifier() and one.name not in {*RESERVED, own}
        else f"condition_{i}"
        for i, one in enumerate(conditions)
    ]


def numbers_for(
    conditions: Conditions, n: int, rng: np.random.Generator
) -> list[NDArray[np.float32]]:
    """Numbers (n, width) of random values for each condition."""
    codes = (
        np.stack(
            [
                rng.integers(one.width, size=n) if isinstance(one, Category) else rng.random(n)
                for one in conditions
            ],
            axis=1,
        )
        if conditions
        else np.empty((n, 0))
    )
    return conditions.split(conditions.expanded(codes.astype(np.float32)))
