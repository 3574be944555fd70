"""The product of Gaussian experts, against Bayes' rule for a linear Gaussian model."""

from __future__ import annotations

import numpy as np
import torch

from latentwalk.latent.posterior import Posterior
from latentwalk.vae.product import product

GROUP = torch.tensor([0, 1, 1, 0, 1, 2])


def experts() -> tuple[torch.Tensor, torch.Tensor]:
    """Posteriors that are more precise than the prior."""
    generator = torch.Generator().manual_seed(0)
    return torch.randn(6, 3, generator=generator), -3 * torch.rand(6, 3, generator=generator)


def test_it_is_bayes_rule_for_observations_with_noise() -> None:
    # z ~ N(0, 1), x_i = z + noise of variance v: the posterior of all x is known in closed form
    x, v = np.array([0.3, -1.2, 2.0, 0.7]), 0.5
    alone_mean, alone_variance = x / (1 + v), v / (1 + v)
    all_mean, all_variance = x.sum() / (len(x) + v), v / (len(x) + v)
    mean = torch.tensor(alone_mean, dtype=torch.float64)[:, None]
    logvar = torch.full_like(mean, np.log(alone_variance))
    ours = product(mean, logvar, torch.zeros(4, dtype=torch.long), 1)
    np.testing.assert_allclose([float(part) for part in ours], [all_mean, np.log(all_variance)])


def test_it_is_the_direct_formula_group_by_group() -> None:
    mean, logvar = experts()
    means, logvars = product(mean, logvar, GROUP, 3)
    for group in range(3):
        chosen = group == GROUP
        precision = torch.exp(-logvar[chosen])
        total = 1 + (precision - 1).sum(0)
        torch.testing.assert_close(logvars[group], -total.log())
        torch.testing.assert_close(means[group], (precision * mean[chosen]).sum(0) / total)


def test_a_single_member_keeps_its_posterior() -> None:
    mean, logvar = experts()
    logvar = logvar + 2  # some are wider than the prior
    means, logvars = product(mean, logvar, torch.arange(6), 6)
    torch.testing.assert_close(means, mean)
    torch.testing.assert_close(logvars, logvar)


def test_members_wider_than_the_prior_leave_it_well_defined() -> None:
    mean, logvar = torch.ones(5, 2), torch.full((5, 2), 3.0)
    logvar[0] = 0.5
    means, logvars = product(mean, logvar, torch.zeros(5, dtype=torch.long), 1)
    assert means.isfinite().all()
    torch.testing.assert_close(logvars, logvar[:1])  # the sum of precisions would be negative


def test_every_member_gets_a_gradient() -> None:
    mean, logvar = (part.requires_grad_() for part in experts())
    sum(part.sum() for part in product(mean, logvar, GROUP, 3)).backward()
    assert (mean.grad.abs() > 0).all()
    assert (logvar.grad.abs() > 0).all()


def test_that_of_numpy_is_the_same() -> None:
    mean, logvar = experts()
    logvar = logvar + 2
    theirs = Posterior(mean.numpy(), logvar.numpy()).of_groups(GROUP.numpy())
    means, logvars = product(mean, logvar, GROUP, 3)
    np.testing.assert_allclose(theirs.mean, means, rtol=1e-5)
    np.testing.assert_allclose(theirs.logvar, logvars, rtol=1e-4, atol=1e-6)
