"""The loss: summed squared error plus beta times the divergence from the prior, per image.

The negative evidence lower bound of Kingma and Welling, 2014, for p(x | z) proportional to
exp(-|x - decode(z)|^2), without the constant of that Gaussian. beta as in Higgins et al.,
"beta-VAE", 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor

    from latentwalk.model.vae import Output


class Loss(NamedTuple):
    """The two terms, in nats, for each of n images."""

    reconstruction: Tensor
    """(n,): the squared error, summed over the image's values."""
    kl: Tensor
    """(n, d): KL(q(z | x) || N(0, I)), by dimension."""

    def total(self, beta: float = 1.0) -> Tensor:
        """(n,): reconstruction + beta KL."""
        return self.reconstruction + beta * self.kl.sum(1)


def elbo_loss(images: Tensor, output: Output) -> Loss:
    """Both terms of the loss for n images (n, c, h, w) and what the VAE made of them."""
    error = (output.reconstruction - images).square().flatten(1).sum(1)
    kl = 0.5 * (output.mean.square() + output.logvar.exp() - 1.0 - output.logvar)
    return Loss(error, kl)
