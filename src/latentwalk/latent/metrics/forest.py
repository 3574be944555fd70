"""A random forest of classification trees, for the importance of latent dimensions.

Breiman, "Random forests", 2001: each tree is grown on a bootstrap sample, and split where the Gini
impurity decreases most, over all dimensions. All nodes of a level are split together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TREES = 10
DEPTH = 10
"""The maximum number of splits between a tree's root and a leaf."""


@dataclass(frozen=True)
class _Level:
    """The m nodes at one depth of a tree."""

    dim: NDArray[np.intp]
    """(m,): the dimension of each split; -1 for a leaf."""
    cut: NDArray[np.float64]
    """(m,): the threshold; values up to it go left."""
    left: NDArray[np.intp]
    """(m,): the left child in the next level; the right one follows it."""
    shares: NDArray[np.float64]
    """(m, k): the shares of the classes."""


@dataclass(frozen=True)
class Forest:
    """Trees that predict one of k classes from points of d dimensions."""

    trees: tuple[tuple[_Level, ...], ...]
    importance: NDArray[np.float64]
    """(d,): the share of the total decrease of impurity by splits of each dimension, the mean over
    the trees; all zero if nothing could be split."""

    @classmethod
    def grown(
        cls,
        points: NDArray[np.float32],
        labels: NDArray[np.int32],
        rng: np.random.Generator,
        trees: int = TREES,
    ) -> Forest:
        """Grow a forest on points (n, d) and labels (n,), counted from 0."""
        wide = points.astype(np.float64)
        classes = int(labels.max()) + 1
        grown, falls = [], []
        for _ in range(trees):
            rows = rng.integers(0, len(points), len(points))
            levels, fall = _tree(wide[rows], labels[rows], classes)
            grown.append(levels)
            falls.append(fall / fall.sum() if fall.any() else fall)
        return cls(tuple(grown), np.mean(falls, axis=0))

    def labels(self, points: NDArray[np.float32]) -> NDArray[np.int32]:
        """The most likely class by the trees' mean shares, for points (n, d): (n,)."""
        wide = points.astype(np.float64)
        shares = np.sum([_predicted(levels, wide) for levels in self.trees], axis=0)
        return np.asarray(shares.argmax(1), np.int32)


def _tree(
    points: NDArray[np.float64], labels: NDArray[np.int32], classes: int
) -> tuple[tuple[_Level, ...], NDArray[np.float64]]:
    """A tree, and the decrease of impurity by splits of each dimension (d,)."""
    fall = np.zeros(points.shape[1])
    levels: list[_Level] = []
    marks = np.eye(classes)[labels]  # (n, k)
    orders = np.argsort(points, axis=0)
    node, count = np.zeros(len(points), np.int16), 1  # -1 for points in a leaf
    for depth in range(DEPTH + 1):
        active = node >= 0
        held = np.zeros((count, classes))
        np.add.at(held, node[active], marks[active])
        best = np.full(count, 1e-9)
        dim, cut = np.full(count, -1, np.intp), np.zeros(count)
        for j in range(len(fall) if depth < DEPTH else 0):
            rows = orders[active[orders[:, j]], j]
            rows = rows[np.argsort(node[rows], kind="stable")]
            gain, at = _best_cut(node[rows], points[rows, j], marks[rows], held)
            better = gain > best
            best[better], dim[better], cut[better] = gain[better], j, at[better]
        parts = dim >= 0
        np.add.at(fall, dim[parts], best[parts])
        left = 2 * (np.cumsum(parts) - 1)
        levels.append(_Level(dim, cut, left, held / held.sum(1, keepdims=True)))
        going = np.flatnonzero(active)
        going = going[parts[node[going]]]
        if not len(going):
            break
        was = node[going]
        node[:] = -1
        node[going] = left[was] + (points[going, dim[was]] > cut[was])
        count = 2 * int(parts.sum())
    return tuple(levels), fall


def _best_cut(
    node: NDArray[np.int16],
    values: NDArray[np.float64],
    marks: NDArray[np.float64],
    held: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The best cut of each node in one dimension: the decrease of impurity, and the threshold.

    n times the Gini impurity is n - sum_k n_k^2 / n.

    Args:
        node: (n,), ascending.
        values: (n,), ascending within each node.
        marks: (n, k), one-hot classes.
        held: (m, k): the number of points of each class in each node.
    """
    gain, at = np.full(len(held), -np.inf), np.zeros(len(held))
    cuts = np.flatnonzero((node[:-1] == node[1:]) & (values[:-1] < values[1:]))
    if not len(cuts):
        return gain, at
    sums = marks.cumsum(0)  # (n, k)
    sizes = held.sum(1)
    before = np.vstack([np.zeros(held.shape[1]), held]).cumsum(0)[:-1]  # (m, k)
    where = node[cuts]
    left = sums[cuts] - before[where]
    right = held[where] - left
    lefts = cuts + 1 - (np.cumsum(sizes) - sizes)[where]
    gains = _squares(left) / lefts + _squares(right) / (sizes[where] - lefts)
    gains -= (_squares(held) / sizes)[where]
    nodes, starts = np.unique(where, return_index=True)
    gain[nodes] = np.maximum.reduceat(gains, starts)
    hits = np.flatnonzero(gains == gain[where])
    some, firsts = np.unique(where[hits], return_index=True)
    chosen = cuts[hits[firsts]]
    at[some] = 0.5 * (values[chosen] + values[chosen + 1])
    return gain, at


def _squares(held: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.einsum("nk,nk->n", held, held))


def _predicted(levels: tuple[_Level, ...], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shares of the classes (n, k) in the leaf of each point."""
    node, rows = np.zeros(len(points), np.intp), np.arange(len(points))
    shares = np.empty((len(points), levels[0].shares.shape[1]))
    for level in levels:
        ends = level.dim[node] < 0
        shares[rows[ends]] = level.shares[node[ends]]
        node, rows = node[~ends], rows[~ends]
        right = points[rows, level.dim[node]] > level.cut[node]
        node = level.left[node] + right
    return shares
