from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.paths import data
from tests.geometry.decoders import decoding, plane

if TYPE_CHECKING:
    import pytest


def test_smoothed_corners_are_on_the_quadratic_spline() -> None:
    corners = np.array([[0.0, 0], [4, 0], [4, 4]])
    curve = data.smoothed(corners)
    np.testing.assert_array_equal(curve[[0, -1]], corners[[0, -1]])
    # between the middles of both edges, it is the parabola with the corner as its pole
    t = np.linspace(0, 1, 1001)[:, None]
    parabola = (1 - t) ** 2 * [2, 0] + 2 * t * (1 - t) * [4, 0] + t**2 * [4, 2]
    between = curve[(curve[:, 0] >= 2) & (curve[:, 1] <= 2)]
    assert len(between) > 10
    gaps = np.linalg.norm(between[:, None] - parabola, axis=2).min(1)
    assert gaps.max() < 0.02


def test_spaced_points_are_equally_far_along_the_line() -> None:
    found = data.spaced(np.array([[0.0, 0], [1, 0], [1, 3]]), 5)
    np.testing.assert_allclose(found, [[0, 0], [1, 0], [1, 1], [1, 2], [1, 3]])


def test_many_items_are_thinned_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MOST_ITEMS", 10)
    items = np.linspace([0, 0], [1, 0], 1000)
    stops = np.array([[0, 1], [1, 1]], np.float32)
    graph = data.Data(decoding(plane, 2, 5, items), stops)._graph
    assert len(graph.points) == 12
