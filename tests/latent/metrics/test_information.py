from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from latentwalk.latent.metrics.information import information_above, information_below
from latentwalk.latent.posterior import Posterior


def channel(n: int, noise: tuple[float, ...], seed: int = 0) -> tuple[Posterior, np.ndarray, float]:
    """z = x + noise for x ~ N(0, I): I(x; z) = sum log(1 + 1 / variance) / 2."""
    rng = np.random.default_rng(seed)
    deviation = np.array(noise, np.float32)
    mean = rng.standard_normal((n, len(noise)), dtype=np.float32)
    posterior = Posterior(mean, np.broadcast_to(2 * np.log(deviation), mean.shape))
    return posterior, posterior.sample(rng), float(0.5 * np.log1p(deviation**-2.0).sum())


@pytest.mark.parametrize("noise", [(1.0,), (0.5, 2.0), (0.3, 0.5)])
def test_both_bounds_find_the_capacity_of_a_gaussian_channel(noise: tuple[float, ...]) -> None:
    posterior, z, exact = channel(4000, noise)
    assert information_below(posterior, z).mean() == pytest.approx(exact, abs=0.05)
    assert information_above(posterior) == pytest.approx(exact, abs=0.03)


def test_the_lower_bound_is_that_of_the_mixture_term_by_term() -> None:
    posterior, z, _ = channel(200, (0.4, 0.1))
    deviation = np.exp(posterior.logvar / 2)
    density = stats.norm.logpdf(z[:, None], posterior.mean, deviation).sum(-1)  # (200, 200)
    expected = np.diag(density) - special.logsumexp(density, axis=1) + np.log(200)
    np.testing.assert_allclose(information_below(posterior, z), expected, atol=1e-6)


def test_where_images_are_few_the_lower_bound_is_the_logarithm_of_their_number() -> None:
    posterior, z, exact = channel(300, (1e-3, 1e-3))
    assert information_below(posterior, z).mean() == pytest.approx(np.log(300), abs=1e-3)
    assert exact > np.log(300) + 5
    others, _, _ = channel(700, (1e-3, 1e-3), seed=1)
    assert information_below(posterior, z, others).mean() == pytest.approx(np.log(1000), abs=1e-3)


def test_posteriors_at_the_prior_tell_nothing() -> None:
    posterior = Posterior(np.zeros((50, 3), np.float32), np.zeros((50, 3), np.float32))
    z = posterior.sample(np.random.default_rng(0))
    np.testing.assert_allclose(information_below(posterior, z), 0, atol=1e-12)
    assert information_above(posterior) == pytest.approx(0)


def test_they_enclose_what_two_far_clusters_tell_and_stay_below_the_divergence() -> None:
    """z is at -10 or at 10 and has no other information: I = log 2."""
    mean = np.repeat(np.array([[-10.0], [10.0]], np.float32), 500, axis=0)
    posterior = Posterior(mean, np.zeros_like(mean))
    z = posterior.sample(np.random.default_rng(0))
    below, above = information_below(posterior, z).mean(), information_above(posterior)
    assert below == pytest.approx(np.log(2), abs=1e-6)
    assert below < above < posterior.kl().sum(1).mean()
