"""Foreign models are opened in one line, and decode as their own code does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PIL import Image

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.errors import ModelError
from latentwalk.hosts.widget import selection
from tests.adoption import models
from tests.adoption.models import CASES
from tests.adoption.opening import opened

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn


@pytest.mark.parametrize("name", CASES)
def test_it_decodes_as_its_own_forward_does(name: str) -> None:
    make, latent, image, low = CASES[name]
    torch.manual_seed(0)
    module = make()
    model = opened(module)
    assert model.image.shape == image
    assert (model.image.low, model.image.high) == (low, 1.0)
    assert model.live == (), "its networks became files"
    z = torch.randn(5, *latent)
    expected = decoded(module.eval(), z)
    ours = model.decode(z.flatten(1).numpy())
    np.testing.assert_allclose(ours, expected.reshape(ours.shape).numpy(), atol=1e-4)


@torch.no_grad()
def decoded(module: nn.Module, z: Tensor) -> Tensor:
    """A foreign model's images, from the results of its decoder."""
    if isinstance(module, models.Colour):
        return module(z)["reconstruction"]
    if isinstance(module, models.Distributed):
        return module.decoder(z).mean
    return module.decode(z) if hasattr(module, "decode") else module(z)


def test_training_modes_are_restored() -> None:
    module = models.ResNet().train()
    module.decoder_net.eval()
    before = [part.training for part in module.modules()]
    weights = {name: value.clone() for name, value in module.state_dict().items()}
    opened(module)
    assert [part.training for part in module.modules()] == before
    assert all(torch.equal(value, weights[name]) for name, value in module.state_dict().items())


def test_spectral_norms_are_restored() -> None:
    module = models.Generator().train()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    opened(module)
    z = torch.randn(2, 24, 1, 1)
    assert module(z).shape == (2, 1, 16, 16)
    fresh = module.state_dict()
    assert before.keys() == fresh.keys()
    assert "main.0.parametrizations.weight.original" in fresh


@pytest.mark.parametrize("name", ["mlp", "resnet", "quantized", "distributed"])
def test_it_encodes_as_its_own_encoder_does(name: str) -> None:
    make, _, image, low = CASES[name]
    torch.manual_seed(1)
    module = make()
    model = opened(module)
    values = np.random.default_rng(0).random((4, *image), dtype=np.float32) * (1 - low) + low
    posterior = model.encode(values)
    mean, deviation = encoded(module.eval(), torch.from_numpy(values))
    np.testing.assert_allclose(posterior.mean, mean.flatten(1).numpy(), atol=1e-4)
    if deviation is not None:
        np.testing.assert_allclose(np.exp(posterior.logvar / 2), deviation.numpy(), rtol=1e-3)
    else:
        assert posterior.logvar.max() <= -19, "a point has no variance"


@torch.no_grad()
def encoded(module: nn.Module, images: Tensor) -> tuple[Tensor, Tensor | None]:
    """Mean and standard deviation, from the results of each model's encoder."""
    if isinstance(module, models.MLP):
        mean, logvar = module.encode(images.flatten(1))
        return mean, (0.5 * logvar).exp()
    if isinstance(module, models.ResNet):
        given = module.encode(images)
        return given.mu, (0.5 * given.log_var).exp()
    if isinstance(module, models.Quantized):
        return module.encode(images)[0], None
    normal = module.encoder(images)
    return normal.mean, normal.stddev


def test_data_become_an_atlas_with_classes_and_presets() -> None:
    rng = np.random.default_rng(0)
    images = rng.random((60, 12, 12), dtype=np.float32)
    model = opened(models.MLP(), data=images, labels=["cat", "dog", "eel"] * 20)
    atlas = model.atlas
    assert atlas is not None
    assert len(atlas) == 60
    assert model.classes == ("cat", "dog", "eel")
    assert set(model.presets) == {"cat", "dog", "eel"}
    np.testing.assert_allclose(atlas.mean, model.encode(images[:, None]).mean, atol=1e-5)


def test_a_model_that_cannot_be_exported_is_called_in_process() -> None:
    module = models.Unexportable()
    messages: list[str] = []
    model = adopted(module, say=messages.append)
    assert model.live == ("decoder",)
    assert "Called in this process" in messages[0]
    z = torch.randn(3, 4)
    expected = module(z).numpy()
    np.testing.assert_allclose(model.decode(z.numpy()), expected, atol=1e-6)


def test_a_function_of_arrays() -> None:
    weights = np.random.default_rng(0).normal(size=(3, 8 * 8 * 3)).astype(np.float32)

    def decode(z: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return 1 / (1 + np.exp(-(z @ weights))).reshape(-1, 8, 8, 3)

    model = opened(decode, latent_dim=3)
    assert (model.image.shape, model.image.low, model.live) == ((3, 8, 8), 0.0, ("decoder",))
    z = np.random.default_rng(1).normal(size=(4, 3)).astype(np.float32)
    np.testing.assert_allclose(model.decode(z), decode(z).transpose(0, 3, 1, 2), atol=1e-6)


def test_a_function_of_tensors() -> None:
    weights = torch.randn(3, 64)
    model = opened(lambda z: torch.tanh(z @ weights).view(-1, 1, 8, 8), latent_dim=3)
    assert model.image.shape == (1, 8, 8)
    assert model.live == ("decoder",)


def test_methods_of_a_module_are_exported_with_it() -> None:
    module = models.MLP()
    model = opened(decoder=module.decode, encoder=module.encode)
    assert model.live == ()
    assert model.can_encode


def test_separate_encoder_and_decoder() -> None:
    pair = models.Distributed()
    model = opened(encoder=pair.encoder, decoder=pair.decoder)
    assert (model.latent_dim, model.live, model.can_encode) == (3, (), True)


def test_the_shape_of_a_latent_map_follows_from_the_data() -> None:
    images = np.zeros((5, 1, 20, 24), np.float32)
    model = opened(models.Quantized(), data=images)
    assert model.image.shape == (1, 20, 24)
    assert model.latent_dim == 4 * 5 * 6


class Rowwise(torch.nn.Module):
    """A decoder that takes one point at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = torch.nn.Linear(3, 16)

    def forward(self, z: Tensor) -> Tensor:
        if len(z) != 1:
            raise ValueError("one at a time")
        return torch.sigmoid(self.fc(z)).view(1, 1, 4, 4)


def test_a_decoder_without_batches() -> None:
    module = Rowwise()
    model = opened(module)
    z = torch.randn(3, 3)
    with torch.no_grad():
        expected = torch.cat([module(row[None]) for row in z])
    np.testing.assert_allclose(model.decode(z.numpy()), expected.numpy(), atol=1e-5)


def test_home_is_the_mean_of_the_data_without_a_prior() -> None:
    images = np.random.default_rng(0).random((9, 1, 16, 16), dtype=np.float32)
    points = opened(models.Quantized(), data=images)
    assert points.atlas is not None
    np.testing.assert_allclose(points.home, points.atlas.mean.mean(0), atol=1e-6)
    assert not opened(models.Quantized()).home.any()
    posteriors = opened(models.MLP(), data=np.zeros((3, 12, 12), np.float32))
    assert not posteriors.home.any()


@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
def test_pictures_of_other_channels_and_sizes_than_the_model_s(mode: str) -> None:
    """A grey model takes them as those of a folder."""
    torch.manual_seed(0)
    module = models.MLP()
    noise = np.random.default_rng(0).integers(0, 256, (6, 12, 12), np.uint8)
    plain = opened(module, [Image.fromarray(one) for one in noise])
    other = opened(module, [Image.fromarray(one).convert(mode) for one in noise])
    assert plain.image.shape == other.image.shape == (1, 12, 12)
    assert plain.atlas is not None
    assert other.atlas is not None
    np.testing.assert_allclose(other.atlas.mean, plain.atlas.mean, atol=1e-4)
    mixed = opened(module, [Image.new(mode, (40, 30)), Image.new("RGB", (12, 12))])
    assert mixed.atlas is not None
    assert len(mixed.atlas.label) == 2


def test_an_atlas_has_the_places_of_its_images_in_the_data(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (40, 12, 12), dtype=np.uint8)
    module = models.MLP().eval()
    model = opened(module, data=pixels, atlas=10)
    atlas = model.atlas
    assert atlas is not None
    assert atlas.row is not None
    assert len(atlas.row) == 10
    np.testing.assert_allclose(model.encode(pixels[atlas.row]).mean, atlas.mean, atol=1e-5)
    for row in (3, 17):
        (tmp_path / f"class {row % 2}").mkdir(exist_ok=True)
        Image.fromarray(pixels[row]).save(tmp_path / f"class {row % 2}" / f"{row}.png")
    (tmp_path / "class 0").mkdir(exist_ok=True)
    Image.fromarray(pixels[8]).save(tmp_path / "class 0" / "8.png")
    filed = opened(module, data=str(tmp_path))
    assert filed.atlas is not None
    assert filed.atlas.file == ("class 0/8.png", "class 1/17.png", "class 1/3.png")
    np.testing.assert_allclose(model.encode(pixels[[8, 17, 3]]).mean, filed.atlas.mean, atol=1e-5)
    table = selection.table(filed, [np.array([2], np.int32)])
    assert table["file"].tolist() == ["class 1/3.png"]
    assert table["row"].tolist() == [2]


def test_a_model_folder_is_given_an_atlas() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (20, 28, 28), dtype=np.uint8)
    model = opened("mnist", data=pixels, labels=np.arange(20) % 2)
    assert model.atlas is not None
    assert len(model.atlas) == 20
    assert model.classes == ("0", "1")


def test_labels_need_data() -> None:
    with pytest.raises(ModelError, match="labels= needs data="):
        latentwalk.explore("mnist", labels=[1, 2])


def test_the_random_state_is_preserved() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    module = models.SamplingInTraining()
    torch.manual_seed(5)
    opened(module.train())
    assert torch.equal(torch.rand(3), expected)
