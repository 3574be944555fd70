"""`Stacks`: what the networks of a VAE are made of, by the kind of its samples."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

    from latentwalk.vae.kinds import Kind


class Stacks(ABC):
    """The layers between samples and the dense layers beside the latent point.

    An implementation is a frozen dataclass of sizes. The first layer of `down` has `entry`
    channels, to which a conditional VAE adds a bias for each class.
    """

    latent_dim: int
    """d, the number of latent dimensions."""
    classes: int
    """k, the number of classes of a conditional VAE; 0 for one without a condition."""
    kind: Kind
    """The kind of layers."""
    bounded: bool
    """Whether the last layer is a hyperbolic tangent, for values in [-1, 1]; else it is linear."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """The shape of one sample."""

    @property
    @abstractmethod
    def entry(self) -> int:
        """The channels after the encoder's first layer."""

    @property
    @abstractmethod
    def grid(self) -> tuple[int, ...]:
        """The shape of the features that the dense layers read, channels first."""

    @property
    def features(self) -> int:
        """The number of values in the grid."""
        return math.prod(self.grid)

    @abstractmethod
    def down(self) -> nn.Sequential:
        """The encoder's stack: samples (n, *shape) to features (n, *grid)."""

    @abstractmethod
    def up(self) -> nn.Sequential:
        """The decoder's stack: features (n, *grid) to samples (n, *shape)."""
