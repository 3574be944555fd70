from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import KDTree

from latentwalk.layouts.inverse import (
    AROUND,
    FAR,
    NEAR,
    NEIGHBOURS,
    OUTSIDE,
    RIDGE,
    SPACING,
    Inverse,
    evenly,
)
from tests.layouts.swiss import function, sheet


def reference(places, means, at):  # type: ignore[no-untyped-def]
    """The formula of the module, for one place, by weighted least squares."""
    distances, found = KDTree(places).query(at, NEIGHBOURS + 1)
    weights = (1 - (distances / distances[-1]) ** 2) ** 2
    weights /= weights.sum()
    near, z = places[found].astype(float), means[found].astype(float)
    middle, mean = weights @ near, weights @ z
    ridge = RIDGE * (weights @ ((near - middle) ** 2).sum(1)) / 2
    # a ridge is two more observations of slope 0
    rows = np.vstack([np.sqrt(weights)[:, None] * (near - middle), np.sqrt(ridge) * np.eye(2)])
    values = np.vstack([np.sqrt(weights)[:, None] * (z - mean), np.zeros((2, z.shape[1]))])
    slope = np.linalg.lstsq(rows, values, rcond=None)[0]
    step = np.asarray(at, float) - middle
    length = np.sqrt(step @ np.linalg.inv(rows.T @ rows) @ step)
    return mean + step / max(1.0, length / OUTSIDE) @ slope


def test_it_is_a_local_linear_fit() -> None:
    places, means = sheet()
    at = np.array([[0.1, 0.3], [1.9, -1.9], [3, 3], places[7]], np.float32)
    expected = [reference(places, means, one) for one in at]
    np.testing.assert_allclose(Inverse(places, means)(at), expected, atol=1e-5)


def test_it_follows_a_smooth_sheet() -> None:
    places, means = sheet(2000)
    at = np.random.default_rng(1).uniform(-1.7, 1.7, (100, 2)).astype(np.float32)
    np.testing.assert_allclose(Inverse(places, means)(at), function(at), atol=0.05)


@given(st.integers(0, 2**32 - 1))
def test_it_moves_continuously(seed: int) -> None:
    places, means = sheet(200)
    rng = np.random.default_rng(seed)
    start, step = rng.uniform(-2, 2, 2), rng.normal(size=2)
    line = start + np.linspace(0, 1e-3, 50)[:, None] * step / np.linalg.norm(step)
    points = Inverse(places, means)(line.astype(np.float32))
    assert np.linalg.norm(np.diff(points, axis=0), axis=1).max() < 2e-3


@given(st.integers(0, 2**32 - 1), st.floats(0, 100))
def test_it_stays_near_the_data(seed: int, far: float) -> None:
    places, means = sheet(200)
    angle = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    at = np.array([[far * np.cos(angle), far * np.sin(angle)]], np.float32)
    assert np.abs(Inverse(places, means)(at)).max() < 2 * np.abs(means).max()


@pytest.mark.parametrize(
    "places",
    [np.zeros((30, 2)), np.stack([np.arange(30.0), np.zeros(30)], 1), np.eye(2)],
    ids=["at one place", "on a line", "two"],
)
def test_degenerate_layouts_give_finite_points(places: np.ndarray) -> None:  # type: ignore[type-arg]
    means = np.random.default_rng(0).normal(size=(len(places), 3)).astype(np.float32)
    inverse = Inverse(places.astype(np.float32), means)
    at = np.array([[0, 0], [5, 5], [-1, 0.5]], np.float32)
    assert np.isfinite(inverse(at)).all()
    assert np.isfinite(inverse.trust(at)).all()
    assert np.isfinite(inverse.error())


def test_trust_falls_with_the_distance_in_spacings() -> None:
    grid = np.stack(np.meshgrid(np.arange(20.0), np.arange(20.0)), -1).reshape(-1, 2)
    inverse = Inverse(grid.astype(np.float32), grid.astype(np.float32))
    at = np.array([[9.5, 9.5], [19 + 3.3, 10], [40, 40]], np.float32)
    tree = KDTree(grid)
    found = tree.query(at, AROUND)[1]
    spacing = tree.query(grid, SPACING + 1)[0][:, -1][found].mean(1)
    expected = np.clip((FAR - tree.query(at, SPACING)[0][:, -1] / spacing) / (FAR - NEAR), 0, 1)
    assert expected[0] > expected[1] > expected[2]
    np.testing.assert_allclose(inverse.trust(at), expected, atol=0.1)  # there are ties


def test_its_error_leaves_each_item_out() -> None:
    places, means = sheet(60)
    off = []
    for row in range(60):
        others = np.delete(np.arange(60), row)
        point = Inverse(places[others], means[others])(places[row : row + 1])[0]
        off.append(np.square(point - means[row]).sum())
    spread = np.square(means - means.mean(0)).sum(1).mean()
    assert Inverse(places, means).error() == pytest.approx(np.sqrt(np.mean(off) / spread), 1e-4)


def test_the_error_of_noise_is_the_spread() -> None:
    rng = np.random.default_rng(0)
    places, means = rng.normal(size=(3000, 2)), rng.normal(size=(3000, 8))
    assert Inverse(places, means).error() == pytest.approx(1, abs=0.12)


@given(st.integers(0, 10_000), st.integers(1, 500))
def test_evenly_spaced_rows_are_few_enough(n: int, most: int) -> None:
    rows = evenly(n, most)
    assert len(rows) <= most
    assert len(rows) == n or len(rows) > most // 2
