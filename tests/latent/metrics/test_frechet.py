from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg

from latentwalk.latent.metrics.frechet import frechet_distance


def features(n: int, d: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d)).astype("f4")


@pytest.mark.parametrize("d", [1, 2, 12])
def test_it_is_the_formula_by_scipy_s_root_of_a_matrix(d: int) -> None:
    one, other = features(300, d, 0), features(200, d, 1)
    a, b = (np.atleast_2d(np.cov(part.astype("f8"), rowvar=False)) for part in (one, other))
    gap = one.mean(0, dtype="f8") - other.mean(0, dtype="f8")
    expected = gap @ gap + np.trace(a + b - 2 * np.real(linalg.sqrtm(a @ b)))
    assert frechet_distance(one, other) == pytest.approx(expected, rel=1e-6)


def test_a_set_is_at_no_distance_from_itself_and_moved_at_that_of_the_movement() -> None:
    one = features(400, 5, 0)
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(one, one + np.float32(2)) == pytest.approx(5 * 4, rel=1e-4)


def test_features_that_never_fire_do_no_harm() -> None:
    one, other = features(400, 5, 0), features(400, 5, 1)
    silent = np.zeros((400, 2), np.float32)
    both = frechet_distance(np.hstack([one, silent]), np.hstack([other, silent]))
    assert both == pytest.approx(frechet_distance(one, other), rel=1e-6)
