"""Clusters of the encoded data: groups of items that lie closer together than what is between."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import MissingError
from latentwalk.latent.neighbours import nearest
from latentwalk.layouts.inverse import MOST, evenly
from latentwalk.terminal.console import spinner

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALLEST, SHARE = 15, 0.01
"""The fewest points of a cluster, and the least share of all."""
NEIGHBOURS = 5
"""The distance to which neighbour says how dense the points lie (`min_samples`): a larger number
joins the groups of a t-SNE, which lie about equally dense."""


def check_clustering() -> None:
    """Check that scikit-learn is installed.

    Raises:
        MissingError: it is not.
    """
    if importlib.util.find_spec("sklearn") is None:
        raise MissingError("Clusters need scikit-learn: pip install 'latentwalk[layout]'.")


def clustered(points: NDArray[np.float32]) -> NDArray[np.int32]:
    """Find clusters by HDBSCAN (Campello et al. 2013), scikit-learn's.

    Of more than 20,000 points, evenly spaced ones are clustered, and the others belong where the
    nearest of these does.

    Args:
        points: (n, d), the places of a layout or latent points.

    Returns:
        (n,): the cluster of each point, 0 for the largest; -1 where it is in none.

    Raises:
        MissingError: scikit-learn is not installed.
    """
    check_clustering()
    some = evenly(len(points), MOST)
    smallest = max(SMALLEST, int(SHARE * len(some)))
    if len(some) < 2 * smallest:
        return np.full(len(points), -1, np.int32)
    from sklearn.cluster import HDBSCAN

    with spinner(f"clustering {len(some):,} points"):
        method = HDBSCAN(min_cluster_size=smallest, min_samples=NEIGHBOURS, copy=True)
        found = _by_size(method.fit_predict(points[some]))
    if len(some) == len(points):
        return found
    indices, _ = nearest(points, points[some], 1)
    return found[indices[:, 0]]


def _by_size(found: NDArray[np.integer]) -> NDArray[np.int32]:
    """Clusters (n,) renumbered from the largest to the smallest; -1 stays."""
    sizes = np.bincount(found[found >= 0])
    ranks = np.empty(len(sizes) + 1, np.int32)
    ranks[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    ranks[-1] = -1
    return np.asarray(ranks[found])
