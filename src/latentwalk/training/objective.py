"""The loss that a run minimizes. Variants of the VAE are its settings, not classes."""

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
"""The share of a run over which the capacity rises to its value."""


@dataclass(frozen=True)
class Objective:
    """reconstruction + beta KL, with terms that may be added or may replace the KL."""

    likelihood: Likelihood = "squared"
    """How the difference between an image and its reconstruction counts."""
    beta: float = 1.0
    """The weight of the divergence from the prior. Higgins et al., "beta-VAE", 2017."""
    kl_warmup: float = 0.0
    """The share of the run over which beta rises from 0. Sonderby et al., "Ladder Variational
    Autoencoders", 2016."""
    free_bits: float = 0.0
    """Nats of each dimension that have a fixed cost, used or not. Kingma et al., "Improved
    Variational Inference with Inverse Autoregressive Flow", 2016, equation 15."""
    capacity: float = 0.0
    """The nats C at which the divergence is held, rising from 0: beta |KL - C| replaces beta KL.
    Burgess et al., "Understanding Disentangling in beta-VAE", 2018, equation 8."""
    tc: float = 0.0
    """The weight of the aggregate posterior's total correlation, in addition to the KL. Chen et
    al., "Isolating Sources of Disentanglement in VAEs", 2018: their beta is this plus 1."""
    mmd: float = 0.0
    """The weight of the discrepancy between the aggregate posterior and the prior. With a small
    beta this is InfoVAE: Zhao, Song and Ermon, 2019; with beta 0, a Wasserstein autoencoder."""

    def __post_init__(self) -> None:
        if self.likelihood not in get_args(Likelihood):
            options = ", ".join(get_args(Likelihood))
            raise SettingsError(f"likelihood must be one of {options}, got '{self.likelihood}'.")
        for name in ("beta", "free_bits", "capacity", "tc", "mmd"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise SettingsError(f"{name} must be a number from 0 up, got {value}.")
        if not 0 <= self.kl_warmup <= 1:
            raise SettingsError(f"kl_warmup must be from 0 to 1, got {self.kl_warmup}.")
        chosen = [name for name in ("kl_warmup", "free_bits", "capacity") if getattr(self, name)]
        if self.capacity and len(chosen) > 1:
            raise SettingsError(
                f"capacity sets the divergence and {chosen[0]} lowers its cost: use only one of "
                "them."
            )
        if self.beta == 0 and (chosen or self.tc):
            raise SettingsError(
                f"With beta = 0 images are encoded to points without a divergence, so "
                f"{[*chosen, 'tc'][0]} has no effect: leave it out, or choose another beta."
            )

    @property
    def is_plain(self) -> bool:
        """Whether it is reconstruction + beta KL alone, from the first step on."""
        return not (self.kl_warmup or self.free_bits or self.capacity or self.tc or self.mmd)

    def price(self, beta: float, progress: float) -> float:
        """The cost of a nat of divergence after a share `progress` of the run, 0 to 1."""
        return beta * (min(1.0, progress / self.kl_warmup) if self.kl_warmup else 1.0)

    def aim(self, progress: float) -> float:
        """The nats at which the divergence is held after a share `progress` of the run."""
        return self.capacity * min(1.0, progress / CAPACITY_RISE)

    def value(
        self,
        loss: Loss,
        output: Output,
        price: Tensor | float,
        aim: Tensor | float,
        images: int,
        prior: Tensor,
        cost: Tensor | None = None,
    ) -> Tensor:
        """The loss of a step on n images: (), in nats per image.

        Args:
            loss: the two terms.
            output: the output of the same pass.
            price: the step's value of `price`.
            aim: the step's value of `aim`.
            images: the number of images in the data set.
            prior: (n, d), draws of N(0, I); needed if `mmd` is not 0.
            cost: (d,), the relative cost of a nat of each dimension; by default they are equal.
        """
        kl = loss.kl.mean(0) if cost is None else loss.kl.mean(0) * cost
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
