from __future__ import annotations

import pytest
import torch
from torch.distributions import Bernoulli, Normal

from latentwalk.vae.loss import elbo_loss, reconstruction_loss
from latentwalk.vae.network import Members, Output


def test_it_is_the_original_s_loss_by_image() -> None:
    torch.manual_seed(0)
    x, y = torch.randn(4, 1, 8, 8), torch.randn(4, 1, 8, 8)
    mean, logvar = torch.randn(4, 3), torch.randn(4, 3)
    loss = elbo_loss(x, Output(y, mean, mean, logvar))
    # the original sums over the whole batch
    squared = torch.nn.functional.mse_loss(y.tanh(), x, reduction="sum")
    normal = torch.distributions.Normal(mean, (0.5 * logvar).exp())
    kl = torch.distributions.kl_divergence(normal, torch.distributions.Normal(0.0, 1.0)).sum()
    torch.testing.assert_close(loss.total().sum(), squared + kl)
    torch.testing.assert_close(loss.total(beta=4).sum(), squared + 4 * kl)
    assert loss.reconstruction.shape == (4,)
    assert loss.kl.shape == (4, 3)


def test_squared_error_is_a_gaussian_of_variance_one_half_without_its_constant() -> None:
    x, y = torch.rand(2, 5, 3, 4, 4).mul(2).sub(1)
    exact = -Normal(y.tanh(), 0.5**0.5).log_prob(x).flatten(1).sum(1)
    constant = 0.5 * 3 * 4 * 4 * torch.tensor(torch.pi).log()
    torch.testing.assert_close(reconstruction_loss(x, y, "squared"), exact - constant)


def test_bernoulli_counts_black_and_white() -> None:
    y = torch.randn(5, 1, 4, 4)
    x = torch.randint(0, 2, (5, 1, 4, 4)).float()
    exact = -Bernoulli(probs=(1 + y.tanh()) / 2).log_prob(x).flatten(1).sum(1)
    torch.testing.assert_close(reconstruction_loss(2 * x - 1, y, "bernoulli"), exact)


def test_gaussian_takes_the_variance_that_fits_best() -> None:
    x, y = torch.rand(2, 5, 1, 4, 4, dtype=torch.float64).mul(2).sub(1)
    y.requires_grad_()
    loss = reconstruction_loss(x, y, "gaussian").sum()
    (gradient,) = torch.autograd.grad(loss, y)
    # the reference learns its variance, and its gradient is taken at the end of learning
    logvar = torch.zeros((), dtype=torch.float64, requires_grad=True)
    learner = torch.optim.LBFGS([logvar], max_iter=100, tolerance_grad=1e-12)

    def reference() -> torch.Tensor:
        return -Normal(y.tanh(), (0.5 * logvar).exp()).log_prob(x).sum()

    def step() -> torch.Tensor:
        learner.zero_grad()
        value = reference()
        (logvar.grad,) = torch.autograd.grad(value, logvar)
        return value

    learner.step(step)  # type: ignore[no-untyped-call]
    torch.testing.assert_close(loss, reference(), rtol=1e-9, atol=0)
    (expected,) = torch.autograd.grad(reference(), y)
    torch.testing.assert_close(gradient, expected, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("likelihood", ["squared", "bernoulli", "gaussian"])
def test_a_perfect_or_a_saturated_reconstruction_is_finite(likelihood: str) -> None:
    x = torch.ones(2, 1, 2, 2)
    for y in (x * 100, -x * 100):
        assert reconstruction_loss(x, y, likelihood).isfinite().all()  # type: ignore[arg-type]


def test_the_images_of_a_group_share_its_divergence() -> None:
    torch.manual_seed(0)
    x, y = torch.randn(5, 1, 8, 8), torch.randn(3, 1, 8, 8)
    mean, logvar = torch.randn(2, 4), torch.randn(2, 4)
    decoded = torch.tensor([False, True, True, False, True])
    members = Members(torch.tensor([0, 0, 0, 1, 1]), ~decoded, decoded, torch.tensor([7, 2]))
    loss = elbo_loss(x, Output(y, mean, mean, logvar), members=members)
    whole = torch.distributions.kl_divergence(Normal(mean, (0.5 * logvar).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(loss.kl, torch.stack([whole[0] / 7, whole[0] / 7, whole[1] / 2]))
    squared = (y.tanh() - x[decoded]).square().sum((1, 2, 3))
    torch.testing.assert_close(loss.reconstruction, squared)
