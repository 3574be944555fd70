"""Tries a model with the data's own labels as its condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.conditions.labels import codes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.model import ForeignModel


def hold_labels(
    foreign: ForeignModel,
    labels: NDArray[np.int32] | None,
    names: Sequence[str],
    own: NDArray[np.float32] | None = None,
    *,
    ordered: bool = True,
) -> None:
    """Hold the conditions of some samples from now on, or else their defaults.

    Args:
        foreign: the model.
        labels: (n,) the samples' labels; None if unknown.
        names: the names of the classes.
        own: (n, m) what the data's columns say, which precedes the labels.
        ordered: whether the order of the classes means anything.
    """
    held = foreign.held
    if held is None:
        return
    codes = None if labels is None else codes_of(held.conditions, labels, names, ordered)
    codes = merged(own, codes)
    held.hold(held.conditions.default[None] if codes is None else held.conditions.expanded(codes))


def merged(
    own: NDArray[np.float32] | None, codes: NDArray[np.float32] | None
) -> NDArray[np.float32] | None:
    """Codes (n, m) of columns, and those of labels where these say nothing."""
    if own is None or codes is None:
        return codes if own is None else own
    return np.where(np.isfinite(own), own, codes)
