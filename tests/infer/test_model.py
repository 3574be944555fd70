from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.data import load
from latentwalk.errors import DataError, FolderError, LatentError, MissingError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def model(trained: Path) -> latentwalk.Model:
    return latentwalk.open(trained)


def test_it_tells_what_it_is(model: latentwalk.Model) -> None:
    assert repr(model) == "Model('small', latent_dim=6, image=8 x 8 grey)"
    assert model.classes == tuple("0123456789")
    assert list(model.presets) == list("0123456789")


def test_decode_keeps_the_leading_axes(model: latentwalk.Model) -> None:
    assert model.decode(np.zeros(6)).shape == (1, 8, 8)
    images = model.decode(np.zeros((2, 3, 6)))
    assert images.shape == (2, 3, 1, 8, 8)
    assert images.dtype == np.float32
    assert np.abs(images).max() <= 1
    assert model.pixels(np.zeros((2, 3, 6))).shape == (2, 3, 8, 8, 1)


def test_pixels_and_values_encode_alike(model: latentwalk.Model) -> None:
    pixels = load("digits").held_out.pixels[:5]
    as_pixels, as_values = model.encode(pixels), model.encode(model.image.to_values(pixels))
    np.testing.assert_array_equal(as_pixels.mean, as_values.mean)
    np.testing.assert_array_equal(model.encode(pixels[..., 0]).mean, as_pixels.mean)
    assert as_pixels.logvar.shape == (5, 6)


def test_the_atlas_is_what_the_model_encodes(model: latentwalk.Model) -> None:
    data = load("digits")
    assert model.atlas is not None
    assert len(model.atlas) == len(data.train) + len(data.held_out)
    first = model.atlas.split == 1
    assert first.sum() == len(data.held_out)
    posterior = model.encode(data.held_out.pixels)
    np.testing.assert_allclose(model.atlas.mean[first], posterior.mean, atol=1e-5)
    np.testing.assert_array_equal(model.atlas.label[first], data.held_out.labels)
    gap = model.decode(posterior.mean) - model.image.to_values(data.held_out.pixels)
    np.testing.assert_allclose(model.atlas.error[first], (gap**2).sum((1, 2, 3)), rtol=1e-4)


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((1, 28, 28), np.uint8),
        np.zeros((1, 8, 8), np.float32),
        np.zeros((1, 8, 8), np.int64),
        np.full((1, 1, 8, 8), np.nan, np.float32),
    ],
)
def test_images_that_do_not_fit_are_refused(model: latentwalk.Model, images: np.ndarray) -> None:
    with pytest.raises(DataError):
        model.encode(images)


def test_points_that_do_not_fit_are_refused(model: latentwalk.Model) -> None:
    with pytest.raises(LatentError, match="6 numbers"):
        model.decode([0.0] * 5)
    with pytest.raises(LatentError, match="finite"):
        model.decode([np.nan] * 6)
    with pytest.raises(LatentError, match="'x' is no preset"):
        model.preset("x")


def test_a_decoder_alone_only_decodes(model_folder: Path) -> None:
    manifest = json.loads((model_folder / "latentwalk.json").read_text())
    del manifest["files"]["encoder.onnx"]
    (model_folder / "latentwalk.json").write_text(json.dumps(manifest))
    model = latentwalk.open(model_folder)
    assert not model.can_encode
    with pytest.raises(MissingError, match="no encoder"):
        model.encode(np.zeros((1, 8, 8), np.uint8))


def test_near_names_are_suggested() -> None:
    with pytest.raises(FolderError, match="Did you mean mnist"):
        latentwalk.open("mnits")
