"""The values of black and white: as given, or as an array of images shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.data.arrays import DIGITS
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SLACK = 0.02
"""How far values may lie outside black and white, as a share of their distance."""
COVERED, BLACK = 0.98, 1e-4
"""Values are standardised by a known range if they cover this share of it, or begin at its black,
which may be off by this share: another data set's black is about ten times as far away."""


@dataclass(frozen=True)
class Levels:
    """The values of black and white in each channel of an image.

    One value counts for all channels.
    """

    black: tuple[float, ...]
    white: tuple[float, ...]

    @classmethod
    def of(cls, low: float, high: float) -> Levels:
        """The same levels in all channels."""
        return cls((float(low),), (float(high),))

    @classmethod
    def standardised(cls, mean: Sequence[float], std: Sequence[float]) -> Levels:
        """The levels of images in [0, 1] after subtracting `mean` and dividing by `std`."""
        pairs = list(zip(mean, std, strict=True))
        return cls(tuple(-m / s for m, s in pairs), tuple((1 - m) / s for m, s in pairs))

    @property
    def uniform(self) -> bool:
        """Whether all channels have the same levels."""
        return len({*self.black}) == len({*self.white}) == 1

    def near(self, other: Levels) -> bool:
        """Whether black and white differ from another's by less than `SLACK` of their distance."""
        ours, theirs = (np.array([one.black, one.white]) for one in (self, other))
        return bool((np.abs(ours - theirs) < SLACK * (theirs[1] - theirs[0])).all())

    def check_channels(self, channels: int) -> None:
        """Raise ModelError if the levels are of another number of channels."""
        if len(self.black) not in {1, channels}:
            raise ModelError(
                f"normalize has {len(self.black)} means and standard deviations, but images have "
                f"{channels} channel{'s' * (channels > 1)}: give one of each, or {channels}."
            )

    def to(self, other: Levels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Factors and offsets (c or 1, 1, 1) that convert values of these levels to another's."""
        black, white = np.array(self.black), np.array(self.white)
        other_black, other_white = np.array(other.black), np.array(other.white)
        factor = (other_white - other_black) / (white - black)
        offset = other_black - black * factor
        return _over_pixels(factor), _over_pixels(offset)

    def converted(self, images: NDArray[np.float32], other: Levels) -> NDArray[np.float32]:
        """Images (n, c, h, w) of these levels with those of another."""
        if self == other:
            return images
        factor, offset = self.to(other)
        return images * factor + offset

    def __str__(self) -> str:
        if self.uniform:
            return f"[{self.black[0]:.4g}, {self.white[0]:.4g}]"
        ranges = (f"[{b:.3g}, {w:.3g}]" for b, w in zip(self.black, self.white, strict=True))
        return ", ".join(ranges)


UNIT, SIGNED, BYTES = Levels.of(0, 1), Levels.of(-1, 1), Levels.of(0, 255)
CENTRED = Levels.of(-0.5, 0.5)

KNOWN: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "MNIST": ((0.1307,), (0.3081,)),
    "Fashion-MNIST": ((0.2860,), (0.3530,)),
    "ImageNet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "CIFAR-10": ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    "CIFAR-10, in another common form": ((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)),
    "CIFAR-100": ((0.5071, 0.4867, 0.4408), (0.2675, 0.2565, 0.2761)),
    "SVHN": ((0.4377, 0.4438, 0.4728), (0.1980, 0.2010, 0.1970)),
    "CLIP": ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
}
"""Means and standard deviations by which images are usually standardised, by their data set."""
NAMES = tuple(name.lower() for name in KNOWN if "," not in name)
"""The data sets' names as options."""


def normalisation(name: str) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """The means and standard deviations of a data set; None if there is none of that name."""
    key = name.lower().replace("-", "").replace("_", "")
    return next(
        (pair for known, pair in KNOWN.items() if known.lower().replace("-", "") == key), None
    )


def known_levels(channels: int) -> dict[str, Levels]:
    """The levels of usual standardisations for a number of channels, by name."""
    return {
        name: Levels.standardised(mean, std)
        for name, (mean, std) in KNOWN.items()
        if len(mean) == channels
    }


def levels_of_data(images: NDArray[np.float32]) -> tuple[Levels, str]:
    """The levels of data (n, c, h, w), and how certain they are.

    Args:
        images: images that reach from black to white.

    Returns:
        The levels, and an assumption about them in words, "" for [0, 1], [-1, 1] and [0, 255].
    """
    low, high = float(images.min()), float(images.max())
    if low >= -SLACK:
        if high <= 1 + SLACK:
            return UNIT, ""
        if high == DIGITS and not np.mod(images, 1).any():
            return Levels.of(0, DIGITS), f"whole numbers up to {DIGITS}"
        if high > 16:
            return (BYTES, "") if high <= 256 else (Levels.of(0, high), _observed(0, high))
        return Levels.of(0, high), _observed(0, high)
    known = known_levels(images.shape[1])
    likely = {
        "": SIGNED,
        "values from -0.5 to 0.5": CENTRED,
        **{f"standardised as {name} usually is": levels for name, levels in known.items()},
    }
    scores = {reason: _likelihood(levels, images) for reason, levels in likely.items()}
    best = max(scores, key=lambda reason: scores[reason])
    if scores[best]:
        return likely[best], best
    if low >= -1 - SLACK and high <= 1 + SLACK:
        return SIGNED, f"values in [-1, 1], although they only reach from {low:.3g} to {high:.3g}"
    lows, highs = images.min(axis=(0, 2, 3)), images.max(axis=(0, 2, 3))
    levels = Levels(tuple(map(float, lows)), tuple(map(float, highs)))
    return levels, f"standardised, with the least value, {low:.3g}, as black and the largest, " + (
        f"{high:.3g}, as white"
    )


def _observed(low: float, high: float) -> str:
    return f"from {low:g} to {high:.4g}, with the largest value as white"


def _likelihood(levels: Levels, images: NDArray[np.float32]) -> float:
    """A score of how well images (n, c, h, w) agree with black and white; 0 if they do not.

    They must lie between the two. Then either they are pixels, 256 shades apart, or they begin at
    black in each channel, or they cover almost the whole range.
    """
    unit = levels.converted(images, UNIT)
    lows, highs = unit.min(axis=(0, 2, 3)), unit.max(axis=(0, 2, 3))
    if lows.min() < -SLACK or highs.max() > 1 + SLACK:
        return 0.0
    shades = 255 * unit
    covered = float((highs - lows).mean())
    if np.abs(shades - np.rint(shades)).max() < 0.05:
        return 2 + covered
    return covered if covered >= COVERED or np.abs(lows).max() < BLACK else 0.0


def _over_pixels(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return values.astype(np.float32).reshape(-1, 1, 1)
