from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.outputs.values import ValuesSpec


def test_bars_start_at_zero() -> None:
    spec = ValuesSpec(("up", "down"), -1.0, 1.0)
    picture = spec.draw(np.array([[1, -1]], np.float32), 60, 40)[0]
    lit = picture[:, :, 1] > 100
    assert np.flatnonzero(lit[:, 12]).max() <= 20
    assert np.flatnonzero(lit[:, 38]).min() >= 19


def test_of_many_values_a_bar_shows_the_one_farthest_from_zero() -> None:
    spec = ValuesSpec(tuple(map(str, range(1000))), -1.0, 1.0)
    values = np.zeros((1, 1000), np.float32)
    values[0, 500] = -1
    assert (spec.draw(values, 96, 64)[0][40:, 44:54, 2] > 100).any()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"names": []}, "a list of 1 to"),
        ({"names": "ab"}, "a list of 1 to"),
        ({"names": [1]}, "names and labels must be text"),
        ({"names": ["n" * 2**20]}, "at most 4,096 characters"),
        ({"names": ["a"], "low": 2.0}, "low below high"),
        ({"names": ["a"], "label": 1}, "names and labels must be text"),
    ],
)
def test_invalid_specifications_are_refused(content: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ValuesSpec.from_json(content)
