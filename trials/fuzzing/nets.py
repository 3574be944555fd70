"""A module class for fuzzed weights."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Small(nn.Module):
    """Three arrays, one of them of integers."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.zeros(2, 3))
        self.b = nn.Parameter(torch.zeros(1))
        self.n: Tensor
        self.register_buffer("n", torch.arange(3))

    def forward(self, z: Tensor) -> Tensor:
        """(n, 2) to (n, 3)."""
        return z @ self.a + self.b + self.n
