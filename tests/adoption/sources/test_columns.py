"""Dictionaries and pairs of arrays in the layouts of well-known data sets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from latentwalk.adoption.sources.data import examples_of
from latentwalk.errors import DataError
from latentwalk.outputs.image import ImageSpec

SPEC = ImageSpec(6, 8, 1, 0.0, 1.0)
PIXELS = np.random.default_rng(0).integers(0, 256, (20, 6, 8), np.uint8)
LABELS = np.arange(20) % 4


def gathered(data: Any) -> tuple[Any, Any, list[str]]:
    examples = examples_of(data)
    batches = list(examples.batches(100, SPEC))
    values = np.concatenate([batch.values(SPEC) for batch in batches])
    labels = np.concatenate([batch.labels for batch in batches])
    return values[:, 0], labels, examples.reading.sentences()


@pytest.mark.parametrize(
    ("data", "part", "message"),
    [
        ({"X": PIXELS, "y": LABELS}, np.s_[:], ""),
        ({"images": PIXELS, "labels": LABELS[:, None]}, np.s_[:], ""),
        (
            {
                "train_images": PIXELS[:9],
                "train_labels": LABELS[:9],
                "test_images": PIXELS[9:],
                "test_labels": LABELS[9:],
            },
            np.s_[9:],
            "test_images is used",
        ),
        (((PIXELS[:9], LABELS[:9]), (PIXELS[9:], LABELS[9:, None])), np.s_[9:], "test part"),
        ([[PIXELS[:9], LABELS[:9]], [PIXELS[9:], LABELS[9:]]], np.s_[9:], "test part"),
    ],
)
def test_the_layouts_of_archives(data: Any, part: slice, message: str) -> None:
    values, labels, sentences = gathered(data)
    np.testing.assert_allclose(values, PIXELS[part] / 255, atol=1e-6)
    np.testing.assert_array_equal(labels, LABELS[part])
    assert message in " ".join(sentences)
    assert bool(message) == bool(sentences)


@pytest.mark.parametrize(
    ("images", "expected", "message"),
    [
        (PIXELS > 99, PIXELS > 99, ""),
        ((PIXELS > 99).astype(np.uint8), PIXELS > 99, "only the values 0 and 1"),
        (PIXELS.astype(np.int64), PIXELS / 255, ""),
        (PIXELS.astype(np.uint16) * 257, PIXELS / 255, "65,535 is white"),
        (PIXELS.reshape(20, -1), PIXELS / 255, ""),
    ],
)
@pytest.mark.parametrize("listed", [False, True])
def test_whole_numbers_are_pixels(images: Any, expected: Any, message: str, listed: bool) -> None:
    if listed and images.ndim == 2:
        pytest.skip("flat images come in arrays")
    values, _, sentences = gathered(list(images) if listed else images)
    np.testing.assert_allclose(values, expected, atol=1e-6)
    assert message in " ".join(sentences)
    assert bool(message) == bool(sentences)


def test_pairs_of_an_image_and_a_label_are_items() -> None:
    values, labels, _ = gathered([(PIXELS[0], 3), (PIXELS[1], 2)])
    assert len(values) == 2
    assert labels.tolist() == [3, 2]


def test_dsprites() -> None:
    factors = np.stack([np.zeros(20, int), np.arange(20) % 3, *np.zeros((4, 20), int)], 1)
    _, labels, _ = gathered({"imgs": PIXELS > 99, "latents_classes": factors})
    np.testing.assert_array_equal(labels, np.arange(20) % 3)


def test_a_dictionary_of_tables_asks_for_a_split() -> None:
    table = SimpleNamespace(column_names=["image"], features={})
    with pytest.raises(DataError, match=r"splits train, test: give one .*table\['train'\]"):
        examples_of({"train": table, "test": table})
