"""Conditions on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from latentwalk.adoption.option_conditions import declared, read_condition
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import ModelError, SettingsError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("label=0,1,2", ("label", ["0", "1", "2"])),
        (" label = cat , dog ", ("label", ["cat", "dog"])),
        ("age=0..100", ("age", (0.0, 100.0))),
        ("shift=-1..1e3", ("shift", (-1.0, 1000.0))),
        ("scale=1.5", ("scale", 1.5)),
        ("star=mass:0.1..10,age:0..13", ("star", {"mass": (0.1, 10.0), "age": (0.0, 13.0)})),
    ],
)
def test_a_word_is_a_condition(text: str, expected: Any) -> None:
    assert read_condition(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("label", "expects a name and its values"),
        ("=1,2", "expects a name and its values"),
        ("label=", "expects a name and its values"),
        ("age=0..old", "expects a range such as age=0..1"),
        ("star=mass:a..b", "expects a range such as mass=0..1"),
        ("label=cat", "needs two values or more"),
    ],
)
def test_another_word_is_refused(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_condition(text)


def test_a_condition_is_given_once() -> None:
    with pytest.raises(ModelError, match="--condition label is given twice"):
        ModelOptions(condition=("label=a,b", "label=c,d"))


def test_sets_have_no_order() -> None:
    with pytest.raises(ModelError, match="a set has no order"):
        declared({"y": {"a", "b"}})


def test_values_of_a_tensor_are_its_numbers() -> None:
    torch = pytest.importorskip("torch")
    assert str(declared({"y": torch.tensor([3, 5, 7])})["y"]) == "3, 5, 7"
