from __future__ import annotations

import math

import pytest
import torch
from torch.distributions import MultivariateNormal, Normal

from latentwalk.vae.divergence import SCALES, mean_discrepancy, total_correlation


def test_total_correlation_is_the_estimate_written_out() -> None:
    torch.manual_seed(0)
    n, d, images = 7, 3, 500
    mean, logvar = torch.randn(n, d).double(), torch.randn(n, d).double()
    z = mean + (0.5 * logvar).exp() * torch.randn(n, d)
    expected = 0.0
    for i in range(n):
        whole, factors = 0.0, [0.0] * d
        for j in range(n):
            densities = [
                math.exp(Normal(mean[j, k], (0.5 * logvar[j, k]).exp()).log_prob(z[i, k]))
                for k in range(d)
            ]
            whole += math.prod(densities)
            factors = [sum(pair) for pair in zip(factors, densities, strict=True)]
        expected += math.log(whole / (n * images))
        expected -= sum(math.log(one / (n * images)) for one in factors)
    assert total_correlation(z, mean, logvar, images).item() == pytest.approx(expected / n)


def test_total_correlation_of_a_gaussian_comes_out_right() -> None:
    """Wide posteriors whose means are correlated: the whole data set as one batch, N = 1."""
    generator = torch.Generator().manual_seed(1)
    n, r = 3000, 0.8
    factor = torch.linalg.cholesky(torch.tensor([[1.0, r], [r, 1.0]]))
    mean = torch.randn(n, 2, generator=generator) @ factor.T
    logvar = torch.full((n, 2), math.log(0.09))
    z = mean + 0.3 * torch.randn(n, 2, generator=generator)
    covariance = torch.tensor([[1.09, r], [r, 1.09]])
    joint = MultivariateNormal(torch.zeros(2), covariance)
    exact = -0.5 * math.log(torch.det(covariance / 1.09))
    assert joint.entropy() == pytest.approx(2 * Normal(0.0, 1.09**0.5).entropy() - exact)
    assert total_correlation(z, mean, logvar, 1).item() == pytest.approx(exact, abs=0.05)


def test_the_discrepancy_is_written_out() -> None:
    torch.manual_seed(0)
    n, d = 6, 2
    z, prior = torch.randn(n, d).double() + 1, torch.randn(n, d).double()

    def kernel(x: torch.Tensor, y: torch.Tensor) -> float:
        squared = float((x - y).square().sum())
        return sum(2 * d * s / (2 * d * s + squared) for s in SCALES)

    own = [
        sum(kernel(a, b) for i, a in enumerate(points) for j, b in enumerate(points) if i != j)
        / (n * (n - 1))
        for points in (z, prior)
    ]
    between = sum(kernel(a, b) for a in z for b in prior) / n**2
    assert mean_discrepancy(z, prior).item() == pytest.approx(sum(own) - 2 * between)


def test_the_discrepancy_tells_the_prior_from_another() -> None:
    generator = torch.Generator().manual_seed(0)
    z, prior = torch.randn(2, 500, 3, generator=generator)
    same, narrow, moved = (mean_discrepancy(x, prior) for x in (z, 0.3 * z, z + 1))
    assert abs(same) < 0.01 < 0.05 < min(narrow, moved)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_points_have_no_discrepancy(n: int) -> None:
    z = torch.ones(n, 3, requires_grad=True)
    found = mean_discrepancy(z, torch.zeros(n, 3))
    found.backward()
    assert found == 0
    assert z.grad is not None
    assert not z.grad.any()


def test_equal_points_have_gradients() -> None:
    z = torch.zeros(4, 2, requires_grad=True)
    mean_discrepancy(z, torch.zeros(4, 2)).backward()
    assert z.grad is not None
    assert z.grad.isfinite().all()
