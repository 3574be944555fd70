from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.conditions.category import Category
from latentwalk.errors import ConditionError

DIGIT = Category("digit", ("3", "1", "2"))
ANIMAL = Category("animal", ("cat", "dog"), 1)


@pytest.mark.parametrize(
    ("value", "index"),
    [("3", 0), (1, 1), (0, 0), (np.int64(2), 2), (np.float32(1), 1), (np.array(3), 0)],
)
def test_a_value_is_its_name_or_else_its_index(value: Any, index: int) -> None:
    np.testing.assert_array_equal(DIGIT.numbers(value, 2), np.eye(3)[[index, index]])


def test_each_point_may_have_its_own_value() -> None:
    np.testing.assert_array_equal(ANIMAL.numbers(["dog", "cat"], 2), np.eye(2)[[1, 0]])
    np.testing.assert_array_equal(ANIMAL.numbers(np.array([0, 1]), 2), np.eye(2))


def test_weights_blend_values() -> None:
    weights = np.array([[0.25, 0.75]])
    np.testing.assert_array_equal(ANIMAL.numbers(weights, 3), np.repeat(weights, 3, axis=0))
    assert ANIMAL.described(np.array([0.25, 0.75], np.float32)) == "0.75 dog + 0.25 cat"
    assert ANIMAL.described(np.array([1, 0], np.float32)) == "cat"


def test_unknown_codes_are_the_default() -> None:
    codes = np.array([0, np.nan, -1, 2], np.float32)
    np.testing.assert_array_equal(ANIMAL.expanded(codes), np.eye(2)[[0, 1, 1, 1]])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("cow", "one of cat, dog, got 'cow'"),
        (2, "one of cat, dog, got 2"),
        (0.5, "got 0.5"),
        (["cat"], "one value, 2 values, or weights"),
        (np.zeros((2, 3)), "one value, 2 values, or weights"),
        ([[np.nan, 1]], "must be finite"),
        (None, "got None"),
    ],
)
def test_what_is_no_value_is_refused(given: Any, message: str) -> None:
    with pytest.raises(ConditionError, match=message):
        ANIMAL.numbers(given, 2)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": " "}, "name must be text"),
        ({"name": "x" * 201}, "name must be text"),
        ({"values": ["a"]}, "2 to 65,536 different values"),
        ({"values": ["a", "a"]}, "different values"),
        ({"values": ["a", 3]}, "must be text"),
        ({"values": ["a", ""]}, "must be text"),
        ({"values": "ab"}, "must be a list"),
        ({"default": 2}, "index of a value"),
        ({"default": True}, "index of a value"),
        ({"values": [f"{i}" for i in range(65_537)]}, "2 to 65,536"),
    ],
)
def test_a_manifest_s_faults_are_named(changed: dict[str, Any], message: str) -> None:
    content = {"name": "animal", "values": ["cat", "dog"], "default": 0} | changed
    with pytest.raises(ValueError, match=message):
        Category.from_json(content)


def test_messages_list_few_values() -> None:
    many = Category("n", tuple(map(str, range(100))))
    assert str(many).endswith("10, 11 and 88 more")


def test_long_values_are_cited_in_part() -> None:
    long = Category("kind", ("a" * 4000, "b" * 4000))
    with pytest.raises(ConditionError) as error:
        long.index("c" * 10**6)
    assert len(str(error.value)) < 300
    assert "a…, bbb" in str(error.value)
