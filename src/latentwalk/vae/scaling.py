"""The scale on which a VAE compares samples: that of the data, which may have any unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Sequence


class Scaling(nn.Module):
    """Maps samples x to (x - offset) / scale, and back."""

    offset: Tensor
    scale: Tensor

    def __init__(self, shape: Sequence[int]) -> None:
        """Create one that changes nothing.

        Args:
            shape: the shape of offset and scale, which must broadcast with a sample's.
        """
        super().__init__()
        self.register_buffer("offset", torch.zeros(*shape))
        self.register_buffer("scale", torch.ones(*shape))

    def fit(self, samples: Tensor, *, bounded: bool) -> None:
        """Take the scale of the data.

        Args:
            samples: (n, *sample).
            bounded: map [0, 1] to [-1, 1]; else standardize to a mean of 0 and a variance of 1,
                by line of curves and by column of tables.
        """
        if bounded:
            self.offset.fill_(0.5)
            self.scale.fill_(0.5)
            return
        axes = [0, *(axis + 1 for axis, side in enumerate(self.offset.shape) if side == 1)]
        axes = [0] if samples.ndim == 2 else axes
        wide = samples.double()
        mean, deviation = wide.mean(axes, True)[0], wide.std(axes, keepdim=True, unbiased=False)[0]
        self.offset.copy_(mean)
        self.scale.copy_(deviation)

    def forward(self, samples: Tensor) -> Tensor:
        """Samples (n, *sample) on the VAE's scale."""
        return (samples - self.offset) / self.scale

    def restored(self, scaled: Tensor) -> Tensor:
        """What `forward` maps to `scaled`."""
        return scaled * self.scale + self.offset
