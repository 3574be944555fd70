"""The nearest point that satisfies linear inequalities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TOLERANCE = 1e-12
"""Gradients that count as zero."""


def nearest_satisfying(start: Array, at: Array, slopes: Array, gaps: Array) -> Array | None:
    """The point (d,) nearest to `start` at which linear inequalities hold.

    Inequality i is ``slopes[i] @ (x - at) + gaps[i] >= 0``. It is solved as a least-squares problem
    with non-negative unknowns (least distance programming, Lawson and Hanson 1974, chapter 23).

    Args:
        start: (d,).
        at: the point (d,) at which the inequalities were linearized.
        slopes: (k, d).
        gaps: (k,).

    Returns:
        The point, or None if the inequalities contradict each other.
    """
    needed = -(slopes @ (start - at) + gaps)
    matrix = np.vstack([slopes.T, needed])
    target = np.zeros(len(matrix))
    target[-1] = 1
    residual = target - matrix @ _non_negative(matrix, target)
    if not residual[-1] > TOLERANCE:
        return None
    return np.asarray(start - residual[:-1] / residual[-1])


def _non_negative(matrix: Array, target: Array) -> Array:
    """The x >= 0 (k,) that minimizes ``|matrix @ x - target|`` (Lawson and Hanson's NNLS)."""
    found = np.zeros(matrix.shape[1])
    free: list[int] = []
    for _ in range(3 * len(found)):
        gradient = matrix.T @ (target - matrix @ found)
        gradient[free] = 0
        best = int(gradient.argmax())
        if gradient[best] <= TOLERANCE:
            break
        free.append(best)
        while free:
            there = np.linalg.lstsq(matrix[:, free], target)[0]
            here = found[free]
            if there.min() > 0:
                found[free] = there
                break
            # as far as all stay positive; what becomes zero is no longer free
            low = there <= 0
            share = (here[low] / (here[low] - there[low])).min()
            here += share * (there - here)
            here[here <= TOLERANCE * here.max()] = 0
            found[free] = here
            free = [i for i in free if found[i] > 0]
    return found
