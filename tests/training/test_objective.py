from __future__ import annotations

from typing import Any

import pytest
import torch

from latentwalk.errors import SettingsError
from latentwalk.training.objective import Objective
from latentwalk.vae.divergence import mean_discrepancy, total_correlation
from latentwalk.vae.loss import elbo_loss
from latentwalk.vae.network import Output

IMAGES = 100


@pytest.fixture
def batch() -> tuple[torch.Tensor, Output]:
    torch.manual_seed(0)
    z, mean, logvar = torch.randn(3, 5, 4)
    x, y = torch.randn(2, 5, 1, 4, 4)
    return x, Output(y, z, mean, logvar)


def value(batch: tuple[torch.Tensor, Output], progress: float = 1.0, **settings: Any) -> float:
    x, output = batch
    prior = torch.zeros(5, 4)
    loss = elbo_loss(x, output)
    objective = Objective(**settings)
    price, aim = objective.price(objective.beta, progress), objective.aim(progress)
    return objective.value(loss, output, price, aim, IMAGES, prior).item()


def parts(batch: tuple[torch.Tensor, Output]) -> tuple[float, torch.Tensor]:
    loss = elbo_loss(*batch)
    return loss.reconstruction.mean().item(), loss.kl.mean(0)


def test_by_default_it_is_the_loss(batch: tuple[torch.Tensor, Output]) -> None:
    assert value(batch) == pytest.approx(elbo_loss(*batch).total().mean().item())
    assert value(batch, beta=3) == pytest.approx(elbo_loss(*batch).total(3).mean().item())


def test_beta_rises_while_it_warms_up(batch: tuple[torch.Tensor, Output]) -> None:
    squared, kl = parts(batch)
    for progress, share in ((0.0, 0.0), (0.1, 0.5), (0.2, 1.0), (0.9, 1.0)):
        expected = squared + share * 2 * kl.sum().item()
        assert value(batch, progress, beta=2, kl_warmup=0.2) == pytest.approx(expected)


def test_free_bits_cost_the_same_used_or_not(batch: tuple[torch.Tensor, Output]) -> None:
    squared, kl = parts(batch)
    bound = kl.sort().values[2].item()  # two dimensions are below it
    expected = squared + sum(max(bound, nats) for nats in kl.tolist())
    assert value(batch, free_bits=bound) == pytest.approx(expected)
    assert value(batch, free_bits=bound) > value(batch)


def test_capacity_holds_the_divergence_at_what_it_rises_to(
    batch: tuple[torch.Tensor, Output],
) -> None:
    squared, kl = parts(batch)
    total = kl.sum().item()
    for progress, aim in ((0.25, total), (0.5, 2 * total), (1.0, 2 * total)):
        expected = squared + 10 * abs(total - aim)
        assert value(batch, progress, beta=10, capacity=2 * total) == pytest.approx(expected)


def test_terms_of_the_aggregate_posterior_are_added(batch: tuple[torch.Tensor, Output]) -> None:
    _, output = batch
    correlation = total_correlation(output.z, output.mean, output.logvar, IMAGES).item()
    discrepancy = mean_discrepancy(output.z, torch.zeros(5, 4)).item()
    assert value(batch, tc=3) == pytest.approx(value(batch) + 3 * correlation)
    assert value(batch, mmd=50) == pytest.approx(value(batch) + 50 * discrepancy)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"likelihood": "poisson"}, "squared, bernoulli, gaussian"),
        ({"free_bits": -1.0}, "free_bits must be"),
        ({"tc": float("nan")}, "tc must be"),
        ({"kl_warmup": 1.5}, "kl_warmup must be from 0 to 1"),
        ({"capacity": 5.0, "kl_warmup": 0.1}, "use only one"),
        ({"capacity": 5.0, "free_bits": 0.1}, "free_bits lowers its cost"),
        ({"beta": 0.0, "free_bits": 0.5}, "so free_bits has no effect"),
        ({"beta": 0.0, "tc": 2.0}, "so tc has no effect"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        Objective(**settings)
