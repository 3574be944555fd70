"""Shortest paths in the graph of nearest neighbours.

Chen et al., "Fast approximate geodesics for deep generative models" (2018), walk such a graph of
encoded data. Here, edges are as long as the straight line between their ends.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.neighbours import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Graph:
    """Points, each connected with its k nearest in both directions."""

    def __init__(self, points: NDArray[np.floating], k: int) -> None:
        """Connect the points.

        Args:
            points: (n, d), all different.
            k: the number of neighbours; all others if there are fewer.
        """
        self.points = points.astype(np.float64)
        n = len(points)
        self._edges: list[dict[int, float]] = [{} for _ in range(n)]
        found, lengths = nearest(self.points, self.points, min(k + 1, n))
        for i, (near, far) in enumerate(zip(found.tolist(), lengths.tolist(), strict=True)):
            for j, length in zip(near, far, strict=True):
                if j != i:
                    self._connect(i, j, length)

    def _connect(self, i: int, j: int, length: float) -> None:
        self._edges[i][j] = self._edges[j][i] = length

    def shortest(self, start: int, end: int) -> list[int]:
        """The points on the shortest way, from `start` to `end`, by Dijkstra's algorithm.

        Where no way leads to `end`, the shortest possible bridge is added to the graph from all
        points that are reached to all others, and so on.
        """
        while True:
            before = self._search(start, end)
            if end in before:
                break
            self._bridge(np.fromiter(before, np.intp))
        way = [end]
        while way[-1] != start:
            way.append(before[way[-1]])
        return way[::-1]

    def _search(self, start: int, end: int) -> dict[int, int]:
        """For each point that is reached before `end`, and for `end`, the one before it."""
        before: dict[int, int] = {}
        best = {start: 0.0}
        queue = [(0.0, start, start)]
        while queue:
            length, i, previous = heapq.heappop(queue)
            if i in before:
                continue
            before[i] = previous
            if i == end:
                break
            for j, edge in self._edges[i].items():
                if length + edge < best.get(j, np.inf):
                    best[j] = length + edge
                    heapq.heappush(queue, (best[j], j, i))
        return before

    def _bridge(self, reached: NDArray[np.intp]) -> None:
        """Connect the points that are reached, and the others, where they are nearest."""
        others = np.setdiff1d(np.arange(len(self.points)), reached)
        found, lengths = nearest(self.points[reached], self.points[others], 1)
        i = int(np.argmin(lengths[:, 0]))
        self._connect(int(reached[i]), int(others[found[i, 0]]), float(lengths[i, 0]))
