"""The range in which samples are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from latentwalk.adoption.interpretation.drawn_range import range_of
from tests.adoption.opening import opened_with_messages
from tests.adoption.samples import Arrays, ConvCurves, decoded


def test_the_range_has_a_margin() -> None:
    assert range_of(np.array([-1.0, 1.0], np.float32), from_zero=False) == (-1.1, 1.1)
    assert range_of(np.array([2.0, 4.0], np.float32), from_zero=False) == (1.9, 4.1)
    assert range_of(np.array([2.0, 4.0], np.float32), from_zero=True) == (0.0, 4.2)
    assert range_of(np.array([-4.0, -2.0], np.float32), from_zero=True) == (-4.2, 0.0)
    assert range_of(np.array([0.05, 1.0], np.float32), from_zero=False)[0] >= 0


def test_a_constant_has_a_range() -> None:
    for value in (0.0, 1e-12, 3.0, -3.0, 1e20, -1e20):
        for from_zero in (True, False):
            low, high = range_of(np.full(5, value, np.float32), from_zero=from_zero)
            assert -1e9 <= low < high <= 1e9


def test_outliers_are_left_out() -> None:
    values = np.concatenate([np.random.default_rng(0).random(10_000), [1e6]]).astype(np.float32)
    assert range_of(values, from_zero=True)[1] < 10


def test_without_data_it_is_that_of_the_prior() -> None:
    module = ConvCurves()
    model, messages = opened_with_messages(module)
    z = np.random.default_rng(5).standard_normal((500, 3), dtype=np.float32)
    inside = (decoded(module, z) >= model.output.low) & (decoded(module, z) <= model.output.high)
    assert inside.mean() > 0.99
    assert "the range of decoded points of the prior" in messages


def test_the_data_decide() -> None:
    data = np.linspace(-3, 5, 640, dtype=np.float32).reshape(20, 1, 32)
    model, messages = opened_with_messages(ConvCurves(), data)
    assert (model.output.low, model.output.high) == pytest.approx((-3.4, 5.4))
    assert "the range of the data" in messages


@pytest.mark.parametrize(("scale", "reason"), [(1e-12, "differ by only"), (1e14, "reach from")])
def test_values_that_cannot_be_drawn_are_said(scale: float, reason: str) -> None:
    data = scale * np.random.default_rng(0).standard_normal((20, 67))
    model, messages = opened_with_messages(Arrays(67), data)
    assert reason in messages
    assert model.atlas is not None
    assert len(model.atlas) == 20
