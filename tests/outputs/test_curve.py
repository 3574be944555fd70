from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.outputs.curve import CurveSpec

PLAIN: dict[str, Any] = {"length": 3, "channels": ["a"], "low": 0.0, "high": 1.0}


def test_positions_are_numbers_seconds_or_as_given() -> None:
    np.testing.assert_array_equal(CurveSpec(3).positions, [0, 1, 2])
    np.testing.assert_array_equal(CurveSpec(3, rate=2.0).positions, [0, 0.5, 1])
    np.testing.assert_array_equal(CurveSpec(2, x=(3.0, 7.0)).positions, [3, 7])


def test_channels_may_be_last() -> None:
    values = np.arange(12, dtype=np.float32).reshape(2, 2, 3)
    spec = CurveSpec(3, ("a", "b"))
    np.testing.assert_array_equal(spec.accepted(values.transpose(0, 2, 1)), values)


def test_a_curve_rises_in_its_picture() -> None:
    picture = CurveSpec(2, low=0, high=1).draw(np.array([[[0, 1]]], np.float32), 60, 40)[0]
    rows = [int(picture[:, column, 0].argmax()) for column in (8, 30, 52)]
    assert rows == sorted(rows, reverse=True)
    assert abs(rows[1] - 20) <= 2


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"length": 0}, "positive integer"),
        ({"length": True}, "positive integer"),
        ({"length": 2**26 + 1}, "at most"),
        ({"channels": []}, "1 to 1024 channels"),
        ({"channels": "abc"}, "its channels a list"),
        ({"channels": ["x" * 5000]}, "at most 4,096 characters"),
        ({"channels": [3]}, "names and labels must be text"),
        ({"low": 1.0}, "low below high"),
        ({"high": float("nan")}, "low below high"),
        ({"rate": 0}, "rate must be"),
        ({"rate": True}, "rate must be"),
        ({"x": [0, 1]}, "ascending"),
        ({"x": [0, 2, 1]}, "ascending"),
        ({"x": [0, 1, float("inf")]}, "ascending"),
        ({"x_label": 3}, "names and labels must be text"),
    ],
)
def test_invalid_specifications_are_refused(part: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        CurveSpec.from_json({**PLAIN, **part})


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        CurveSpec.from_json({**PLAIN, "colour": "red"})


def test_a_band_is_drawn_around_the_line() -> None:
    spec = CurveSpec(8, low=-1.0, high=1.0, spread=True)
    values = np.zeros((1, 2, 8), np.float32)
    values[0, 1] = 0.5
    band = spec.draw(values, 80, 60)[0][:, 40, 1]
    line = spec.draw(values * [[[1], [0]]], 80, 60)[0][:, 40, 1]
    assert (band > 0).sum() > 20 > (line > 0).sum()


def test_samples_may_lack_the_standard_deviations() -> None:
    spec = CurveSpec(4, ("a", "b"), spread=True)
    lines = np.arange(16, dtype=np.float32).reshape(2, 2, 4)
    accepted = spec.accepted(lines)
    assert accepted.shape == (2, 4, 4)
    np.testing.assert_array_equal(spec.compared(accepted), lines)
    np.testing.assert_array_equal(spec.accepted(accepted), accepted)
    assert not accepted[:, 2:].any()
