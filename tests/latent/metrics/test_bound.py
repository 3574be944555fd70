from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from latentwalk.latent.metrics.bound import importance_bound
from latentwalk.latent.posterior import Posterior


def linear_gaussian(k: int) -> tuple[np.ndarray, np.ndarray]:
    """decode(z) = z with p(x | z) = exp(-|x - z|^2) / sqrt(pi): -log p(x) is known exactly.

    x ~ N(0, 1 + 1/2), and leaving out the constant of p(x | z) adds log sqrt(pi) to log p(x).
    """
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2000, 1)).astype(np.float32)
    # a posterior that is off on purpose: the true one is N(2x/3, 1/3)
    posterior = Posterior(0.5 * x, np.full_like(x, np.log(0.5)))
    z = np.stack([posterior.sample(rng) for _ in range(k)], axis=1)
    error = ((x[:, None] - z) ** 2).sum(-1).astype(np.float64)
    exact = -stats.norm.logpdf(x[:, 0], 0, np.sqrt(1.5)) - 0.5 * np.log(np.pi)
    return importance_bound(error, posterior, z), exact


def test_the_bound_tightens_to_the_likelihood() -> None:
    loose, tight = linear_gaussian(1), linear_gaussian(400)
    assert loose[0].mean() > loose[1].mean() + 0.02
    assert tight[0].mean() == pytest.approx(tight[1].mean(), abs=2e-3)
