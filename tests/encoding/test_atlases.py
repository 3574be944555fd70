from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.encoding import Labelled, encode_atlas
from latentwalk.encoding.sample import cutoff, keys
from tests.encoding.pictures import noise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from latentwalk.infer.model import Model


@pytest.fixture(scope="module")
def model(trained: Path) -> Model:
    return latentwalk.open(trained)


def batches(model: Model, count: int, size: int) -> Iterator[Labelled]:
    """Images whose label is their row."""
    values = model.image.to_values(noise(count)[..., None])
    labels = np.arange(count, dtype=np.int32)
    for start in range(0, count, size):
        part = slice(start, start + size)
        yield Labelled(values[part], labels[part], np.zeros(len(labels[part]), np.uint8))


@pytest.mark.parametrize("size", [1, 7, 100, 400])
def test_the_sample_does_not_depend_on_the_batches(model: Model, size: int) -> None:
    atlas = encode_atlas(model, batches(model, 400, size), 50)
    expected = np.flatnonzero(keys(np.arange(400)) <= np.uint64(cutoff(400, 50)))
    assert atlas.label.tolist() == expected.tolist()
    posterior = model.encode(noise(400)[expected])
    np.testing.assert_allclose(atlas.mean, posterior.mean, atol=1e-5)


def test_few_images_are_all_kept_in_their_order(model: Model) -> None:
    atlas = encode_atlas(model, batches(model, 20, 6), 50)
    assert atlas.label.tolist() == list(range(20))
    error = np.square(model.decode(atlas.mean) - model.image.to_values(noise(20)[..., None]))
    np.testing.assert_allclose(atlas.error, error.sum((1, 2, 3)), rtol=1e-4)


def test_no_images_are_an_empty_atlas(model: Model) -> None:
    assert len(encode_atlas(model, [], 5)) == 0
