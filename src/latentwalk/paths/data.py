"""Paths through a model's encoded data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import MissingError
from latentwalk.paths.graph import Graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

NEIGHBOURS = 10
MOST_ITEMS = 20_000
"""More encoded items are thinned out evenly; neighbours are searched in all pairs."""
ROUNDS = 4
"""How often corners are cut; a fifth round would move the curve by a thousandth of an edge."""


class Data:
    """The graph of a model's encoded data, and of the points to go through."""

    def __init__(self, model: Model, stops: NDArray[np.float32]) -> None:
        """Connect the means of the data, and the stops (k, d), with their nearest.

        Raises:
            MissingError: the model has no encoded data.
        """
        atlas = model.atlas
        if atlas is None or not len(atlas):
            raise MissingError(
                f"{model.name} has no encoded data to go through: add some with "
                "`latentwalk encode`, or choose another path."
            )
        count = min(len(atlas), MOST_ITEMS)
        means = atlas.mean[np.linspace(0, len(atlas) - 1, count).round().astype(int)]
        points, nodes = np.unique(np.concatenate([stops, means]), axis=0, return_inverse=True)
        self._nodes = nodes.reshape(-1)[: len(stops)].tolist()
        self._graph = Graph(points, NEIGHBOURS)

    def path(self, start: int, end: int, n: int) -> NDArray[np.float64]:
        """The smoothed shortest path between two of the stops, (n, d), evenly spaced in length."""
        way = self._graph.shortest(self._nodes[start], self._nodes[end])
        return spaced(smoothed(self._graph.points[way]), n)


def smoothed(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut the corners of a polyline (m, d), again and again, and keep its ends.

    The limit is the uniform quadratic B-spline with these corners, and straight lines from the ends
    to it (Chaikin, "An algorithm for high-speed curve generation", 1974). It touches the middle of
    each edge.
    """
    for _ in range(ROUNDS):
        if len(corners) < 3:
            break
        first, second = corners[:-1], corners[1:]
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], axis=1)
        corners = np.concatenate([corners[:1], cut.reshape(-1, cut.shape[2]), corners[-1:]])
    return corners


def spaced(curve: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Points (n, d) at equal distances along a polyline (m, d), from its first to its last."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    at = np.linspace(0, along[-1], n)
    return np.stack([np.interp(at, along, column) for column in curve.T], axis=1)
