"""How much of decoded samples the latent point, the condition and both together determine."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Shares(NamedTuple):
    """Shares of a variance; their sum is 1, or all are 0 if nothing varies."""

    by_condition: float
    """Of the means over the points: what the condition alone changes."""
    by_point: float
    """Of the means over the conditions: what the latent point alone changes."""
    by_both: float
    """The rest, the interaction: what a point changes under some conditions only."""


def variance_shares(samples: NDArray[np.floating]) -> Shares:
    """The two-way analysis of variance of n points decoded under each of k conditions.

    Its sums of squares are added over the values of a sample. With one sample for each pair the
    design is balanced, so they add up to the total: Fisher, "Statistical methods for research
    workers", 1925, chapter 7.

    Args:
        samples: (n, k, ...).
    """
    n, k = samples.shape[:2]
    values = samples.reshape(n, k, -1)
    middle = values.mean((0, 1), dtype=np.float64)
    of_points = values.mean(1, dtype=np.float64) - middle  # (n, p)
    of_conditions = values.mean(0, dtype=np.float64) - middle  # (k, p)
    total = sum(float(np.square(values[i] - middle).sum()) for i in range(n))
    if total == 0:
        return Shares(0.0, 0.0, 0.0)
    by_point = k * float(np.square(of_points).sum()) / total
    by_condition = n * float(np.square(of_conditions).sum()) / total
    return Shares(by_condition, by_point, max(0.0, 1 - by_point - by_condition))
