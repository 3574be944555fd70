"""A module's own `forward` takes precedence over the names of its parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import LatentwalkError, ModelError, OutputError
from tests.adoption import models


def told(model: Any, data: Any = None, **known: Any) -> tuple[latentwalk.Model, str]:
    said: list[str] = []
    made = adopted(model, data=data, options=ModelOptions(**known), say=said.append)
    return made, " ".join(said)


def test_a_generator_is_called_and_not_one_of_its_parts() -> None:
    module = models.Mapped().eval()
    model, _ = told(module)
    z = torch.randn(3, 6)
    with torch.no_grad():
        expected = module(z).numpy()
    np.testing.assert_allclose(model.decode(z.numpy()), expected, atol=1e-5)


def test_layers_that_only_forward_uses_are_named() -> None:
    _, said = told(models.Bottleneck())
    assert "fc_mu, fc_z" in said
    assert "encoder= and decoder=" in said


def test_a_difference_to_forward_gives_a_warning() -> None:
    _, said = told(models.Scaled())
    assert "gives other images than encoding and decoding" in said


@pytest.mark.parametrize("make", [models.ResNet, models.Distributed, models.MLP])
def test_agreement_gives_no_warning(make: Any) -> None:
    _, said = told(make())
    assert "forward" not in said


@pytest.mark.parametrize(
    "wrap",
    [nn.DataParallel, lambda module: nn.ModuleDict({"vae": module}), lambda m: Wrapped(m)],
)
def test_a_wrapper_is_opened(wrap: Any) -> None:
    module = models.ResNet().eval()
    model, _ = told(wrap(module))
    assert (model.latent_dim, model.can_encode) == (7, True)
    z = torch.randn(2, 7)
    with torch.no_grad():
        expected = module.decode(z).numpy()
    np.testing.assert_allclose(model.decode(z.numpy()), expected, atol=1e-4)


class Wrapped(nn.Module):
    """As training frameworks hold a model."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: torch.Tensor) -> Any:
        return self.model(x)


@pytest.mark.parametrize(
    "module", [nn.Linear(64, 64), nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 64))]
)
def test_a_whole_autoencoder_is_not_a_decoder(module: nn.Module) -> None:
    with pytest.raises(ModelError, match="whole autoencoder"):
        told(module)


def test_a_sample_equal_to_the_mean_is_not_a_variance() -> None:
    torch.manual_seed(0)
    module = models.Resting().eval()
    model, _ = told(module)
    images = np.random.default_rng(0).random((3, 1, 12, 12), dtype=np.float32)
    with torch.no_grad():
        _, mean, logvar = module.encode(torch.from_numpy(images).flatten(1))
    posterior = model.encode(images)
    np.testing.assert_allclose(posterior.mean, mean.numpy(), atol=1e-5)
    np.testing.assert_allclose(posterior.logvar, logvar.numpy(), atol=1e-5)


def test_further_arguments_of_a_decoder_are_named() -> None:
    with pytest.raises(ModelError, match="needs y as well as latent points"):
        told(models.Conditional())


def test_the_reason_why_an_encoder_cannot_be_used_is_shown() -> None:
    module = models.MLP()
    module.encode = lambda x, y: x  # type: ignore[assignment, method-assign, misc]
    _, said = told(module)
    assert "could not be used (it needs y as well as images)" in said
    with pytest.raises(ModelError, match="it needs y as well as images"):
        told(module, data=np.zeros((3, 12, 12), np.float32))


def test_data_beyond_the_decoded_range_give_a_warning() -> None:
    data = np.random.default_rng(0).random((5, 12, 12), dtype=np.float32)
    _, said = told(models.MLP(), data=data * 255)
    assert "The data's values lie in [0, 255], those of decoded images in [0, 1]" in said
    _, said = told(models.MLP(), data=data)
    assert "The data range from" not in said


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"latent_dim": "3"}, "latent_dim must be a positive number"),
        ({"values": (0,)}, "values must be the values of black and white"),
        ({"image": 28}, r"image must be \(channels"),
        ({"atlas": "all"}, "atlas must be a positive number"),
        ({"classes": 5}, "classes must be a list"),
        ({"name": 7}, "name must be text"),
        ({"latentdim": 3}, "Did you mean latent_dim"),
    ],
)
def test_options_of_the_wrong_type(known: dict[str, Any], reason: str) -> None:
    with pytest.raises(LatentwalkError, match=reason):
        latentwalk.explore("mnist", **known)


def test_a_class_and_a_dictionary_are_not_models() -> None:
    with pytest.raises(ModelError, match=r"MLP is a class: create a model of it first"):
        told(models.MLP)
    with pytest.raises(ModelError, match="got OrderedDict. If it has weights"):
        told(models.MLP().state_dict())


def test_the_random_state_is_preserved() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    module = models.Resting()
    torch.manual_seed(5)
    told(module.train())
    assert torch.equal(torch.rand(3), expected)


def test_a_folder_with_other_files_is_not_touched(tmp_path: Any) -> None:
    (tmp_path / "decoder.onnx").write_bytes(b"mine")
    with pytest.raises(OutputError, match="has other files and is not a model folder"):
        latentwalk.adopt(models.MLP(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["decoder.onnx"]
    assert (tmp_path / "decoder.onnx").read_bytes() == b"mine"


def test_files_of_the_previous_model_are_removed(tmp_path: Any) -> None:
    images = np.zeros((4, 12, 12), np.float32)
    latentwalk.adopt(models.MLP(), tmp_path / "m", data=images)
    latentwalk.adopt(models.Colour(), tmp_path / "m")
    names = {path.name for path in (tmp_path / "m").iterdir()}
    assert names == {"latentwalk.json", "decoder.onnx"}


def test_labels_need_data() -> None:
    with pytest.raises(ModelError, match="labels= needs data="):
        latentwalk.explore("mnist", labels=[1, 2])
