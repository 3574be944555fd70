"""The prior of a foreign model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributions import (
    Categorical,
    Independent,
    Laplace,
    MixtureSameFamily,
    MultivariateNormal,
    Normal,
)

from latentwalk.folder.mixture import Mixture
from tests.adoption.opening import opened_with_messages

K, D = 3, 4
RNG = torch.Generator().manual_seed(0)
MEANS = torch.randn(K, D, generator=RNG)
STDS = 0.3 + torch.rand(K, D, generator=RNG)
SHARES = torch.tensor([0.2, 0.3, 0.5])
FULL = MultivariateNormal(MEANS, STDS.square().diag_embed())
Z = np.random.default_rng(0).standard_normal((6, D), dtype=np.float32)


def density(shares: torch.Tensor = SHARES, means: Any = MEANS, stds: Any = STDS) -> Any:
    mixture = MixtureSameFamily(Categorical(shares), Independent(Normal(means, stds), 1))
    return mixture.log_prob(torch.from_numpy(Z)).numpy()


class Net(nn.Module):
    """A VAE; its `forward` shows the form of its outputs."""

    def __init__(self, **held: Any) -> None:
        super().__init__()
        self.to_mean, self.to_logvar = nn.Linear(36, D), nn.Linear(36, D)
        self.decoder = nn.Sequential(nn.Linear(D, 36), nn.Sigmoid(), nn.Unflatten(1, (1, 6, 6)))
        for name, value in held.items():
            is_plain = isinstance(value, torch.Tensor) and not isinstance(value, nn.Parameter)
            self.register_buffer(name, value) if is_plain else setattr(self, name, value)

    def encode(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.to_mean(x.flatten(1)), self.to_logvar(x.flatten(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean, logvar = self.encode(x)
        return self.decoder(mean + torch.randn_like(mean) * (0.5 * logvar).exp())


def prior(model: Any, **options: Any) -> tuple[Any, str]:
    ours, messages = opened_with_messages(model, **options)
    return ours.folder.manifest.prior, messages


def check(found: Any, expected: Any) -> None:
    assert isinstance(found, Mixture)
    np.testing.assert_allclose(found.log_density(Z), expected, rtol=2e-3)


class WithMethod(Net):
    def get_prior(self) -> Any:
        return MixtureSameFamily(Categorical(SHARES), Independent(Normal(MEANS, STDS), 1))


@pytest.mark.parametrize(
    "net",
    [
        Net(prior=MixtureSameFamily(Categorical(SHARES), Independent(Normal(MEANS, STDS), 1))),
        Net(prior=MixtureSameFamily(Categorical(SHARES), FULL)),
        WithMethod(),
        Net(prior_means=MEANS, prior_logvars=2 * STDS.log(), pi=nn.Parameter(SHARES)),
        Net(mu_c=MEANS.T, log_sigma2_c=2 * STDS.T.log(), pi_=nn.Parameter(SHARES.log() + 1)),
        Net(prior_mu=MEANS, prior_scale=STDS, prior_logits=nn.Parameter(SHARES.log())),
    ],
    ids=["distribution", "multivariate", "method", "logvars", "VaDE", "scales"],
)  # fmt: skip
def test_a_mixture_is_read(net: nn.Module) -> None:
    found, messages = prior(net)
    check(found, density())
    assert "Its prior is a mixture of 3 Gaussians" in messages
    assert "Otherwise give prior=" in messages


def test_the_pseudo_inputs_of_a_vamp_prior_are_encoded() -> None:
    images = torch.rand((K, 36), generator=RNG)
    net = Net(pseudo_inputs=nn.Parameter(images))
    found, messages = prior(net)
    with torch.no_grad():
        means, logvars = net.encode(images)
    check(found, density(torch.ones(K), means, (0.5 * logvars).exp()))
    assert "a VampPrior, pseudo_inputs" in messages


def test_pseudo_inputs_may_come_from_a_network() -> None:
    net = Net(pseudo_inputs=nn.Sequential(nn.Linear(K, 36), nn.Sigmoid()), idle_input=torch.eye(K))
    found, _ = prior(net)
    with torch.no_grad():
        means, logvars = net.encode(net.pseudo_inputs(net.idle_input))
    check(found, density(torch.ones(K), means, (0.5 * logvars).exp()))


@pytest.mark.parametrize(
    "held", [{}, {"prior": Normal(0.0, 1.0)}, {"prior": Normal(torch.zeros(D), torch.ones(D))}]
)
def test_a_vae_has_the_standard_normal(held: dict[str, Any]) -> None:
    found, messages = prior(Net(**held))
    assert found is None
    assert "prior" not in messages


def test_a_learned_gaussian_is_read() -> None:
    found, _ = prior(Net(prior=Normal(MEANS[0], STDS[0])))
    check(found, density(torch.ones(1), MEANS[:1], STDS[:1]))


@pytest.mark.parametrize(
    "held", [{"prior": nn.Sequential(nn.Linear(D, D))}, {"prior": Laplace(torch.zeros(D), 1.0)}]
)
def test_another_prior_is_unknown(held: dict[str, Any]) -> None:
    found, messages = prior(Net(**held))
    assert found == "unknown"
    assert "It has a prior of its own (prior), which cannot be read" in messages


class Autoencoder(Net):
    def encode(self, x: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        return self.to_mean(x.flatten(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decoder(self.encode(x))


def test_an_autoencoder_has_no_known_prior_unless_it_is_given() -> None:
    found, messages = prior(Autoencoder())
    assert found == "unknown"
    assert "returns points without variances, so its prior is unknown" in messages
    assert prior(Autoencoder(), prior="normal")[0] is None
    assert prior(Net(), prior="unknown")[0] == "unknown"


def test_a_generator_has_the_standard_normal() -> None:
    assert prior(Net().decoder)[0] is None


def test_a_large_mixture_is_cut() -> None:
    net = Net(prior_means=torch.randn(20_000, D), prior_logvars=torch.zeros(20_000, D))
    found, messages = prior(net)
    assert len(found.weight) == 10_000
    assert "a mixture of 20000 Gaussians (prior_means), of which 10000 are used" in messages


class Lazy(Net):
    @property
    def prior(self) -> Any:
        raise RuntimeError("not fitted yet")


def test_a_property_that_raises_is_passed_over() -> None:
    assert prior(Lazy())[0] is None
