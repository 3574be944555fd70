"""The stacks of a VAE of tables: dense layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import nn

from latentwalk.vae.stacks import Stacks

if TYPE_CHECKING:
    from latentwalk.vae.kinds import Kind

HIDDEN = 128
"""The width of the hidden layers."""


@dataclass(frozen=True)
class TableStacks(Stacks):
    """Rows (n, values) whose columns have no order."""

    values: int
    """p, the number of columns."""
    latent_dim: int = 6
    classes: int = 0
    bounded: bool = False
    kind: Kind = "plain"

    @property
    def shape(self) -> tuple[int]:
        """(values,)."""
        return (self.values,)

    @property
    def entry(self) -> int:
        """The width of the first hidden layer."""
        return HIDDEN

    @property
    def grid(self) -> tuple[int]:
        """The width of the layer that the dense layers beside the latent point read."""
        return (HIDDEN,)

    def down(self) -> nn.Sequential:
        """The encoder's stack."""
        return nn.Sequential(
            nn.Linear(self.values, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, HIDDEN), nn.SiLU()
        )

    def up(self) -> nn.Sequential:
        """The decoder's stack."""
        return nn.Sequential(
            nn.SiLU(),
            nn.Linear(HIDDEN, HIDDEN),
            nn.SiLU(),
            nn.Linear(HIDDEN, self.values),
            nn.Tanh() if self.bounded else nn.Identity(),
        )
