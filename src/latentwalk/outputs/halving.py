"""How often the convolutional VAE halves an image before its dense layers."""

from __future__ import annotations

import math

COARSEST = 8
"""Images are halved until their longer side is at most this,"""
FEWEST = 2
"""but at least so often."""


def halvings(height: int, width: int) -> int:
    """The number of strided convolutions for images of this size."""
    return max(FEWEST, math.ceil(math.log2(max(height, width) / COARSEST)))


def stride(height: int, width: int) -> int:
    """What both sides of such images must be multiples of."""
    return 1 << halvings(height, width)
