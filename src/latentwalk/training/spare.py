"""Spare latent dimensions, which a network has for the first part of its training.

With few dimensions the arrangement of the classes is decided in the first epochs: no later step
moves one class across another, and a bad arrangement stays. In more dimensions they pass each
other. So a run begins with spare dimensions, whose nats cost ever more, and goes on without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor

    from latentwalk.vae.network import VAE

COST = 10.0
"""The cost of a nat of a spare dimension at the end of that share; at first it is 1, as of the
others."""
ROWS = ("encoder.fc_mu.", "encoder.fc_logvar.")
"""The parameters of which each row belongs to a latent dimension,"""
COLUMNS = "decoder.linear.weight"
"""and the one of which each column does."""


class Dimensions(NamedTuple):
    """What a step does with the latent dimensions, the spare ones last."""

    kept: Tensor
    """(d + spare,): 1 for the dimensions that are decoded, 0 for the others."""
    cost: Tensor
    """(d + spare,): the relative cost of a nat."""


class Spare:
    """The spare dimensions of a run's network; there may be none."""

    def __init__(
        self,
        make: Callable[[int], VAE],
        latent_dim: int,
        count: int,
        share: float,
        device: torch.device,
    ) -> None:
        """Describe them.

        Args:
            make: makes a network with a number of latent dimensions, on the CPU.
            latent_dim: d, the model's own dimensions.
            count: the spare ones.
            share: the share of the run that has them, above 0.
            device: where the run trains.
        """
        self._make, self._latent_dim, self._device = make, latent_dim, device
        self._share = share
        self.count = count

    def network(self) -> VAE:
        """A new network with spare dimensions."""
        return self._make(self._latent_dim + self.count)

    def at(self, progress: float) -> Dimensions | None:
        """What is done with the dimensions after a share `progress` of the run, 0 to 1."""
        if not self.count:
            return None
        cost = torch.ones(self._latent_dim + self.count)
        cost[self._latent_dim :] = self._cost(progress)
        cost = cost.to(self._device)
        return Dimensions((cost > 0).float(), cost)

    def _cost(self, progress: float) -> float:
        """The relative cost of a nat of a spare dimension, 0 if they are gone."""
        return COST ** (progress / self._share) if progress < self._share else 0.0

    def without(self, state: Mapping[str, Tensor]) -> VAE:
        """A network on the CPU with the weights of a state dict, without the spare dimensions."""
        with torch.random.fork_rng():
            vae = self._make(self._latent_dim)
        vae.load_state_dict(narrowed(state, self._latent_dim))
        return vae


def narrowed(state: Mapping[str, Tensor], latent_dim: int) -> dict[str, Tensor]:
    """A VAE's state dict without spare dimensions.

    Args:
        state: of a VAE with `latent_dim` dimensions or more.
        latent_dim: d, the dimensions that stay; the decoder's columns of classes stay, too.
    """
    spare = len(state["encoder.fc_mu.bias"]) - latent_dim
    kept = dict(state)
    for name, tensor in state.items():
        if name.startswith(ROWS):
            kept[name] = tensor[:latent_dim]
        elif name == COLUMNS:
            kept[name] = torch.cat([tensor[:, :latent_dim], tensor[:, latent_dim + spare :]], 1)
    return kept
