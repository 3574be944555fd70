from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions
from latentwalk.conditions.number import Number
from latentwalk.errors import ConditionError

BOTH = Conditions((Category("digit", ("0", "1", "2"), 1), Number("weight", 0, 1, 0.25)))


def test_the_network_takes_them_side_by_side() -> None:
    assert BOTH.width == 4
    np.testing.assert_array_equal(BOTH.default, [0, 1, 0, 0.25])
    rows = BOTH.numbers({"digit": ["2", "0"]}, 2)
    np.testing.assert_array_equal(rows, [[0, 0, 1, 0.25], [1, 0, 0, 0.25]])
    digit, weight = BOTH.split(rows)
    np.testing.assert_array_equal(digit, [[0, 0, 1], [1, 0, 0]])
    np.testing.assert_array_equal(weight, [[0.25], [0.25]])


def test_an_atlas_s_codes_are_expanded() -> None:
    codes = np.array([[2, 1], [np.nan, np.nan]], np.float32)
    np.testing.assert_array_equal(BOTH.expanded(codes), [[0, 0, 1, 1], [0, 1, 0, 0.25]])


def test_they_are_described_in_words() -> None:
    assert BOTH.described(np.array([0, 0, 1, 0.5], np.float32)) == "digit 2, weight 0.5"


def test_a_model_without_conditions_takes_no_numbers() -> None:
    none = Conditions()
    assert none.numbers(None, 3).shape == (3, 0)
    assert none.split(np.empty((3, 0), np.float32)) == []
    assert none.default.shape == (0,)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConditionError, match=r"no condition 'digits'. Did you mean 'digit'\?"):
        BOTH.numbers({"digits": "2"}, 1)
    with pytest.raises(ConditionError, match="The model takes none"):
        Conditions().numbers({"digit": "2"}, 1)


def test_json_keeps_them() -> None:
    assert Conditions.from_json(json.loads(json.dumps(BOTH.to_json()))) == BOTH


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "must be a list"),
        ([3], "kind must be one of category, number"),
        ([{"kind": "colour"}], "kind must be one of"),
        ([{"kind": "number", "name": "a", "range": [0, 1]}] * 2, "the same name"),
        ([{"kind": "number", "range": [0, 1]}], "a condition's name must be text"),
        ([{"kind": "number", "name": "a", "range": [1, 1]}], "must ascend"),
        (
            [{"kind": "number", "name": "a", "range": [0, 1], "low": 2}],
            "has no 'low': its keys are name, range, default",
        ),
        (
            [
                {"kind": "category", "name": f"{i}", "values": [f"{j}" for j in range(40_000)]}
                for i in range(2)
            ],
            "more than 65,536 numbers",
        ),
    ],
)
def test_a_manifest_s_faults_are_named(content: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Conditions.from_json(content)


@pytest.mark.parametrize(
    "given", [{"label": [[1, 2], [3]]}, {"label": [["a", "b"]]}, {"weight": [[1, 2], [3]]}, 5, [1]]
)
def test_what_is_no_array_is_refused_in_a_sentence(given: Any) -> None:
    conditions = Conditions((Category("label", ("a", "b")), Number("weight")))
    with pytest.raises(ConditionError):
        conditions.numbers(given, 2)


def test_tensors_with_gradients_are_numbers() -> None:
    torch = pytest.importorskip("torch")
    conditions = Conditions((Category("label", ("a", "b")), Number("weight")))
    weights = torch.tensor([[0.25, 0.75]], requires_grad=True)
    given = {"label": weights, "weight": torch.ones(2, requires_grad=True)}
    np.testing.assert_allclose(conditions.numbers(given, 2), [[0.25, 0.75, 1]] * 2)
