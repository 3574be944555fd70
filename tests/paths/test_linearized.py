from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.paths.linearized import nearest_satisfying

optimize = pytest.importorskip("scipy.optimize")


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 5))
def test_it_is_the_solution_of_the_quadratic_program(seed: int, k: int, d: int) -> None:
    """No inequality that some point satisfies is violated, and no other direction leads nearer."""
    rng = np.random.default_rng(seed)
    slopes = rng.standard_normal((k, d))
    inside, start = rng.standard_normal((2, d)) * 3
    gaps = rng.random(k)  # at `inside`, all of them are satisfied
    found = nearest_satisfying(start, inside, slopes, gaps)
    assert found is not None
    left = slopes @ (found - inside) + gaps
    assert left.min() > -1e-4
    # the way there is a combination of the slopes that hold it back, with positive weights
    holding = slopes[left < 1e-4].T
    if holding.size:
        assert optimize.nnls(holding, found - start)[1] < 1e-3
    else:
        np.testing.assert_array_equal(found, start)


def test_in_a_corner_both_are_met() -> None:
    found = nearest_satisfying(
        np.array([0.0, 0.0, 5.0]), np.zeros(3), np.eye(3)[:2], np.array([-1.0, -2.0])
    )
    np.testing.assert_allclose(found, [1, 2, 5])


def test_contradictory_inequalities_have_none() -> None:
    slopes = np.array([[1.0, 0.0], [-1.0, 0.0]])
    assert nearest_satisfying(np.zeros(2), np.zeros(2), slopes, np.array([-1.0, -1.0])) is None


def test_without_a_slope_there_is_none() -> None:
    assert nearest_satisfying(np.ones(2), np.zeros(2), np.zeros((1, 2)), np.zeros(1) - 1) is None
