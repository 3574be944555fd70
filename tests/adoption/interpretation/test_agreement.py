"""A module's own `forward` takes precedence over the names of its parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from latentwalk.errors import ModelError
from tests.adoption import models
from tests.adoption.opening import opened, opened_with_messages


def test_a_generator_is_called_and_not_one_of_its_parts() -> None:
    module = models.Mapped().eval()
    model = opened(module)
    z = torch.randn(3, 6)
    with torch.no_grad():
        expected = module(z).numpy()
    np.testing.assert_allclose(model.decode(z.numpy()), expected, atol=1e-5)


def test_layers_that_only_forward_uses_are_named() -> None:
    _, messages = opened_with_messages(models.Bottleneck())
    assert "fc_mu, fc_z" in messages
    assert "encoder= and decoder=" in messages


def test_a_difference_to_forward_gives_a_warning() -> None:
    _, messages = opened_with_messages(models.Scaled())
    assert "gives other images than encoding and decoding" in messages


@pytest.mark.parametrize("make", [models.ResNet, models.Distributed, models.MLP])
def test_agreement_gives_no_warning(make: Any) -> None:
    _, messages = opened_with_messages(make())
    assert "forward" not in messages


@pytest.mark.parametrize(
    "wrap",
    [nn.DataParallel, lambda module: nn.ModuleDict({"vae": module}), lambda m: Wrapped(m)],
)
def test_a_wrapper_is_opened(wrap: Any) -> None:
    module = models.ResNet().eval()
    model = opened(wrap(module))
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


def test_the_only_autoencoder_among_other_networks_is_opened() -> None:
    wrapper = Wrapped(models.MLP())
    wrapper.critic = nn.Linear(144, 1)
    _, messages = opened_with_messages(wrapper)
    assert "Wrapped wraps MLP, which is opened in its place" in messages


def test_several_autoencoders_are_named() -> None:
    wrapper = Wrapped(models.MLP())
    wrapper.ema = models.MLP()
    with pytest.raises(ModelError, match="Give one of the models that it holds: model, ema"):
        opened(wrapper)


@pytest.mark.parametrize(
    "module", [nn.Linear(64, 64), nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 64))]
)
def test_a_whole_autoencoder_is_not_a_decoder(module: nn.Module) -> None:
    with pytest.raises(ModelError, match="whole autoencoder"):
        opened(module)


def test_a_sample_equal_to_the_mean_is_not_a_variance() -> None:
    torch.manual_seed(0)
    module = models.SamplingInTraining().eval()
    model = opened(module)
    images = np.random.default_rng(0).random((3, 1, 12, 12), dtype=np.float32)
    with torch.no_grad():
        _, mean, logvar = module.encode(torch.from_numpy(images).flatten(1))
    posterior = model.encode(images)
    np.testing.assert_allclose(posterior.mean, mean.numpy(), atol=1e-5)
    np.testing.assert_allclose(posterior.logvar, logvar.numpy(), atol=1e-5)


def test_the_reason_why_an_encoder_cannot_be_used_is_shown() -> None:
    module = models.MLP()
    module.encode = lambda x, y: x  # type: ignore[assignment, method-assign, misc]
    _, messages = opened_with_messages(module)
    assert "could not be used (it needs y as well as images)" in messages
    with pytest.raises(ModelError, match="it needs y as well as images"):
        opened(module, data=np.zeros((3, 12, 12), np.float32))


def test_data_beyond_the_decoded_range_give_a_warning() -> None:
    data = np.random.default_rng(0).random((5, 12, 12), dtype=np.float32)
    _, messages = opened_with_messages(models.MLP(), data=data * 255)
    assert "The data's values lie in [0, 255], those of decoded images in [0, 1]" in messages
    _, messages = opened_with_messages(models.MLP(), data=data)
    assert "The data range from" not in messages


def test_a_class_and_a_dictionary_are_not_models() -> None:
    with pytest.raises(ModelError, match=r"MLP is a class: create a model of it first"):
        opened(models.MLP)
    with pytest.raises(ModelError, match="got OrderedDict. If it has weights"):
        opened(models.MLP().state_dict())
