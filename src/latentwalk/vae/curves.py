"""The stacks of a VAE of curves: strided convolutions along the axis."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from torch import nn

from latentwalk.vae.stacks import Stacks

if TYPE_CHECKING:
    from latentwalk.vae.kinds import Kind

WIDTHS = (16, 32, 48, 64)
"""Channels after each halving."""
COARSEST = 16
"""Curves are halved until they have at most so many values."""


@dataclass(frozen=True)
class CurveStacks(Stacks):
    """Curves (n, channels, length) of any length: odd ones are halved downwards."""

    channels: int
    """The number of lines."""
    length: int
    """t, the number of values of a line."""
    latent_dim: int = 6
    classes: int = 0
    bounded: bool = False
    kind: Kind = "plain"

    @property
    def shape(self) -> tuple[int, int]:
        """(channels, length)."""
        return (self.channels, self.length)

    @property
    def lengths(self) -> tuple[int, ...]:
        """The length at first, and after each halving."""
        found = [self.length]
        while found[-1] > COARSEST:
            found.append(found[-1] // 2)
        return tuple(found)

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels at first, and after each halving; of short curves, after one layer."""
        levels = max(1, len(self.lengths) - 1)
        return (self.channels, *(WIDTHS[min(level, len(WIDTHS) - 1)] for level in range(levels)))

    @property
    def entry(self) -> int:
        """The channels after the first convolution."""
        return self.widths[1]

    @property
    def grid(self) -> tuple[int, int]:
        """(channels, length) of the shortest features."""
        return (self.widths[-1], self.lengths[-1])

    def down(self) -> nn.Sequential:
        """The encoder's stack."""
        layers: list[nn.Module] = []
        for before, after in pairwise(self.widths):
            layers += [
                nn.Conv1d(before, after, 4, stride=2, padding=1)
                if len(self.lengths) > 1
                else nn.Conv1d(before, after, 3, padding=1),
                nn.SiLU(),
            ]
        return nn.Sequential(*layers)

    def up(self) -> nn.Sequential:
        """The decoder's stack."""
        layers: list[nn.Module] = []
        for level in reversed(range(len(self.widths) - 1)):
            before, after = self.widths[level + 1], self.widths[level]
            if len(self.lengths) > 1:
                odd = self.lengths[level] % 2
                layer = nn.ConvTranspose1d(before, after, 4, 2, 1, output_padding=odd)
            else:
                layer = nn.ConvTranspose1d(before, after, 3, padding=1)
            layers += [layer, nn.SiLU()]
        layers[-1] = nn.Tanh() if self.bounded else nn.Identity()
        return nn.Sequential(*layers)
