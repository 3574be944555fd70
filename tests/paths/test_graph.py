from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from latentwalk.paths.graph import Graph


@pytest.mark.parametrize(("n", "d", "k"), [(400, 2, 5), (300, 6, 8), (40, 1, 3)])
def test_the_shortest_ways_are_those_of_scipy(n: int, d: int, k: int) -> None:
    points = np.random.default_rng(n).normal(size=(n, d))
    lengths, found = KDTree(points).query(points, k=k + 1)
    rows = np.repeat(np.arange(n), k)
    table = coo_array((lengths[:, 1:].ravel(), (rows, found[:, 1:].ravel())), shape=(n, n))
    expected = dijkstra(table.tocsr(), directed=False, indices=0)
    graph = Graph(points, k)
    reached = np.flatnonzero(np.isfinite(expected))
    assert len(reached) > n / 2
    for end in reached[:: max(1, len(reached) // 20)]:
        way = graph.shortest(0, int(end))
        assert (way[0], way[-1]) == (0, end)
        length = np.linalg.norm(np.diff(points[way], axis=0), axis=1).sum()
        assert length == pytest.approx(expected[end])


def test_the_shortest_bridge_is_built_to_what_is_not_reached() -> None:
    points = np.array([[0.0], [1], [2], [10], [11], [12]])
    assert Graph(points, 2).shortest(0, 5)[:3] != [0, 5]
    way = points[Graph(points, 1).shortest(0, 5), 0]
    assert way.tolist() == [0, 1, 2, 10, 11, 12]
