from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.conditions.number import Number
from latentwalk.errors import ConditionError

WEIGHT = Number("weight", -1.0, 3.0, 0.5)


def test_one_number_serves_all_points() -> None:
    np.testing.assert_array_equal(WEIGHT.numbers(2, 3), [[2], [2], [2]])
    np.testing.assert_array_equal(WEIGHT.numbers([1, 2], 2), [[1], [2]])
    np.testing.assert_array_equal(WEIGHT.numbers(np.array([[1], [2]]), 2), [[1], [2]])


def test_unknown_codes_are_the_default() -> None:
    codes = np.array([2, np.nan], np.float32)
    np.testing.assert_array_equal(WEIGHT.expanded(codes), [[2], [0.5]])


@pytest.mark.parametrize("given", ["heavy", None, np.nan, [1, 2, 3], [[1, 2]], 1e40, {}])
def test_what_is_no_number_is_refused(given: Any) -> None:
    with pytest.raises(ConditionError, match=r"'weight' must be a number \(-1 to 3\)"):
        WEIGHT.numbers(given, 3 if given == [1, 2, 3, 4] else 4)


def test_the_default_is_the_middle_unless_the_manifest_says_otherwise() -> None:
    assert Number.from_json({"name": "a", "range": [0, 4]}) == Number("a", 0, 4, 2.0)
    assert Number.from_json({"name": "a", "range": [0, 4], "default": 1}).default == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"range": [1, 1]}, "must ascend"),
        ({"range": [2, 1]}, "must ascend"),
        ({"range": [0, 1], "default": 2}, "contain the default"),
        ({"range": [0]}, "two numbers"),
        ({"range": ["0", "1"]}, "two numbers"),
        ({"range": [False, True]}, "two numbers"),
        ({"range": [0, 1e10]}, "must be numbers"),
        ({"range": [0, 1], "default": None}, "must be numbers"),
        ({"name": ""}, "name must be text"),
    ],
)
def test_a_manifest_s_faults_are_named(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Number.from_json({"name": "weight", "range": [0, 1]} | changed)
