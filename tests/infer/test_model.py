from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.data import load
from latentwalk.errors import DataError, FolderError, LatentError, MissingError, ModelError
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.outputs.curve import CurveSpec
from tests.infer.functions import lived

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.engine import Network


@pytest.fixture(scope="module")
def model(trained: Path) -> latentwalk.Model:
    return latentwalk.open(trained)


def test_it_has_the_manifest_s_properties(model: latentwalk.Model) -> None:
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
    with pytest.raises(LatentError, match="has no preset 'x'"):
        model.preset("x")


def test_a_model_without_encoder_only_decodes(model_folder: Path) -> None:
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


def test_networks_can_be_functions() -> None:
    sizes: list[int] = []

    def encoder(images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        sizes.append(len(images))
        mean = images.mean((1, 2, 3))[:, None].repeat(2, 1)
        return [mean, np.zeros_like(mean)]

    model = lived(encoder=encoder)
    z = np.random.default_rng(0).standard_normal((600, 2))
    images = model.decode(z)
    np.testing.assert_allclose(images[:, 2, 3, 3], 1 / (1 + np.exp(-z[:, 0])), rtol=1e-5)
    assert (images.shape, images.dtype) == ((600, 3, 4, 4), np.float32)
    assert model.decode(np.zeros((0, 2))).shape == (0, 3, 4, 4)
    assert model.pixels(np.zeros(2)).tolist() == np.full((4, 4, 3), 128).tolist()
    posterior = model.encode(images)
    np.testing.assert_allclose(posterior.mean[:, 1], images[:, 0, 0, 0], rtol=1e-5)
    assert sizes == [256, 256, 88]
    assert model.atlas is None


def test_the_page_s_manifest_lists_functions(model: latentwalk.Model) -> None:
    assert (lived().live, lived().can_encode) == (("decoder",), False)
    both = lived(encoder=lambda x: [])
    assert (both.live, both.can_encode) == (("decoder", "encoder"), True)
    manifest = json.loads(both.manifest_json())
    assert manifest["live"] == ["decoder", "encoder"]
    assert (manifest["files"], manifest["latent_dim"]) == ({}, 2)
    assert json.loads(model.manifest_json()) == {
        **json.loads(model.folder.manifest.to_json()),
        "live": [],
    }


def test_a_function_replaces_the_folder_s_file(trained: Path) -> None:
    folder = latentwalk.open(trained).folder
    model = latentwalk.Model(folder, decoder=lambda z: [np.zeros((len(z), 1, 8, 8))])
    assert (model.decode(np.ones(6)) == 0).all()
    assert model.can_encode
    assert model.live == ("decoder",)


def fails(z: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    raise RuntimeError("out of memory")


@pytest.mark.parametrize(
    ("decoder", "reason"),
    [
        (fails, "The decoder of waves failed on 1 inputs: out of memory"),
        (lambda z: [z], r"should return arrays of the shapes \[\(1, 3, 4, 4\)\] for 1 inputs, it "),
        (lambda z: [np.zeros((1, 3, 4, 4))] * 2, "it returned"),
        (lambda z: [np.full((1, 3, 4, 4), np.nan)], "NaN or infinity"),
        (lambda z: None, "failed on 1 inputs: 'NoneType' object is not iterable"),
    ],
)
def test_results_of_a_function_are_checked(decoder: Network, reason: str) -> None:
    with pytest.raises(FolderError, match=reason):
        lived(decoder).decode([0, 0])


def test_a_model_of_curves_decodes_values_and_draws_them() -> None:
    spec = CurveSpec(5, low=-1, high=1)
    folder = InMemoryFolder.of(Path("waves"), Manifest("waves", 2, spec), {})
    wave = np.linspace(-1, 1, 5, dtype=np.float32)
    waves = latentwalk.Model(folder, decoder=lambda z: [z[:, :1, None] * wave])
    z = np.array([[0.5, 0], [1, 0]], np.float32)
    np.testing.assert_allclose(waves.decode(z), z[:, :1, None] * wave)
    assert waves.sent(z).shape == (2, 5)
    assert waves.pixels(z).shape == (2, 128, 192, 3)
    assert waves.pixels(z, (30, 20)).shape == (2, 20, 30, 3)
    assert repr(waves) == "Model('waves', latent_dim=2, curve=5 values)"
    with pytest.raises(ModelError, match="needs a model of images, but waves decodes curves"):
        _ = waves.image
