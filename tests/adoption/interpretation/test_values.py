"""Black and white of models whose values follow other conventions than [0, 1] and [-1, 1].

The models project images on their principal components, so that what they should encode and decode
is known without training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import nn

from latentwalk.adoption.foreign.levels import (
    BYTES,
    CENTRED,
    KNOWN,
    SIGNED,
    UNIT,
    Levels,
    levels_of_data,
)
from latentwalk.data.digits import load_digits
from latentwalk.errors import ModelError
from tests.adoption.opening import opened_with_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

DIMENSIONS = 24


def pixels(channels: int) -> NDArray[np.uint8]:
    """Digits (n, 8, 8, c), with other colours in each channel."""
    grey = load_digits().train.pixels[:400].astype(np.float64)
    shades = np.linspace(1, 0.6, channels)
    return np.rint(grey * shades).astype(np.uint8)


class Convention(NamedTuple):
    """Maps images in [0, 1] to values, and back."""

    to_values: Callable[[torch.Tensor], torch.Tensor]
    to_unit: Callable[[torch.Tensor], torch.Tensor]


def standardised_by(means: Any, stds: Any) -> Convention:
    mean, std = (torch.tensor(part).float().reshape(-1, 1, 1) for part in (means, stds))
    return Convention(lambda x: (x - mean) / std, lambda v: v * std + mean)


def standardised(name: str) -> Convention:
    return standardised_by(*KNOWN[name])


CONVENTIONS = {
    "unit": Convention(lambda x: x.clamp(0, 1), lambda v: v),
    "regression": Convention(lambda x: x, lambda v: v),
    "centred": Convention(lambda x: x.clamp(0, 1) - 0.5, lambda v: v + 0.5),
    "tanh of unit": Convention(lambda x: x.clamp(-1, 1), lambda v: v),
    "tanh": Convention(lambda x: 2 * x.clamp(0, 1) - 1, lambda v: (v + 1) / 2),
    "bytes": Convention(lambda x: 255 * x, lambda v: v / 255),
    "logits": Convention(lambda x: x.clamp(1e-6, 1 - 1e-6).logit(), lambda v: v.sigmoid()),
    "MNIST": standardised("MNIST"),
    "Fashion-MNIST": standardised("Fashion-MNIST"),
    "ImageNet": standardised("ImageNet"),
    "CIFAR-10": standardised("CIFAR-10"),
}


class Components(nn.Module):
    """Encodes and decodes by principal components, with values of two conventions."""

    def __init__(self, inputs: str, outputs: str, channels: int = 1) -> None:
        super().__init__()
        images = pixels(channels).transpose(0, 3, 1, 2) / 255
        flat = torch.tensor(images.reshape(len(images), -1), dtype=torch.float32)
        self.mean = nn.Parameter(flat.mean(0))
        _, spread, axes = torch.linalg.svd(flat - self.mean, full_matrices=False)
        scale = spread[:DIMENSIONS] / len(flat) ** 0.5
        self.axes = nn.Parameter(axes[:DIMENSIONS].T / scale)
        self.inverse = nn.Parameter(scale[:, None] * axes[:DIMENSIONS])
        self.shape = (channels, 8, 8)
        self.inputs, self.outputs = CONVENTIONS[inputs], CONVENTIONS[outputs]

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return (self.inputs.to_unit(x).flatten(1) - self.mean) @ self.axes

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return self.outputs.to_values((z @ self.inverse + self.mean).reshape(-1, *self.shape))


def levels_of(model: Model) -> Levels:
    return Levels.of(model.image.low, model.image.high)


def opened(model: nn.Module, data: Any, **options: Any) -> tuple[Model, str]:
    """The model with its data, and the messages about it."""
    return opened_with_messages(model, data, latent_dim=DIMENSIONS, **options)


def in_values(images: NDArray[np.uint8], convention: str) -> NDArray[np.float32]:
    """Images (n, c, h, w) as a data loader gives them."""
    unit = torch.tensor(images.transpose(0, 3, 1, 2) / 255, dtype=torch.float32)
    return CONVENTIONS[convention].to_values(unit).numpy()


def check(model: Model, module: Components, images: NDArray[np.uint8]) -> None:
    """It encodes pixels as the module does their values, and decodes to the same pixels."""
    values = torch.tensor(images[:8].transpose(0, 3, 1, 2) / 255, dtype=torch.float32)
    with torch.no_grad():
        means = module.encode(module.inputs.to_values(values))
        shown = module.outputs.to_unit(module.decode(means)).clamp(0, 1)
    atlas = model.atlas
    assert atlas is not None
    np.testing.assert_allclose(atlas.mean[:8], means, atol=1e-3)
    np.testing.assert_allclose(model.encode(images[:8]).mean, means, atol=1e-3)
    np.testing.assert_allclose(model.pixels(means.numpy()), shown.permute(0, 2, 3, 1) * 255, atol=1)
    assert "decoder" not in model.live


@pytest.mark.parametrize("as_pixels", [False, True], ids=["floats", "pixels"])
@pytest.mark.parametrize(
    ("inputs", "outputs", "channels", "message"),
    [
        ("unit", "unit", 1, ""),
        ("tanh", "tanh", 1, ""),
        ("unit", "regression", 1, "taken as values in [0, 1]"),
        ("centred", "centred", 1, "taken as values in [-0.5, 0.5]"),
        ("unit", "tanh of unit", 1, "taken as values in [0, 1]"),
        ("unit", "logits", 1, "taken as logits and a sigmoid is applied"),
        ("unit", "logits", 3, "taken as logits and a sigmoid is applied"),
        ("MNIST", "MNIST", 1, "taken as values in [-0.4242, 2.821]"),
        ("Fashion-MNIST", "Fashion-MNIST", 1, "taken as values in [-0.8102, 2.023]"),
        ("MNIST", "logits", 1, "taken as logits"),
        ("MNIST", "unit", 1, ""),
        ("ImageNet", "ImageNet", 3, "taken as values in [-2.12, 2.25], [-2.04, 2.43]"),
        ("CIFAR-10", "CIFAR-10", 3, "taken as values in"),
        ("ImageNet", "tanh", 3, ""),
        ("bytes", "bytes", 1, ""),
        ("bytes", "unit", 1, ""),
        ("tanh", "unit", 1, ""),
        ("unit", "tanh", 1, ""),
    ],
)
def test_values_are_found_from_the_data(
    inputs: str, outputs: str, channels: int, message: str, as_pixels: bool
) -> None:
    images = pixels(channels)
    module = Components(inputs, outputs, channels)
    data = images if as_pixels else in_values(images, inputs)
    model, text = opened(module, data)
    check(model, module, images)
    assert message in text
    if inputs != outputs and outputs not in {"logits", "regression", "tanh of unit"}:
        assert "give data_values=" in text


def test_values_that_are_never_above_zero_may_be_logarithms() -> None:
    class LogShares(Components):
        def decode(self, z: torch.Tensor) -> torch.Tensor:
            return nn.functional.logsigmoid(super().decode(z))

    _, text = opened(LogShares("unit", "logits", 1), in_values(pixels(1), "unit"))
    assert "None of its values is above 0: if they are logarithms of shares, give decoder=" in text


@pytest.mark.parametrize("channels", [1, 3])
def test_pixels_that_a_model_standardises_by_their_own_statistics(
    channels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = pixels(channels)[:128]
    values = images.reshape(-1, channels) / 255
    monkeypatch.setitem(CONVENTIONS, "own", standardised_by(values.mean(0), values.std(0)))
    module = Components("own", "own", channels)
    model, text = opened(module, images)
    check(model, module, images)
    assert "from the mean and standard deviation of a sample" in text


def test_floats_that_the_encoder_does_not_take_are_converted() -> None:
    images = pixels(1)
    module = Components("unit", "unit")
    model, text = opened(module, in_values(images, "bytes"))
    check(model, module, images)
    assert "The data, in [0, 255], are passed to its encoder as values in [0, 1]" in text


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.01, 0.99, UNIT),
        (-0.99, 0.97, SIGNED),
        (-1.4, 1.3, SIGNED),
        (-0.2, 1.2, UNIT),
        (-0.5, 0.5, CENTRED),
        (2.0, 250.0, BYTES),
        (-0.42, 2.82, Levels.standardised(*KNOWN["MNIST"])),
    ],
)
def test_values_are_found_from_decoded_images(low: float, high: float, expected: Levels) -> None:
    shades = np.linspace(low, high, 64, dtype=np.float32).reshape(1, 1, 8, 8)
    model, _ = opened_with_messages(lambda z: np.repeat(shades, len(z), 0), latent_dim=2)
    np.testing.assert_allclose(
        (model.image.low, model.image.high), (*expected.black, *expected.white)
    )


class Forward(Components):
    """Its `forward` applies the sigmoid that its decoder lacks."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decode(self.encode(x)).sigmoid()


class Switch(Components):
    """Its decoder applies a sigmoid only on request."""

    def decode(self, z: torch.Tensor, apply_sigmoid: bool = False) -> torch.Tensor:
        logits = super().decode(z)
        return logits.sigmoid() if apply_sigmoid else logits


@pytest.mark.parametrize("kind", [Components, Forward, Switch])
def test_logits_are_found_without_data(kind: type[Components]) -> None:
    module = kind("unit", "logits")
    model, messages = opened_with_messages(module, image=(1, 8, 8))
    assert "taken as logits" in messages
    assert "Its forward" not in messages
    z = np.zeros((1, DIMENSIONS), np.float32)
    expected = module.mean.detach().reshape(1, 8, 8, 1) * 255
    np.testing.assert_allclose(model.pixels(z), expected, atol=1)


def test_the_convention_of_a_library_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    class Autoencoder(Components):
        pass

    model = Autoencoder("tanh", "unit")
    assert levels_of(opened(model, None)[0]) == UNIT
    monkeypatch.setattr(Autoencoder, "__module__", "diffusers.models.autoencoders")
    assert levels_of(opened(model, None)[0]) == SIGNED
    assert levels_of(opened(model, pixels(1))[0]) == UNIT


def test_a_tanh_is_found_far_from_the_origin() -> None:
    class Dim(nn.Module):
        """Grey near the origin, black or white far from it."""

        def __init__(self) -> None:
            super().__init__()
            self.fc = nn.Linear(2, 16)
            nn.init.constant_(self.fc.bias, 1.5)
            nn.init.constant_(self.fc.weight, 0.25)

        def forward(self, z: torch.Tensor) -> torch.Tensor:
            return torch.tanh(self.fc(z)).reshape(-1, 1, 4, 4)

    assert Dim()(torch.zeros(1, 2)).min() > 0
    model, _ = opened_with_messages(Dim())
    assert (model.image.low, model.image.high) == (-1, 1)


def test_options_override_what_is_found() -> None:
    images = pixels(1)
    module = Components("MNIST", "MNIST")
    model, text = opened(module, images, values=(-0.4242, 2.8215), normalize=(0.1307, 0.3081))
    check(model, module, images)
    assert "values=" not in text
    named, _ = opened(module, images, normalize="mnist")
    check(named, module, images)
    logits, _ = opened(Components("unit", "logits"), images, values="logits", data_values=(0, 1))
    check(logits, Components("unit", "logits"), images)


def test_given_values_that_do_not_fit_are_reported() -> None:
    _, text = opened(Components("unit", "logits"), pixels(1), values=(0, 1))
    assert "The given values do not fit" in text
    assert "images as logits" in text


def test_a_model_that_reconstructs_nothing_is_reported() -> None:
    module = Components("unit", "unit")
    nn.init.normal_(module.axes)
    assert "It does not reconstruct the data" in opened(module, pixels(1))[1]


def test_a_normalisation_of_other_channels_is_refused() -> None:
    with pytest.raises(ModelError, match="normalize has 3 means"):
        opened(Components("unit", "unit"), pixels(1), normalize="imagenet")


@pytest.mark.parametrize(
    ("values", "expected", "message"),
    [
        (np.linspace(0, 1, 8), UNIT, ""),
        (np.linspace(-1, 1, 8), SIGNED, ""),
        (np.linspace(0, 255, 8), BYTES, ""),
        (np.arange(17), Levels.of(0, 16), "whole numbers up to 16"),
        (np.linspace(-0.4242, 2.8215, 8), Levels.standardised(*KNOWN["MNIST"]), "MNIST"),
        (np.linspace(-0.789, 1.842, 8), Levels.of(-0.789, 1.842), "the least value"),
        (np.linspace(-0.5, 0.5, 8), CENTRED, "from -0.5 to 0.5"),
        (np.linspace(-0.7, 0.6, 8), SIGNED, "only reach from -0.7 to 0.6"),
        (np.linspace(-0.8118, 1.8475, 8), Levels.of(-0.8118, 1.8475), "the least value"),
        (np.linspace(-1.3, 4.2, 8), Levels.of(-1.3, 4.2), "the least value"),
        (np.linspace(0, 4.5, 8), Levels.of(0, 4.5), "the largest value as white"),
    ],
)
def test_levels_of_data(values: NDArray[np.float64], expected: Levels, message: str) -> None:
    images = values.reshape(1, 1, 1, -1).astype(np.float32)
    levels, reason = levels_of_data(images)
    np.testing.assert_allclose([levels.black, levels.white], [expected.black, expected.white])
    assert message in reason
