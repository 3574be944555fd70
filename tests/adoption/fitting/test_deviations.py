"""Decoders of curves that return a spread beside the mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.distributions import Normal

from latentwalk.errors import ModelError
from latentwalk.outputs.curve import CurveSpec
from tests.adoption.conditional import write_onnx
from tests.adoption.opening import opened, opened_with_messages
from tests.adoption.samples import points

if TYPE_CHECKING:
    from pathlib import Path

T = 20


class Uncertain(nn.Module):
    """A VAE of single curves whose decoder returns the mean and a spread."""

    def __init__(self, form: str) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.form = form
        self.mean, self.logvar = nn.Linear(3, T), nn.Linear(3, T)
        self.code = nn.Linear(T, 6)

    def encode(self, x: Tensor) -> Any:
        return self.code(x).chunk(2, 1)

    def parts(self, z: Tensor) -> tuple[Tensor, Tensor]:
        return self.mean(z), self.logvar(z)

    def decode(self, z: Tensor) -> Any:
        mean, logvar = self.parts(z)
        return {
            "tuple": (mean, logvar),
            "std": (mean, (0.5 * logvar).exp()),
            "variance": (mean, logvar.exp()),
            "names": {"x_hat": mean, "log_std": 0.5 * logvar},
            "precision": {"x_hat": mean, "precision": (-logvar).exp()},
            "log precision": (mean, -logvar),
            "normal": Normal(mean, (0.5 * logvar).exp()),
        }[self.form]


@pytest.mark.parametrize(
    ("form", "options", "remark"),
    [
        ("tuple", {}, "read as the log-variance"),
        ("std", {}, "read as the standard deviation"),
        ("variance", {"spread": "variance"}, ""),
        ("names", {}, ""),
        ("precision", {}, ""),
        ("log precision", {"spread": "log_precision"}, ""),
        ("normal", {}, ""),
    ],
)
def test_the_spread_follows_the_lines(form: str, options: dict[str, Any], remark: str) -> None:
    module = Uncertain(form)
    data = np.random.default_rng(1).standard_normal((30, T), dtype=np.float32)
    model, messages = opened_with_messages(module, data, output="curve", **options)
    z = points(4, 3)
    with torch.no_grad():
        mean, logvar = (part.numpy() for part in module.parts(torch.from_numpy(z)))
        codes = module.encode(torch.from_numpy(data))[0].numpy()
    expected = np.stack([mean, np.exp(0.5 * logvar)], axis=1)
    np.testing.assert_allclose(model.decode(z), expected, atol=1e-5)
    assert isinstance(model.output, CurveSpec)
    assert model.output.spread
    assert model.live == ()
    assert ("spread= (--spread)" in messages) == bool(remark)
    assert remark in messages
    assert model.atlas is not None
    np.testing.assert_allclose(model.atlas.mean, codes, atol=1e-5)
    np.testing.assert_allclose(model.encode(data).mean, codes, atol=1e-5)
    decoded = model.decode(model.atlas.mean)[:, 0]
    np.testing.assert_allclose(model.atlas.error, np.square(decoded - data).sum(1), rtol=1e-4)


def test_further_outputs_may_be_no_spread() -> None:
    module = Uncertain("tuple")
    model = opened(module, output="curve", spread="none")
    z = points(4, 3)
    with torch.no_grad():
        mean = module.parts(torch.from_numpy(z))[0].numpy()
    np.testing.assert_allclose(model.decode(z)[:, 0], mean, atol=1e-5)
    assert model.output.shape == (1, T)


def test_a_spread_that_is_missing_is_an_error() -> None:
    module = Uncertain("tuple")
    with pytest.raises(ModelError, match="needs a decoder that returns two arrays"):
        opened(decoder=lambda z: module.decode(z)[0], output="curve", latent_dim=3, spread="std")


def test_a_sample_without_a_spread_is_placed_by_its_lines() -> None:
    module = Uncertain("tuple")
    model = opened(decoder=module.decode, output="curve", latent_dim=3)
    alone = opened(decoder=lambda z: module.decode(z)[0], output="curve", latent_dim=3)
    lines = model.decode(points(1, 3))[:, :1]
    np.testing.assert_allclose(model.place(lines).mean, alone.place(lines).mean, atol=1e-4)


class Decoder(nn.Module):
    """The decoder of `Uncertain` alone, whose curves are (1, t) or (t, 1)."""

    def __init__(self, form: str, shape: tuple[int, int]) -> None:
        super().__init__()
        self.vae, self.shape = Uncertain(form), shape

    def forward(self, z: Tensor) -> Any:
        return tuple(part.reshape(-1, *self.shape) for part in self.vae.decode(z))


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(
    ("form", "names", "options", "remark"),
    [
        ("tuple", ("first", "second"), {}, "read as the log-variance"),
        ("std", ("first", "second"), {}, "read as the standard deviation"),
        ("tuple", ("mean", "logvar"), {}, ""),
        ("variance", ("mean", "variance"), {}, ""),
        ("variance", ("first", "second"), {"spread": "variance"}, ""),
    ],
)
def test_the_spread_of_an_onnx_file_follows_the_lines(
    form: str, names: tuple[str, ...], options: dict[str, Any], remark: str, swapped: bool,
    tmp_path: Path,
) -> None:  # fmt: skip
    decoder = Decoder(form, (T, 1) if swapped else (1, T))
    file = write_onnx(tmp_path / "decoder.onnx", decoder, (torch.zeros(2, 3),), ["z"], [*names])
    model, messages = opened_with_messages(file, output="curve", **options)
    z = points(4, 3)
    with torch.no_grad():
        mean, logvar = (part.numpy() for part in Uncertain(form).parts(torch.from_numpy(z)))
    expected = np.stack([mean, np.exp(0.5 * logvar)], axis=1)
    np.testing.assert_allclose(model.decode(z), expected, atol=1e-5)
    assert model.output == replace(model.output, spread=True, channels=("",))
    assert model.live == ()
    assert ("spread= (--spread)" in messages) == bool(remark)
    assert remark in messages
