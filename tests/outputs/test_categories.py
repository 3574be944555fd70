from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.errors import DataError
from latentwalk.outputs.categories import CategoriesSpec

BASES = CategoriesSpec(4, ("", "A", "C", "G", "T"))
WORDS = CategoriesSpec(3, ("", "the", "cat", "sat"))


@pytest.mark.parametrize(
    ("spec", "text", "numbers"),
    [(BASES, "GAT", [3, 1, 4, 0]), (BASES, "", [0, 0, 0, 0]), (WORDS, "the cat", [1, 2, 0])],
)
def test_texts_become_probabilities_and_texts_again(
    spec: CategoriesSpec, text: str, numbers: list[int]
) -> None:
    values = spec.accepted([text])
    assert values.shape == (1, *spec.shape)
    assert values.argmax(axis=2).tolist() == [numbers]
    assert (values.sum(axis=2) == 1).all()
    assert spec.texts(values) == [text]


def test_numbers_and_both_orders_of_axes_are_accepted() -> None:
    values = BASES.accepted(np.array([[1, 2, 3, 4]]))
    assert np.array_equal(values, BASES.accepted(values))
    assert np.array_equal(values, BASES.accepted(values.transpose(0, 2, 1)))


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (["GAX"], "the symbol 'X'"),
        (["GATTACA"], "has 7 symbols"),
        ([[0, 1, 2, 5]], "numbered 0 to 4, the data has 5"),
        ([[0, 1, 2, -1]], "the data has -1"),
        (np.full((1, 4, 5), 2.5), "from 0 to 1, got 2.5"),
        (-np.eye(4, 5)[None], "from 0 to 1, got -1"),
        ([[0.5, 1, 2, 1]], "takes sequences of 4 places with 5 symbols"),
    ],
)
def test_samples_that_do_not_fit_are_refused(samples: Any, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        BASES.accepted(samples)


def test_short_texts_need_a_symbol_for_padding() -> None:
    with pytest.raises(DataError, match="a symbol for padding"):
        CategoriesSpec(3, ("A", "B")).accepted(["AB"])


@pytest.mark.parametrize(("width", "height"), [(96, 20), (12, 6)])
def test_unlikely_symbols_are_darker(width: int, height: int) -> None:
    spec = CategoriesSpec(2, ("A", "B"))
    picture = spec.draw(np.array([[[1, 0], [0.3, 0.2]]], np.float32), width, height)[0]
    left, right = picture[:, : width // 2], picture[:, width // 2 :]
    assert int(left.max()) > 2 * int(right.max()) > 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"length": 0, "names": ["a", "b"]}, "length of sequences must be"),
        ({"length": 2, "names": ["a"]}, "a list of 2 to"),
        ({"length": 2, "names": ["a", "a"]}, "different names"),
        ({"length": 2, "names": ["a", 1]}, "names and labels must be text"),
        ({"length": 2**26, "names": ["a", "b"]}, "a sequence has at most"),
    ],
)
def test_invalid_specifications_are_refused(content: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        CategoriesSpec.from_json(content)


def test_the_name_of_padding_takes_no_room() -> None:
    values = np.eye(3, dtype=np.float32)[[[1, 2, 1, 0]]]
    empty, named = (
        CategoriesSpec(4, (padding, "A", "B")).draw(values, 96, 64) for padding in ("", "<pad>")
    )
    np.testing.assert_array_equal(named, empty)


def test_symbols_without_letters_are_drawn() -> None:
    spec = CategoriesSpec(3, ("", "<pad>"))
    assert spec.draw(np.zeros((1, 3, 2), np.float32), 12, 8).shape[:3] == (1, 8, 12)
