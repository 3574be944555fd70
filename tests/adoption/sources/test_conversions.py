"""Data in containers of unusual types."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from latentwalk.adoption.foreign.samples import Known
from latentwalk.adoption.sources.conversions import in_usual_form
from latentwalk.adoption.sources.data import examples_of
from latentwalk.adoption.sources.given import given_of
from latentwalk.data.picture_options import DEFAULT
from latentwalk.errors import DataError
from latentwalk.outputs.image import ImageSpec

SPEC = ImageSpec(6, 8, 1, 0.0, 1.0)
IMAGES = np.random.default_rng(0).random((20, 6, 8), np.float32)
LABELS = np.arange(20) % 4


def structured() -> Any:
    rows = np.zeros(20, [("image", "f4", (6, 8)), ("label", "i4")])
    rows["image"], rows["label"] = IMAGES, LABELS
    return rows


def table() -> Any:
    arrow = pytest.importorskip("pyarrow")
    return arrow.table({"image": IMAGES.tolist(), "label": LABELS})


class Batches:
    """A sequence of batches that never ends when it is iterated, as Keras's are."""

    def __len__(self) -> int:
        return 3

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        part = slice(7 * (index % 3), 7 * (index % 3 + 1))
        return IMAGES[part, ..., None], LABELS[part]

    def on_epoch_end(self) -> None:
        """Keras calls this."""


class Items:
    """A data set whose items have other things beside the image."""

    def __init__(self, make: Any) -> None:
        self.make = make

    def __len__(self) -> int:
        return 20

    def __getitem__(self, index: int) -> Any:
        return self.make(index, torch.tensor(IMAGES[index]), int(LABELS[index]))


@pytest.mark.parametrize(
    "make",
    [
        structured,
        table,
        Batches,
        lambda: Items(lambda index, image, label: (index, image, label)),
        lambda: Items(lambda index, image, label: (torch.tensor(index), image, label)),
        lambda: Items(lambda index, image, label: ((image, {"index": index}), label)),
        lambda: Items(lambda index, image, label: ({"image": image, "index": index}, label)),
    ],
)
def test_images_and_labels_in_unusual_containers(make: Any) -> None:
    examples = given_of(make(), None, None, DEFAULT, Known())[0].images
    assert examples is not None
    batches = list(examples.batches(100, SPEC))
    values = np.concatenate([batch.values(SPEC) for batch in batches])
    np.testing.assert_allclose(values[:, 0], IMAGES)
    np.testing.assert_array_equal(np.concatenate([batch.labels for batch in batches]), LABELS)
    np.testing.assert_array_equal(np.concatenate([batch.rows for batch in batches]), range(20))


def test_sparse_tensors_and_arrays_of_objects() -> None:
    np.testing.assert_array_equal(in_usual_form(torch.tensor(IMAGES).to_sparse()), IMAGES)
    objects = np.empty(20, object)
    objects[:] = list(IMAGES)
    np.testing.assert_array_equal(in_usual_form(objects), IMAGES)


def test_a_table_of_numbers_is_one_of_pandas() -> None:
    arrow = pytest.importorskip("pyarrow")
    assert isinstance(in_usual_form(arrow.table({"a": [1.0], "b": [2.0]})), pd.DataFrame)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (np.ma.masked_greater(IMAGES, 0.9), "has masked values"),
        (torch.empty((3, 6, 8), device="meta"), "on the device 'meta'"),
    ],
)
def test_data_without_all_values_are_refused(data: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        in_usual_form(data)


def test_items_of_unequal_parts_are_refused() -> None:
    items = Items(lambda index, image, label: ([image, image[:3]], label))
    with pytest.raises(DataError, match="parts have different shapes"):
        next(iter(examples_of(items).batches(10, SPEC)))
