from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import stats

from latentwalk.latent.posterior import Posterior, prior_log_density, sample_prior


@pytest.fixture
def posterior() -> Posterior:
    rng = np.random.default_rng(0)
    return Posterior(
        rng.normal(size=(4, 3)).astype(np.float32), rng.normal(-1, 1, (4, 3)).astype(np.float32)
    )


def test_kl_agrees_with_torch(posterior: Posterior) -> None:
    mean, logvar = torch.from_numpy(posterior.mean), torch.from_numpy(posterior.logvar)
    q = torch.distributions.Normal(mean.double(), (0.5 * logvar.double()).exp())
    p = torch.distributions.Normal(torch.zeros(3, dtype=torch.float64), 1.0)
    reference = torch.distributions.kl_divergence(q, p).numpy()
    np.testing.assert_allclose(posterior.kl(), reference, rtol=1e-9, atol=1e-12)


def test_kl_agrees_with_monte_carlo(posterior: Posterior) -> None:
    rng = np.random.default_rng(1)
    z = np.stack([posterior.sample(rng) for _ in range(20_000)], axis=1)
    ratio = posterior.log_density(z) - prior_log_density(z)
    error = ratio.std(1) / np.sqrt(z.shape[1])
    assert (np.abs(ratio.mean(1) - posterior.kl().sum(1)) < 5 * error).all()


def test_densities_agree_with_scipy(posterior: Posterior) -> None:
    z = np.random.default_rng(2).normal(size=(4, 5, 3)).astype(np.float32)
    mean, deviation = posterior.mean[:, None], np.exp(posterior.logvar[:, None].astype(float) / 2)
    reference = stats.norm.logpdf(z, mean, deviation).sum(-1)
    np.testing.assert_allclose(posterior.log_density(z), reference, rtol=1e-6)
    np.testing.assert_allclose(prior_log_density(z), stats.norm.logpdf(z).sum(-1), rtol=1e-9)


def test_samples_have_the_posterior_s_moments() -> None:
    posterior = Posterior(
        np.full((50_000, 1), 2.0, np.float32), np.full((50_000, 1), np.log(9.0), np.float32)
    )
    z = posterior.sample(np.random.default_rng(0))
    assert z.mean() == pytest.approx(2.0, abs=0.07)
    assert z.std() == pytest.approx(3.0, abs=0.05)


def test_the_same_seed_gives_the_same_points() -> None:
    first, second = (sample_prior(5, 2, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
