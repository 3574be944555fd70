"""Tries a model with the data's own labels as its condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.conditions.labels import codes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.model import ForeignModel


def hold_labels(
    foreign: ForeignModel, labels: NDArray[np.int32] | None, names: Sequence[str]
) -> None:
    """Hold the conditions of labelled samples (n,) from now on, or else their defaults."""
    held = foreign.held
    if held is None:
        return
    codes = None if labels is None else codes_of(held.conditions, labels, names)
    held.hold(held.conditions.default[None] if codes is None else held.conditions.expanded(codes))
