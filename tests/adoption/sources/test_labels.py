from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.adoption.sources.data import examples_of
from latentwalk.adoption.sources.labels import Labels
from latentwalk.errors import DataError
from tests.adoption.models import MLP
from tests.adoption.opening import opened, opened_with_messages

if TYPE_CHECKING:
    from latentwalk.infer.model import Model

IMAGES = np.random.default_rng(0).random((200, 1, 12, 12), np.float32)
EYE = np.eye(3)


class Letter(Enum):
    """Labels that have a name."""

    a = 1
    b = 2


@pytest.mark.parametrize(
    "labels",
    [
        [0, 1, 2, None],
        [0.0, 1.0, 2.0, float("nan")],
        np.array([0, 1, 2, -1]),
        np.array([[0], [1], [2], [-1]], np.int8),
        torch.tensor([0, 1, 2, -1]),
        [np.array([0]), np.array([1]), np.array([2]), None],
        [np.int64(0), torch.tensor(1), 2.0, np.nan],
        np.array([*EYE, np.zeros(3)]),
        [EYE[0], EYE[1], EYE[2], np.zeros(3)],
        np.array([*EYE, np.full(3, np.nan)]),
        [EYE[0], EYE[1], EYE[2], np.full(3, np.nan)],
        np.ma.masked_equal([0, 1, 2, 9], 9),
        torch.tensor(np.array([*EYE, np.zeros(3)])),
        pd.Series([0, 1, 2, None], index=range(5, 9)),
        pd.Series([0, 1, 2, None], dtype="Int64"),
    ],
    ids=lambda labels: f"{type(labels).__name__}-{getattr(labels, 'dtype', '')}",
)
def test_numbers_and_one_hot_rows_are_classes(labels: Any) -> None:
    reader = Labels()
    assert reader.read(labels, 4).tolist() == [0, 1, 2, -1]
    assert not reader.remark
    assert reader.found == ()


@pytest.mark.parametrize(
    "labels",
    [
        ["b", "a", None, "b"],
        [b"b", b"a", None, b"b"],
        np.array(["b", "a", "", "b"]),
        np.array([["b"], ["a"], [None], ["b"]], object),
        pd.Series(["b", "a", np.nan, "b"], index=[9, 8, 7, 6]),
        pd.Categorical(["b", "a", None, "b"]),
        [Letter.b, Letter.a, None, Letter.b],
        pd.Series(["b", "a", pd.NA, "b"], dtype="string"),
    ],
    ids=lambda labels: f"{type(labels).__name__}-{getattr(labels, 'dtype', '')}",
)
def test_names_are_classes_and_missing_ones_are_not(labels: Any) -> None:
    reader = Labels()
    assert reader.read(labels, 4).tolist() == [0, 1, -1, 0]
    assert reader.found == ("b", "a")


def test_categories_that_are_no_names_are_classes_by_their_text() -> None:
    reader = Labels()
    days = pd.Series(pd.to_datetime(["2026-11-01", "2026-11-02", None, "2026-11-01"]))
    assert reader.read(days.astype("category"), 4).tolist() == [0, 1, -1, 0]
    assert reader.found == ("2026-11-01 00:00:00", "2026-11-02 00:00:00")


@pytest.mark.parametrize("name", [b"a\xff", "a\ud800"])
def test_names_that_are_no_text_become_text(name: Any) -> None:
    reader = Labels()
    reader.read([name], 1)
    assert reader.found[0].encode().startswith(b"a")


@given(st.lists(st.one_of(st.none(), st.sampled_from("abcd")), max_size=40), st.integers(1, 7))
def test_batches_of_labels_are_read_as_one_list_is(names: list[str | None], size: int) -> None:
    whole, parts = Labels(), Labels()
    expected = whole.read(names, len(names)).tolist()
    starts = range(0, len(names), size)
    batches = [names[start : start + size] for start in starts]
    read = [label for batch in batches for label in parts.read(batch, len(batch)).tolist()]
    assert (read, parts.found) == (expected, whole.found)


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (np.zeros((4, 40), int), r"arrays of shape \(40,\)"),
        ([np.array([1, 1, 0])] * 4, r"arrays of shape \(3,\)"),
        ([0.5, 1.5, 2.0, 3.0], "numbers such as 0.5"),
        ([1, "a", 2, "b"], "both names and numbers"),
        ([{"box": 1}] * 4, "of type dict"),
        ({"boxes": [1, 2]}, "of type dict"),
        ([1, 2, 3], "3 (for|labels)"),
    ],
)
def test_what_is_not_a_class_is_refused_or_left_out_with_a_remark(labels: Any, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        Labels().read(labels, 4, required=True)
    reader = Labels()
    assert reader.read(labels, 4).tolist() == [-1] * 4
    assert re.search(reason, reader.remark)


def test_a_name_that_is_not_among_the_classes_is_refused() -> None:
    with pytest.raises(DataError, match="'eel' is not one of the classes: cat, dog"):
        Labels(["cat", "dog"]).read(["dog", "eel"], 2)


class Pairs(torch.utils.data.Dataset[Any]):
    def __init__(self, label: Any) -> None:
        self.label = label

    def __len__(self) -> int:
        return len(IMAGES)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return IMAGES[index], self.label(index)


def counts(data: Any) -> dict[str, int]:
    """How many images of an adopted model's atlas have each class."""
    return counts_in(opened(MLP(), data))


def counts_in(model: Model) -> dict[str, int]:
    """How many images of a model's atlas have each class."""
    assert model.atlas is not None
    values, numbers = np.unique(model.atlas.label, return_counts=True)
    names = (*model.classes, "none")  # -1 is the last
    return {names[value]: int(n) for value, n in zip(values, numbers, strict=True)}


def test_one_missing_label_leaves_the_others() -> None:
    assert counts(Pairs(lambda i: None if i == 3 else i % 2)) == {"none": 1, "0": 100, "1": 99}


@pytest.mark.parametrize("loader", [False, True])
def test_names_of_a_data_set_are_sorted_classes(loader: bool) -> None:
    data: Any = Pairs(lambda i: "dog" if i % 4 else "cat")
    if loader:
        data = torch.utils.data.DataLoader(data, batch_size=50)
    assert counts(data) == {"cat": 50, "dog": 150}


def test_attributes_are_left_out_with_a_remark() -> None:
    model, messages = opened_with_messages(MLP(), Pairs(lambda _: np.zeros(40, int)))
    assert counts_in(model) == {"none": 200}
    assert "labels of the data are not used" in messages


@pytest.mark.parametrize(
    "data",
    [
        {"image": IMAGES, "label": np.arange(200) % 3},
        pd.DataFrame({"image": list(IMAGES), "label": np.arange(200) % 3}, index=range(7, 207)),
        (IMAGES, (np.arange(200) % 3)[:, None]),
    ],
    ids=["dictionary", "table", "pair"],
)
def test_columns_and_pairs(data: Any) -> None:
    assert counts(data) == {"0": 67, "1": 67, "2": 66}


def test_a_series_of_images_whatever_its_index() -> None:
    series = pd.Series(list(IMAGES), index=range(5, 205))
    examples = examples_of(series)
    (first, *_) = examples.batches(200)
    np.testing.assert_array_equal(first.images[0], IMAGES[0])
