"""The values that a decoder returns, near the origin and far from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.foreign.levels import Levels

PROBES = 64
"""Latent points that are decoded to find the range of the images' values."""
FAR = 3.0
"""Half of the points are this many times farther from the origin than samples of N(0, I)."""
SLACK = 0.05
"""How far a decoder without a bounded last function may exceed a range, in the image's values."""
LOGIT = -4.0
"""No usual standardisation reaches so low: values below are logits."""


@dataclass(frozen=True)
class Range:
    """The values that a decoder returned, by channel."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    dark: NDArray[np.float64]
    """The first percentile at points from N(0, I)."""
    bright: NDArray[np.float64]
    """The 99th."""

    @classmethod
    def of(cls, fitted: Fitted) -> Range:
        """Decode samples of the prior, and points far from it.

        Raises:
            ModelError: the model decodes samples of the prior to NaN or infinity.
        """
        rng = np.random.default_rng(0)
        points = rng.standard_normal((PROBES, fitted.latent_dim), dtype=np.float32)
        points[PROBES // 2 :] *= FAR
        decode = fitted.decoder()
        images = np.concatenate([decode(part)[0] for part in np.array_split(points, 8)])
        near = images[: PROBES // 2]
        if not np.isfinite(near).all():
            raise ModelError(
                f"The decoder of {fitted.foreign.name} returns NaN or infinity for points of the "
                "prior: its weights are damaged or untrained."
            )
        images = np.where(np.isfinite(images), images, 0)
        dark, bright = np.quantile(near, [0.01, 0.99], axis=(0, 2, 3))
        return cls(images.min(axis=(0, 2, 3)), images.max(axis=(0, 2, 3)), dark, bright)

    def within(self, levels: Levels) -> bool:
        """Whether all values lie between black and white, or just outside."""
        black, white = np.array(levels.black), np.array(levels.white)
        return bool((black - SLACK <= self.low).all() and (self.high <= white + SLACK).all())

    def fills(self, levels: Levels) -> bool:
        """Whether all values lie between black and white, and some reach both."""
        black, white = np.array(levels.black), np.array(levels.white)
        reached = (self.low <= black + SLACK).any() and (self.high >= white - SLACK).any()
        return bool(reached) and self.within(levels)

    def distance(self, levels: Levels) -> float:
        """How far the percentiles are from black and white, as a share of their distance."""
        black, white = np.array(levels.black), np.array(levels.white)
        away = np.abs(self.dark - black) + np.abs(self.bright - white)
        return float((away / (white - black)).mean())

    @property
    def like_logits(self) -> bool:
        """Whether only logits have such values."""
        dark, bright = float(self.dark.min()), float(self.bright.max())
        return dark < LOGIT and bright < 4 * abs(dark)

    @property
    def below_zero(self) -> bool:
        """Whether no value is above zero, as logarithms of shares."""
        return bool((self.high <= SLACK).all())

    def __str__(self) -> str:
        return f"from {self.low.min():.3g} to {self.high.max():.3g}"
