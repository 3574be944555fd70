from __future__ import annotations

import numpy as np
import pytest

from latentwalk.latent.movement import DURATION, Movement

HERE, THERE = np.zeros(2, np.float32), np.array([1.0, -2.0], np.float32)


def test_it_begins_and_ends_where_it_should() -> None:
    movement = Movement(HERE, THERE, began=10.0)
    np.testing.assert_array_equal(movement.at(9.0), HERE)
    np.testing.assert_array_equal(movement.at(10.0), HERE)
    np.testing.assert_array_equal(movement.at(10.0 + DURATION), THERE)
    np.testing.assert_array_equal(movement.at(99.0), THERE)
    assert not movement.ended(10.0 + DURATION / 2)
    assert movement.ended(10.0 + DURATION)


def test_it_is_straight_monotone_and_slow_at_both_ends() -> None:
    movement = Movement(HERE, THERE, began=0.0)
    way = np.stack([movement.at(t) for t in np.linspace(0, DURATION, 101)])
    np.testing.assert_allclose(way[:, 1], -2 * way[:, 0], atol=1e-6)
    steps = np.diff(way[:, 0])
    assert (steps >= 0).all()
    assert steps[0] < steps[50] / 10
    assert steps[-1] < steps[50] / 10
    assert way[50, 0] == pytest.approx(0.5)
