"""Places that are likely under the prior, and far from all data."""

from __future__ import annotations

import numpy as np

from latentwalk.diagnosis.holes import empty_places
from latentwalk.diagnosis.surroundings import Surroundings


def test_a_ball_without_data_is_a_hole_and_the_only_one() -> None:
    rng = np.random.default_rng(0)
    square = rng.uniform(-1, 1, (20_000, 2))
    centre = np.array([0.3, -0.2])
    data = Surroundings.of(square[np.linalg.norm(square - centre, axis=1) > 0.25])
    draws = rng.uniform(-0.9, 0.9, (2000, 2))
    share, holes = empty_places(data, draws, np.array([0, 1]), 1)
    assert np.linalg.norm(np.array(holes[0].z) - centre) < 0.05
    np.testing.assert_allclose(holes[0].distance * data.gap, 0.25, atol=0.05)
    # the ball's share of the area, and 1 % of the data's own places
    assert abs(share - (np.pi * 0.25**2 / 1.8**2 + 0.01)) < 0.02


def test_places_in_one_hole_are_listed_once() -> None:
    grid = np.stack(np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21)), -1).reshape(-1, 2)
    near = lambda x, y: np.linalg.norm(grid - [x, y], axis=1) < 0.35  # noqa: E731
    data = Surroundings.of(grid[~near(0.5, 0.5) & ~near(-0.5, -0.5)])
    _, holes = empty_places(data, grid, np.array([0, 1]), 2)
    found = sorted(holes, key=lambda hole: hole.z)
    np.testing.assert_allclose([hole.z for hole in found], [[-0.5, -0.5], [0.5, 0.5]], atol=1e-9)


def test_unused_dimensions_are_at_zero() -> None:
    rng = np.random.default_rng(0)
    data = Surroundings.of(rng.standard_normal((50, 1)))
    _, holes = empty_places(data, np.array([[9.0, 5.0]]), np.array([1]), 3)
    assert [hole.z for hole in holes] == [(0.0, 5.0)]
