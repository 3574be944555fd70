from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.interpolate import CubicSpline

from latentwalk.errors import LatentError, SettingsError
from latentwalk.latent.path import CurveKind, walk

KINDS: list[CurveKind] = ["lerp", "slerp", "spline"]
stops = hnp.arrays(
    np.float32,
    st.tuples(st.integers(2, 6), st.integers(1, 8)),
    elements=st.floats(-4, 4, width=32),
)


@given(points=stops, kind=st.sampled_from(KINDS))
def test_an_open_walk_passes_through_its_points_in_equal_times(
    points: np.ndarray, kind: CurveKind
) -> None:
    path = walk(points, frames=10 * (len(points) - 1) + 1, kind=kind)
    np.testing.assert_allclose(path[::10], points, atol=2e-5)


@given(points=stops, kind=st.sampled_from(KINDS))
def test_a_loop_passes_through_its_points_and_has_no_double(
    points: np.ndarray, kind: CurveKind
) -> None:
    path = walk(points, frames=10 * len(points), kind=kind, loop=True)
    np.testing.assert_allclose(path[::10], points, atol=2e-5)
    closed = np.concatenate([path, path[:1]])
    assert np.isfinite(closed).all()


@pytest.mark.parametrize(("loop", "ends"), [(False, "natural"), (True, "periodic")])
@pytest.mark.parametrize("count", [3, 4, 7])
def test_the_spline_is_scipy_s(loop: bool, ends: str, count: int) -> None:
    points = np.random.default_rng(count).normal(size=(count, 5)).astype(np.float32)
    knots = np.concatenate([points, points[:1]]) if loop else points
    reference = CubicSpline(np.arange(len(knots)), knots, bc_type=ends)
    time = np.linspace(0, len(knots) - 1, 50, endpoint=not loop)
    np.testing.assert_allclose(walk(points, 50, "spline", loop=loop), reference(time), atol=1e-5)


def test_slerp_keeps_to_the_sphere() -> None:
    points = np.array([[2, 0, 0], [0, 2, 0], [0, 0, -2]], np.float32)
    path = walk(points, 41, "slerp")
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 2.0, rtol=1e-5)
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-3)


@pytest.mark.parametrize("other", [[0, 0], [3, 0], [-1, 0], [1e-20, 0]])
def test_slerp_without_an_arc_is_straight(other: list[float]) -> None:
    points = np.array([[1, 0], other], np.float32)
    np.testing.assert_allclose(walk(points, 5, "slerp"), walk(points, 5, "lerp"), atol=1e-6)


def test_lerp_is_straight_and_even() -> None:
    path = walk(np.array([[0, 0], [4, 2]], np.float32), 5)
    np.testing.assert_allclose(path, [[0, 0], [1, 0.5], [2, 1], [3, 1.5], [4, 2]])


def test_too_few_points_and_frames_are_refused() -> None:
    point = np.zeros((1, 2), np.float32)
    with pytest.raises(LatentError, match="at least two points"):
        walk(point, 10)
    with pytest.raises(SettingsError, match="at least two frames"):
        walk(np.zeros((2, 2), np.float32), 1)
    with pytest.raises(SettingsError, match="lerp, slerp, spline"):
        walk(np.zeros((2, 2), np.float32), 5, "arc")  # type: ignore[arg-type]
