"""Divergences of the aggregate posterior from the prior."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from latentwalk.latent.posterior import LOGVAR_BOUND

if TYPE_CHECKING:
    from torch import Tensor

SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""The scales of the inverse multiquadrics in the maximum mean discrepancy, in units of 2 d."""


def total_correlation(z: Tensor, mean: Tensor, logvar: Tensor, images: int) -> Tensor:
    """KL(q(z) || prod_j q(z_j)) of the aggregate posterior, estimated from a batch: (), in nats.

    Minibatch weighted sampling: q(z_i) is estimated by the mean of the batch's posteriors at z_i,
    times n / (n N). The term log(n N) appears d times in the product's estimate, and once in the
    joint's. Chen et al., "Isolating Sources of Disentanglement in VAEs", 2018, equation 5 and
    appendix C.

    Args:
        z: (n, d), one point of each posterior.
        mean: (n, d).
        logvar: (n, d).
        images: N, the number of images in the data set.
    """
    n = len(z)
    logvar = logvar.clamp(-LOGVAR_BOUND, LOGVAR_BOUND)
    squared = (z[:, None] - mean[None]).square() / logvar.exp()  # (n points, n posteriors, d)
    log_density = -0.5 * (squared + logvar + math.log(2 * math.pi))
    pairs = math.log(n * images)
    whole = log_density.sum(2).logsumexp(1) - pairs  # (n,): log q(z_i)
    factors = (log_density.logsumexp(1) - pairs).sum(1)  # (n,): sum_j log q(z_ij)
    return (whole - factors).mean()


def mean_discrepancy(z: Tensor, prior: Tensor) -> Tensor:
    """The squared maximum mean discrepancy between points and draws of the prior, unbiased: ().

    With a sum of inverse multiquadrics k(x, y) = c / (c + |x - y|^2), c = 2 d s for seven scales
    s. Gretton et al., "A Kernel Two-Sample Test", 2012, lemma 6; for autoencoders Tolstikhin et
    al., "Wasserstein Auto-Encoders", 2018, and Zhao, Song and Ermon, "InfoVAE", 2019.

    It is 0 for fewer than two points.

    Args:
        z: (n, d).
        prior: (n, d), drawn from N(0, I).
    """
    n, d = z.shape
    if n < 2:
        return 0 * z.sum()

    def similarity(x: Tensor, y: Tensor) -> Tensor:
        # not cdist, whose square root has no gradient for equal points
        squared = x.square().sum(1)[:, None] + y.square().sum(1) - 2 * x @ y.T
        return torch.stack([2 * d * s / (2 * d * s + squared.clamp_min(0)) for s in SCALES]).sum(0)

    def mean_of_others(x: Tensor) -> Tensor:
        kernel = similarity(x, x)
        return (kernel.sum() - kernel.diagonal().sum()) / (n * (n - 1))

    return mean_of_others(z) + mean_of_others(prior) - 2 * similarity(z, prior).mean()
