"""Models of other libraries, with random weights. Each function imports its library."""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


EXPECTED = "LATENTWALK_LIBRARIES"
"""Set where the libraries must be installed."""


def needs(library: str) -> None:
    """Skip a test without its library; where it must be installed, fail."""
    if importlib.util.find_spec(library) is None:
        if os.environ.get(EXPECTED):
            pytest.fail(f"{library} is missing, and here it must be tested")
        pytest.skip(f"needs {library}: nox -s libraries")


class Case(NamedTuple):
    """A foreign model, and its expected properties."""

    model: Any
    """What is given to `adopted`: an object, or the path that it was saved to."""
    options: dict[str, Any]
    """The options that the user gives."""
    decode: Callable[[Any], Any]
    """Its own decoder: points (n, d) float32 to images (n, c, h, w), both NumPy's."""
    live: bool = False
    """Whether it can only be called in this process."""
    encodes: bool = True
    """Whether it has an encoder."""


def torch_decoder(decode: Callable[[Any], Any], shape: tuple[int, ...]) -> Callable[[Any], Any]:
    import torch

    def call(z: Any) -> Any:
        with torch.no_grad():
            return decode(torch.from_numpy(z).view(-1, *shape)).numpy()

    return call


def diffusers_tiny(folder: Path) -> Case:
    from diffusers import AutoencoderTiny

    module = AutoencoderTiny(
        encoder_block_out_channels=(8, 8),
        decoder_block_out_channels=(8, 8),
        num_encoder_blocks=(1, 1),
        num_decoder_blocks=(1, 1),
    ).eval()
    module.save_pretrained(folder / "tiny")
    decode = torch_decoder(lambda z: module.decode(z).sample, (4, 16, 16))
    return Case(folder / "tiny", {"image": (3, 32, 32)}, decode)


def diffusers_kl(folder: Path) -> Case:
    from diffusers import AutoencoderKL

    module = AutoencoderKL(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        norm_num_groups=4,
        sample_size=16,
    ).eval()
    module.save_pretrained(folder / "kl" / "vae")
    return Case(folder / "kl", {}, torch_decoder(lambda z: module.decode(z).sample, (4, 8, 8)))


def pythae_vae(folder: Path) -> Case:
    from pythae.models import VAE, VAEConfig

    module = VAE(VAEConfig(input_dim=(1, 28, 28), latent_dim=10)).eval()
    module.save(str(folder / "pythae"))

    def decode(z: Any) -> Any:
        return module.decoder(z).reconstruction.view(-1, 1, 28, 28)

    return Case(folder / "pythae", {}, torch_decoder(decode, (10,)))


def keras_decoder(folder: Path) -> Case:
    import keras

    network = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(7 * 7 * 8, activation="relu"),
            keras.layers.Reshape((7, 7, 8)),
            keras.layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu"),
            keras.layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid"),
        ]
    )
    network.save(folder / "decoder.keras")

    def decode(z: Any) -> Any:
        return keras.ops.convert_to_numpy(network(z)).transpose(0, 3, 1, 2)

    exported = keras.backend.backend() == "torch"
    return Case(folder / "decoder.keras", {}, decode, live=not exported, encodes=False)


def jax_function(folder: Path) -> Case:
    import jax

    weights = jax.random.normal(jax.random.PRNGKey(0), (8, 16 * 16 * 3)) * 0.3

    @jax.jit
    def decode(z: Any) -> Any:
        return jax.nn.sigmoid(z @ weights).reshape(-1, 16, 16, 3)

    def images(z: Any) -> Any:
        return np.asarray(decode(z)).transpose(0, 3, 1, 2)

    return Case(decode, {"latent_dim": 8, "name": "jax"}, images, live=True, encodes=False)


def convolutions_on_a_series(folder: Path) -> Case:
    """A VAE of curves with one-dimensional convolutions, on aeon's measurements of a day."""
    import torch
    from aeon.datasets import load_italy_power_demand
    from torch import nn

    series, season = load_italy_power_demand()  # (1096, 1, 24), a value each hour

    class PowerVAE(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            half = {"kernel_size": 4, "stride": 2, "padding": 1}
            self.body = nn.Sequential(
                nn.Conv1d(1, 8, **half),
                nn.ReLU(),
                nn.Conv1d(8, 16, **half),
                nn.ReLU(),
                nn.Flatten(),
            )
            self.mu, self.logvar = nn.Linear(96, 3), nn.Linear(96, 3)
            self.decoder = nn.Sequential(
                nn.Linear(3, 96),
                nn.Unflatten(1, (16, 6)),
                nn.ConvTranspose1d(16, 8, **half),
                nn.ReLU(),
                nn.ConvTranspose1d(8, 1, **half),
            )

        def encode(self, x: Any) -> Any:
            features = self.body(x)
            return self.mu(features), self.logvar(features)

        def decode(self, z: Any) -> Any:
            return self.decoder(z)

    torch.manual_seed(0)
    module = PowerVAE().eval()
    nn.init.constant_(module.logvar.bias, -4.0)  # every dimension tells of the series
    options = {"data": series.astype(np.float32), "labels": season, "x_label": "hour"}
    return Case(module, options, torch_decoder(module.decode, (3,)))


CASES: dict[str, tuple[str, Callable[[Path], Case]]] = {
    "diffusers' AutoencoderTiny": ("diffusers", diffusers_tiny),
    "diffusers' AutoencoderKL": ("diffusers", diffusers_kl),
    "pythae's VAE": ("pythae", pythae_vae),
    "Keras's decoder": ("keras", keras_decoder),
    "a JAX function": ("jax", jax_function),
    "convolutions on aeon's series": ("aeon", convolutions_on_a_series),
}
"""By name: the library that each needs, and what makes it."""
