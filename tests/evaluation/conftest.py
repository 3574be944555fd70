from __future__ import annotations

import pytest

import latentwalk
from latentwalk.data import Dataset, Images


@pytest.fixture(scope="session")
def decoded() -> Dataset:
    """Digits that need no MNIST: those that the shipped model makes of the ones it encoded."""
    model = latentwalk.open("mnist")
    atlas = model.atlas
    assert atlas is not None
    pixels = model.pixels(atlas.mean[:1200])
    train, held_out = (Images(pixels[part], atlas.label[:1200][part]) for part in PARTS)
    return Dataset("decoded", train, held_out, model.classes)


PARTS = slice(400, 1200), slice(400)
