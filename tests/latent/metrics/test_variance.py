"""Two-way analysis of variance, against sums by hand."""

from __future__ import annotations

import numpy as np
import pytest

from latentwalk.latent.metrics.variance import variance_shares


def test_it_is_the_decomposition_by_hand() -> None:
    # rows: points, columns: conditions; means of rows 2, 5, of columns 3, 2, 5.5, of all 3.5
    table = np.array([[1.0, 2.0, 3.0], [5.0, 2.0, 8.0]])
    total = 6.25 + 2.25 + 0.25 + 2.25 + 2.25 + 20.25
    by_point = 3 * (1.5**2 + 1.5**2)
    by_condition = 2 * (0.5**2 + 1.5**2 + 2.0**2)
    shares = variance_shares(table)
    assert shares.by_point == pytest.approx(by_point / total)
    assert shares.by_condition == pytest.approx(by_condition / total)
    assert shares.by_both == pytest.approx(1 - (by_point + by_condition) / total)


def test_a_sum_of_both_has_no_interaction_and_a_product_has() -> None:
    rng = np.random.default_rng(0)
    point, condition = rng.normal(size=(7, 1, 3, 2)), rng.normal(size=(1, 4, 3, 2))
    assert variance_shares(point + condition).by_both == pytest.approx(0, abs=1e-12)
    assert variance_shares(point + 0 * condition) == pytest.approx((0, 1, 0))
    assert variance_shares(0 * point + condition) == pytest.approx((1, 0, 0))
    centred = (point - point.mean(0)) * (condition - condition.mean(1, keepdims=True))
    assert variance_shares(centred).by_both == pytest.approx(1)


def test_equal_samples_have_no_shares() -> None:
    assert variance_shares(np.ones((3, 2, 4))) == (0, 0, 0)
