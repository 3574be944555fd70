"""The classifier that is fitted to the data, against scikit-learn's ridge regression."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from latentwalk.data import Images, load
from latentwalk.evaluation import reader
from latentwalk.evaluation.reader import Reader


def test_it_reads_digits() -> None:
    data = load("digits")
    fitted = Reader.fitted(data.train, 10, np.random.default_rng(0))
    share = (fitted.labels(data.held_out.pixels) == data.held_out.labels).mean()
    assert share > 0.95


def test_its_last_layer_is_ridge_regression() -> None:
    data = load("digits")
    fitted = Reader.fitted(data.train, 10, np.random.default_rng(0))

    def hidden(images: Images) -> np.ndarray:
        x = images.pixels.reshape(len(images), -1) / 127.5 - 1 - fitted.middle
        return np.maximum(x @ fitted.random[:-1] + fitted.random[-1], 0)

    ridge = Ridge(reader.PENALTY).fit(hidden(data.train), np.eye(10)[data.train.labels])
    expected = ridge.predict(hidden(data.held_out)).argmax(1)
    assert (fitted.labels(data.held_out.pixels) == expected).mean() > 0.99


@pytest.mark.parametrize("shape", [(28, 28, 1), (64, 48, 3), (4, 4, 1), (8, 300, 3)])
def test_images_of_any_size_are_shrunk(shape: tuple[int, int, int]) -> None:
    pixels = np.full((6, *shape), 255, np.uint8)
    pixels[::2] = 0
    images = Images(pixels, np.array([0, 1] * 3, np.int32))
    fitted = Reader.fitted(images, 2, np.random.default_rng(0))
    assert fitted.labels(pixels).tolist() == [0, 1] * 3
