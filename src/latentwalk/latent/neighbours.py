"""Exact nearest neighbours by Euclidean distance, in blocks of bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 512


def nearest(
    queries: NDArray[np.floating], points: NDArray[np.floating], k: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The k nearest points to each query, nearest first.

    Args:
        queries: (m, d).
        points: (n, d), n >= k.
        k: the number of neighbours.

    Returns:
        Indices into `points`, (m, k), and Euclidean distances, (m, k) float64.
    """
    wide = points.astype(np.float64)
    squares = (wide**2).sum(1)
    indices = np.empty((len(queries), k), dtype=np.intp)
    distances = np.empty((len(queries), k))
    for start in range(0, len(queries), BLOCK):
        block = queries[start : start + BLOCK].astype(np.float64)
        # |q - p|^2 without |q|^2, which is the same for all points
        gap = squares - 2 * (block @ wide.T)
        found = np.argpartition(gap, k - 1, axis=1)[:, :k]
        exact = np.linalg.norm(block[:, None] - wide[found], axis=2)
        order = np.argsort(exact, axis=1, kind="stable")
        indices[start : start + BLOCK] = np.take_along_axis(found, order, axis=1)
        distances[start : start + BLOCK] = np.take_along_axis(exact, order, axis=1)
    return indices, distances


def vote(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """The most frequent label of each row (m, k): (m,). The nearest decides between equals."""
    winners = np.empty(len(labels), dtype=np.int32)
    for row, neighbours in enumerate(labels):
        values, first, counts = np.unique(neighbours, return_index=True, return_counts=True)
        winners[row] = values[np.lexsort((first, -counts))[0]]
    return winners
