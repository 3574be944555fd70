"""Recipes: how to train, apart from the data and the objective."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from latentwalk.errors import SettingsError

Schedule = Literal["one-cycle", "linear", "constant"]


@dataclass(frozen=True)
class Recipe:
    """How to train: everything that distinguishes two runs on the same data, except the seed."""

    epochs: int = 60
    """Passes over the training images."""
    batch_size: int = 128
    """Images per step."""
    rate: float = 1e-2
    """The learning rate, or its peak if it follows a schedule."""
    schedule: Schedule = "one-cycle"
    """`one-cycle`: a linear rise, then half a cosine down to zero. `linear`: the same rise, then a
    straight line down to zero. `constant`: the rate stays."""
    warmup: float = 0.1
    """The share of all steps in which the rate rises."""
    muon: float = 2.0
    """Muon moves large matrices at this multiple of the rate; with 0, Adam moves all weights."""
    first_rate: float = 0.5
    """The share of the rate for the encoder's first convolution. It has 16 inputs per channel,
    others have 256 and more, and at the full rate its channels die."""
    centred: bool = True
    """Whether the encoder's first convolution learns as if its images were centred."""
    memory: float = 0.99
    """Adam's beta2, the decay of its second moments."""
    warp: float = 0.5
    """The share of each batch that is slightly rotated, slanted, scaled and shifted at the peak
    rate. It falls with the rate, so that a cycle ends on unchanged images."""
    spare: int = 0
    """Latent dimensions more than the model's own, for the first part of the run; see `spare`."""
    spare_share: float = 0.15
    """The share of the run that has them."""
    starts: int = 1
    """How often the run begins, to go on with the best network; see `starts`."""
    revival: float = 0.85
    """The share of the epochs after which dead channels are reinitialized."""
    merged: bool = False
    """Whether to train on the held-out images too, as the original script did."""
    keep: Literal["last", "best"] = "last"
    """Whose weights the model gets: the last epoch's, or those of the lowest training loss."""

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch_size < 1:
            raise SettingsError(
                "epochs and batch size must be at least 1, got "
                f"{self.epochs} and {self.batch_size}."
            )
        if not (math.isfinite(self.rate) and self.rate > 0):
            raise SettingsError(f"The learning rate must be positive, got {self.rate}.")
        if self.spare not in range(65):
            raise SettingsError(f"The spare dimensions must be 0 to 64, got {self.spare}.")
        if self.starts not in range(1, 101):
            raise SettingsError(f"The starts must be 1 to 100, got {self.starts}.")
        if not 0 <= self.warp <= 1:
            raise SettingsError(f"The share of warped images must be 0 to 1, got {self.warp}.")

    def rate_at(self, step: int, steps: int) -> float:
        """The learning rate of a step, 0 <= step < steps.

        One cycle without its momentum part: Smith and Topin, "Super-convergence", 2018. The
        straight line: Defazio et al., "When, why and how much? Adaptive learning rate scheduling by
        refinement", 2023.
        """
        if self.schedule == "constant" or steps == 1:
            return self.rate
        done = (step + 1) / steps
        if done < self.warmup:
            return self.rate * done / self.warmup
        falling = (done - self.warmup) / (1 - self.warmup)
        if self.schedule == "linear":
            return self.rate * (1 - falling)
        return self.rate * 0.5 * (1 + math.cos(math.pi * falling))


RECIPES = {
    "default": Recipe(epochs=120, schedule="linear", spare=4, starts=2),
    "quick": Recipe(
        epochs=5,
        rate=1.2e-2,
        schedule="linear",
        warp=0.0,
        spare=2,
        spare_share=0.3,
        revival=0.0,
    ),
    "original": Recipe(
        epochs=200,
        rate=5e-3,
        schedule="constant",
        muon=0.0,
        first_rate=1.0,
        centred=False,
        memory=0.999,
        warp=0.0,
        revival=0.0,
        merged=True,
        keep="best",
    ),
}
"""`default`; `quick`, five epochs with a slightly higher loss; `original`, that of the original
script."""
RESIDUAL = Recipe(epochs=40, revival=0.0)
"""The default for the residual architecture, whose channels do not die."""
NUMBERS = Recipe(epochs=100, rate=4e-3, first_rate=1.0, centred=False, warp=0.0, revival=0.0)
"""The default for curves and tables: data sets of a few thousand, standardized."""
