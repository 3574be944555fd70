"""What a training run makes small. The variants of the VAE are settings of it, not classes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from latentwalk.errors import SettingsError
from latentwalk.vae.kinds import Likelihood

if TYPE_CHECKING:
    from torch import Tensor

    from latentwalk.vae.loss import Loss
    from latentwalk.vae.network import Output

CAPACITY_RISE = 0.5
"""The share of a run over which the capacity rises to what it was set to."""


@dataclass(frozen=True)
class Objective:
    """reconstruction + beta KL, and what may be added to it or put in the place of its KL."""

    likelihood: Likelihood = "squared"
    """How the distance of an image from its reconstruction counts."""
    beta: float = 1.0
    """The weight of the divergence from the prior. Higgins et al., "beta-VAE", 2017."""
    kl_warmup: float = 0.0
    """The share of the run over which beta rises from nothing. Sonderby et al., "Ladder Variational
    Autoencoders", 2016."""
    free_bits: float = 0.0
    """Nats of each dimension that cost the same whether they are used or not. Kingma et al.,
    "Improved Variational Inference with Inverse Autoregressive Flow", 2016, equation 15."""
    capacity: float = 0.0
    """The nats that the divergence is held at, rising from none: beta |KL - C| stands for beta KL.
    Burgess et al., "Understanding Disentangling in beta-VAE", 2018, equation 8."""
    tc: float = 0.0
    """The weight of the aggregate posterior's total correlation, on top of the KL's own. Chen et
    al., "Isolating Sources of Disentanglement in VAEs", 2018: their beta is this, plus 1."""
    mmd: float = 0.0
    """The weight of the discrepancy between the aggregate posterior and the prior. With a small
    beta that is InfoVAE: Zhao, Song and Ermon, 2019; with beta 0, a Wasserstein autoencoder."""

    def __post_init__(self) -> None:
        if self.likelihood not in get_args(Likelihood):
            known = ", ".join(get_args(Likelihood))
            raise SettingsError(f"The likelihood is one of {known}, not '{self.likelihood}'.")
        for name in ("beta", "free_bits", "capacity", "tc", "mmd"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise SettingsError(f"{name} must be a number from 0 up, got {value}.")
        if not 0 <= self.kl_warmup <= 1:
            raise SettingsError(f"kl_warmup is a share of the run, 0 to 1, got {self.kl_warmup}.")
        chosen = [name for name in ("kl_warmup", "free_bits", "capacity") if getattr(self, name)]
        if self.capacity and len(chosen) > 1:
            raise SettingsError(
                f"capacity sets what the divergence is to be, {chosen[0]} lowers its price: "
                "choose one of them."
            )
        if self.beta == 0 and (chosen or self.tc):
            raise SettingsError(
                f"With beta = 0 images are encoded to points, which have no divergence that "
                f"{[*chosen, 'tc'][0]} could change: leave it out, or choose a beta."
            )

    def price(self, beta: float, progress: float) -> float:
        """What a nat of divergence costs when so much of the run is done, 0 to 1."""
        return beta * (min(1.0, progress / self.kl_warmup) if self.kl_warmup else 1.0)

    def aim(self, progress: float) -> float:
        """The nats that the divergence is held at when so much of the run is done."""
        return self.capacity * min(1.0, progress / CAPACITY_RISE)

    def value(
        self,
        loss: Loss,
        output: Output,
        price: Tensor | float,
        aim: Tensor | float,
        images: int,
        prior: Tensor,
    ) -> Tensor:
        """What a step makes small, for a batch of n images: (), in nats per image.

        Args:
            loss: the two terms.
            output: of the same pass.
            price: that of the step, as `price` gives it.
            aim: that of the step, as `aim` gives it.
            images: the number of images in the data set.
            prior: (n, d), draws of N(0, I); needed where `mmd` counts.
        """
        kl = loss.kl.mean(0)
        if self.capacity:
            cost = price * (kl.sum() - aim).abs()
        else:
            cost = price * (kl.clamp_min(self.free_bits) if self.free_bits else kl).sum()
        value = loss.reconstruction.mean() + cost
        if self.tc:
            from latentwalk.vae.divergence import total_correlation

            value = value + self.tc * total_correlation(
                output.z, output.mean, output.logvar, images
            )
        if self.mmd:
            from latentwalk.vae.divergence import mean_discrepancy

            value = value + self.mmd * mean_discrepancy(output.z, prior)
        return value
