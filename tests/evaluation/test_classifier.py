from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest

import latentwalk
from latentwalk.data import load
from latentwalk.errors import DataError
from latentwalk.evaluation import classifier

if TYPE_CHECKING:
    from pathlib import Path


def stated() -> dict[str, str]:
    return {prop.key: prop.value for prop in onnx.load(classifier.FILE).metadata_props}


def test_it_is_small_and_says_how_good_it_is_and_how_to_make_it() -> None:
    assert classifier.FILE.stat().st_size < 150_000
    assert float(stated()["accuracy on the 10,000 held-out images"]) > 0.99
    assert stated()["recipe"].startswith("benchmarks/classifier.py")


def test_it_reads_the_presets_of_the_gallery() -> None:
    model = latentwalk.open("mnist")
    reading = classifier.read(model.pixels(np.stack(list(model.presets.values()))))
    assert [model.classes[label] for label in reading.logits.argmax(1)] == list(model.presets)
    assert reading.features.shape == (10, classifier.FEATURES)
    assert reading.features.min() == 0


def test_its_accuracy_on_held_out_digits_is_as_stated(mnist_folder: Path) -> None:
    held_out = load("mnist", mnist_folder).held_out
    right = classifier.read(held_out.pixels).logits.argmax(1) == held_out.labels
    said = float(stated()["accuracy on the 10,000 held-out images"])
    assert right.mean() == pytest.approx(said, abs=2e-4)  # a digit or two by other arithmetic


def test_images_of_another_size_are_refused() -> None:
    with pytest.raises(DataError, match="28 x 28 grey"):
        classifier.read(np.zeros((1, 8, 8, 1), np.uint8))
