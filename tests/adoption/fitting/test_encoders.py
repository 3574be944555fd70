"""Encoders that return their posterior in other ways than (mean, log-variance)."""

from __future__ import annotations

from dataclasses import make_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from latentwalk.adoption.foreign.forms import INVERSES
from latentwalk.errors import ModelError
from tests.adoption.opening import opened_with_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.infer.model import Model

DIMENSIONS = 3
IMAGES = torch.rand((64, 1, 6, 6), generator=torch.Generator().manual_seed(0))
SPREADS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "logvar": lambda std: 2 * std.log(),
    "log_std": torch.log,
    "std": lambda std: std,
    "variance": torch.square,
    "precision": lambda std: std**-2,
    "log_precision": lambda std: -2 * std.log(),
}


class Net(nn.Module):
    """A VAE on images of 6 x 6, without the methods that its subclasses add."""

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(1)
        self.to_mean = nn.Linear(36, DIMENSIONS)
        self.to_std = nn.Linear(36, DIMENSIONS)
        self.decoder = nn.Sequential(
            nn.Linear(DIMENSIONS, 36), nn.Sigmoid(), nn.Unflatten(1, (1, 6, 6))
        )
        for parameter in self.parameters():
            nn.init.normal_(parameter, generator=generator)

    def mean(self, x: torch.Tensor) -> torch.Tensor:
        return self.to_mean(x.flatten(1))

    def std(self, x: torch.Tensor) -> torch.Tensor:
        return 0.3 + nn.functional.softplus(self.to_std(x.flatten(1)))


def opened(module: Any, data: Any = None, **options: Any) -> tuple[Model, str]:
    return opened_with_messages(module, data, **{"image": (1, 6, 6), **options})


def check(model: Model, net: Net, *, spread: bool = True) -> None:
    """It encodes to the net's means and deviations, and is exported."""
    with torch.no_grad():
        mean, std = net.mean(IMAGES), net.std(IMAGES)
    assert model.live == ()
    given = model.encode(IMAGES.numpy())
    np.testing.assert_allclose(given.mean, mean, atol=1e-4)
    if spread:
        np.testing.assert_allclose(np.exp(0.5 * given.logvar), std.expand_as(mean), rtol=1e-3)


ORDERS = [("mean", spread) for spread in SPREADS] + [(spread, "mean") for spread in SPREADS]


class Unnamed(Net):
    """Returns two outputs without names, and samples from them in its `forward`."""

    def __init__(self, outputs: tuple[str, ...], stacked: bool = False) -> None:
        super().__init__()
        self.outputs, self.stacked = outputs, stacked

    def encode(self, x: torch.Tensor) -> Any:
        std = self.std(x)
        parts = [self.mean(x) if name == "mean" else SPREADS[name](std) for name in self.outputs]
        return torch.cat(parts, 1) if self.stacked else tuple(parts)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean, std = self.mean(x), self.std(x)
        return self.decoder(mean + std * torch.randn_like(std))


class Training(Unnamed):
    """Samples only while it is trained."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean, std = self.mean(x), self.std(x)
        if self.training:
            mean = mean + std * torch.randn(std.shape)
        return self.decoder(mean)


class Distribution(Unnamed):
    """Samples from a distribution."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decoder(torch.distributions.Normal(self.mean(x), self.std(x)).rsample())


@pytest.mark.parametrize("stacked", [False, True], ids=["two", "one array"])
@pytest.mark.parametrize("outputs", ORDERS, ids=",".join)
def test_outputs_are_read_as_the_forward_uses_them(outputs: tuple[str, str], stacked: bool) -> None:
    net = Unnamed(outputs, stacked)
    model, messages = opened(net)
    check(model, net)
    assert ("as its forward uses them" in messages) == (outputs != ("mean", "logvar"))


@pytest.mark.parametrize("kind", [Training, Distribution])
def test_a_forward_may_sample_in_several_ways(kind: type[Unnamed]) -> None:
    net = kind(("std", "mean"))
    net.eval()
    model, messages = opened(net)
    check(model, net)
    assert "the standard deviation and the mean" in messages
    assert not any(part.training for part in net.modules())


class Silent(Unnamed):
    """Has no `forward` that would show how its outputs are used."""

    forward = nn.Module.forward


def test_a_positive_output_is_a_spread() -> None:
    net = Silent(("mean", "std"))
    model, messages = opened(net)
    check(model, net)
    assert (
        "are read as the mean and the standard deviation, because the second is positive"
        in messages
    )
    assert "or the variance cannot be decided. Otherwise give posterior= (--posterior)" in messages


@pytest.mark.parametrize("stacked", [False, True], ids=["two", "one array"])
@pytest.mark.parametrize("outputs", ORDERS, ids=",".join)
def test_the_option_decides(outputs: tuple[str, str], stacked: bool) -> None:
    net = Silent(outputs, stacked)
    model, messages = opened(net, posterior=",".join(outputs))
    check(model, net)
    assert "posterior=" not in messages


@pytest.mark.parametrize(
    "outputs", [one for one in ORDERS if not {*one} & {*INVERSES}], ids=",".join
)
def test_the_prior_decides_where_the_codes_agree_with_it(outputs: tuple[str, str]) -> None:
    class Gaussian(Silent):
        """Its codes have a variance of 0.64, and its posteriors one of 0.36."""

        def mean(self, x: torch.Tensor) -> torch.Tensor:
            codes = super().mean(x)
            reference = super().mean(IMAGES)
            return 0.8 * (codes - reference.mean(0)) / reference.std(0)

        def std(self, x: torch.Tensor) -> torch.Tensor:
            return 0 * super().std(x) + 0.6

    net = Gaussian(outputs)
    model, messages = opened(net, data=IMAGES.numpy())
    check(model, net)
    assert ("then agree with the prior" in messages) == (outputs != ("mean", "logvar"))


class Sampling(Net):
    """Its encoder returns only a sample."""

    def __init__(self, draw: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.draw = draw

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return self.draw(self.mean(x), self.std(x))


@pytest.mark.parametrize(
    "draw",
    [
        lambda mean, std: mean + std * torch.randn_like(std),
        lambda mean, std: mean + std * torch.randn(std.shape),
        lambda mean, std: mean + std * torch.randn(*std.shape, dtype=std.dtype),
        lambda mean, std: mean - std * torch.empty_like(std).normal_(),
        lambda mean, std: torch.normal(mean, std),
        lambda mean, std: mean + std * torch.normal(0.0, 1.0, std.shape),
        lambda mean, std: torch.distributions.Normal(mean, std).rsample(),
    ],
)
def test_the_noise_of_a_sample_is_set_to_zero(draw: Any) -> None:
    net = Sampling(draw)
    model, messages = opened(net)
    check(model, net)
    assert "returns a random sample: its noise is set to zero" in messages


def test_other_noise_is_reported() -> None:
    net = Sampling(lambda mean, std: mean + std * torch.rand_like(std))
    _, messages = opened(net)
    assert "each code is a random sample" in messages


class Trunk(Net):
    """Has its heads apart from its `encoder`, which returns features."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Flatten()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = self.encoder(x)
        mean = self.to_mean(features)
        std = 0.3 + nn.functional.softplus(self.to_std(features))
        return self.decoder(mean + std * torch.randn_like(std))


def test_heads_apart_from_the_encoder_are_found_in_the_forward() -> None:
    net = Trunk()
    model, messages = opened(net)
    check(model, net)
    assert "Its encoder is read from its forward" in messages
    assert "Its forward also uses" not in messages


@pytest.mark.parametrize(
    ("name", "spread"),
    [("log_sigma", "log_std"), ("sigma", "std"), ("var", "variance"), ("log_var", "logvar")],
)
def test_names_show_the_spread(name: str, spread: str) -> None:
    net = Silent(("mean", spread))
    pair = net.encode
    net.encode = lambda x: dict(zip(("mu", name), pair(x), strict=True))  # type: ignore[method-assign]
    model, messages = opened(net)
    check(model, net)
    assert "posterior=" not in messages


@pytest.mark.parametrize(
    "names",
    [("z_loc", "z_scale"), ("Mu", "Sigma"), ("qz_m", "std_z"), ("means", "sigmas")],
    ids=",".join,
)
def test_names_are_found_however_they_are_spelt(names: tuple[str, str]) -> None:
    net = Silent(("mean", "std"))
    pair = net.encode
    kind = make_dataclass("Result", names)
    net.encode = lambda x: kind(*pair(x))  # type: ignore[method-assign]
    model, messages = opened(net)
    check(model, net)
    assert "posterior=" not in messages


class Kept(Net):
    """Returns a sample with other things, and the Gaussian's parts as another one says."""

    def __init__(self, result: Callable[..., Any]) -> None:
        super().__init__()
        self.result = result

    def encode(self, x: torch.Tensor) -> Any:
        mean, std, features = self.mean(x), self.std(x), x.flatten(1)
        return self.result(mean + std * torch.randn_like(std), mean, std, features)


@pytest.mark.parametrize(
    "result",
    [
        lambda z, mean, std, features: (z, std.log().sum(1)),
        lambda z, mean, std, features: (z, std.sum()),
        lambda z, mean, std, features: {"z": z, "kl": std.sum(1)},
        lambda z, mean, std, features: ([features, features], z),
    ],
)
def test_the_noise_of_a_sample_beside_other_things_is_set_to_zero(result: Any) -> None:
    net = Kept(result)
    model, messages = opened(net)
    check(model, net)
    assert "returns a random sample: its noise is set to zero" in messages


@pytest.mark.parametrize(
    "result",
    [
        lambda z, mean, std, features: (mean, 2 * std.log(), [features, features]),
        lambda z, mean, std, features: ([features, features], (mean, 2 * std.log())),
        lambda z, mean, std, features: ([features, features], mean, 2 * std.log()),
        lambda z, mean, std, features: (features, (z, mean, 2 * std.log())),
        lambda z, mean, std, features: {"z": z, "a": mean, "b": 2 * std.log(), "h": features},
    ],
)
def test_features_beside_the_posterior_are_skipped(result: Any) -> None:
    net = Kept(result)
    model, _ = opened(net, posterior=None)
    check(model, net)


class Raw(Net):
    """Its `forward` turns an output of its encoder into a standard deviation."""

    def encode(self, x: torch.Tensor) -> Any:
        return self.mean(x), self.to_std(x.flatten(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean, raw = self.encode(x)
        std = 0.3 + nn.functional.softplus(raw)
        return self.decoder(mean + std * torch.randn_like(std))


class Isotropic(Net):
    """Has one standard deviation for all dimensions."""

    def std(self, x: torch.Tensor) -> torch.Tensor:
        return super().std(x)[:, :1]

    def encode(self, x: torch.Tensor) -> Any:
        return self.mean(x), 2 * self.std(x).log()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean = self.mean(x)
        return self.decoder(mean + self.std(x) * torch.randn_like(mean))


@pytest.mark.parametrize("kind", [Raw, Isotropic])
def test_a_spread_that_the_forward_makes_is_read_from_it(kind: type[Net]) -> None:
    net = kind()
    model, messages = opened(net)
    check(model, net)
    assert "is the one with which its forward samples" in messages


def test_an_array_that_may_be_a_spread_is_reported() -> None:
    net = Isotropic()
    net.forward = None  # type: ignore[assignment,method-assign]
    _, messages = opened(net)
    assert "also returns arrays of the shape (1,), which are not used" in messages


def test_an_array_beside_a_named_mean_is_no_spread() -> None:
    class Beside(Net):
        """Returns its mean and a share of each class, as many as there are dimensions."""

        def encode(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
            mean = self.mean(x)
            return {"mu": mean, "probs": mean.softmax(1)}

        forward = None  # type: ignore[assignment]

    model, _ = opened(Beside())
    assert not model.knows_prior


def test_noise_on_the_samples_is_no_spread_of_the_points() -> None:
    class Denoising(Net):
        """Learns to remove noise from its samples."""

        def encode(self, x: torch.Tensor) -> torch.Tensor:
            mean: torch.Tensor = self.mean(x)
            return mean

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            images: torch.Tensor = self.decoder(self.encode(x + 0.3 * torch.randn_like(x)))
            return images

    model, messages = opened(Denoising())
    assert not model.knows_prior
    assert "the one with which its forward samples" not in messages


def test_an_encoder_without_a_name_is_found_in_the_forward() -> None:
    class Whole(Net):
        """Has no encoder. Its `forward` calls the submodule that its method calls, too."""

        def decode(self, z: torch.Tensor) -> torch.Tensor:
            images: torch.Tensor = self.decoder(z)
            return images

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            mean, std = self.mean(x), self.std(x)
            images: torch.Tensor = self.decoder(mean + std * torch.randn_like(std))
            return images

    net = Whole()
    model, messages = opened(net)
    check(model, net)
    assert "Its encoder is read from its forward" in messages


def test_a_sample_before_the_mean_is_skipped_as_the_option_says() -> None:
    net = Silent(("mean", "log_std"))
    pair = net.encode
    net.encode = lambda x: (torch.zeros(len(x), 3), *pair(x))  # type: ignore[method-assign]
    model, _ = opened(net, posterior="sample,mean,log_std")
    check(model, net)


@pytest.mark.parametrize("text", ["mean,mean", "logvar", "mean,spread", "mean,std,logvar", 3])
def test_other_posteriors_are_refused(text: Any) -> None:
    with pytest.raises(ModelError, match="posterior must be an encoder's outputs"):
        opened(Net(), posterior=text)
