"""The two terms of a VAE's loss, by image: reconstruction and divergence.

The negative evidence lower bound of Kingma and Welling, 2014, for one of three likelihoods.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    from latentwalk.vae.kinds import Likelihood
    from latentwalk.vae.network import Members, Output

MIN_VARIANCE = 1e-6
"""The smallest variance of the Gaussian likelihood, so that its loss stays finite."""


class Loss(NamedTuple):
    """The two terms, in nats, for each of n images."""

    reconstruction: Tensor
    """(n,): -log p(x | z), summed over the image's values."""
    kl: Tensor
    """(n, d): KL(q(z | x) || N(0, I)), by dimension; of an image in a group, its share of the
    group's."""

    def of(self, kept: Tensor) -> Loss:
        """The same with the divergence of the dimensions only that are 1 in `kept`, (d,)."""
        return Loss(self.reconstruction, self.kl * kept)

    def total(self, beta: float = 1.0) -> Tensor:
        """(n,): reconstruction + beta KL. beta as in Higgins et al., "beta-VAE", 2017."""
        return self.reconstruction + beta * self.kl.sum(1)


def elbo_loss(
    images: Tensor,
    output: Output,
    likelihood: Likelihood = "squared",
    members: Members | None = None,
) -> Loss:
    """Both terms of the loss for n images (n, c, h, w) and the VAE's output for them.

    The images of a group share one point, so the KL divergence is counted once per group: each
    image's loss includes it divided by the size of the group. Given `members`, n is the number of
    decoded images.
    """
    kl = 0.5 * (output.mean.square() + output.logvar.exp() - 1.0 - output.logvar)
    if members is not None:
        shared = kl / members.sizes[:, None]
        images, kl = images[members.decoded], shared[members.group[members.decoded]]
    reconstruction = reconstruction_loss(images, output.preimage, likelihood, output.bounded)
    return Loss(reconstruction, kl)


def reconstruction_loss(
    images: Tensor, preimage: Tensor, likelihood: Likelihood, bounded: bool = True
) -> Tensor:
    """-log p(x | z) for n images in [-1, 1], or other samples, up to a constant: (n,), in nats.

    Args:
        images: (n, c, h, w).
        preimage: (n, c, h, w), the decoded images before the hyperbolic tangent.
        bounded: whether there is a hyperbolic tangent; else the preimage is the decoded sample, and
            the likelihood is not `bernoulli`.
        likelihood: one of

            - `squared`: proportional to exp(-|x - y|^2), y the decoded image; the constant of that
              Gaussian of variance 1/2 is left out.
            - `bernoulli`: a value is 1 with probability (1 + y) / 2 and -1 otherwise, with grey
              values in proportion: the binary cross-entropy. (1 + tanh a) / 2 is the logistic
              function of 2 a, so twice the preimage is the logit.
            - `gaussian`: one learned variance for all values, the optimal one for these n images,
              which is their mean squared error (Rybkin, Daniilidis and Levine, "Simple and
              Effective VAE Training with Calibrated Decoders", 2021). No gradient passes through
              it, because at the optimum that gradient is zero.
    """
    if likelihood == "bernoulli":
        share = (images + 1) / 2
        entropy = functional.binary_cross_entropy_with_logits(2 * preimage, share, reduction="none")
        return entropy.flatten(1).sum(1)
    decoded = preimage.tanh() if bounded else preimage
    squared = (decoded - images).square().flatten(1)
    if likelihood == "squared":
        return squared.sum(1)
    variance = squared.detach().mean().clamp_min(MIN_VARIANCE)
    return squared.sum(1) / (2 * variance) + 0.5 * squared.shape[1] * torch.log(
        2 * math.pi * variance
    )
