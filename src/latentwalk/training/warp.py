"""Augmentation: slight warps of the training images.

The encoder is what overfits: on training images, its posteriors are about a nat closer to the
optimal ones than on new images. Digits that are rotated, slanted, scaled and shifted no more than
handwriting varies are further images of the same kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

TURN, SLANT, SCALE = 0.07, 0.07, 0.04
"""Standard deviations of the angle in radians, the shear, and the logarithm of the size."""
MOVE = 0.03
"""The standard deviation of the shift, in half sides of the image."""
BOUND = 2.0
"""Draws are clipped to this many standard deviations."""


def draw(count: int, generator: torch.Generator) -> Tensor:
    """The parameters of `count` warps, (6, count): draws of N(0, 1), clipped."""
    return torch.randn(6, count, generator=generator).clamp_(-BOUND, BOUND)


def warped(images: Tensor, draws: Tensor) -> Tensor:
    """Warp the first images of a batch, by bicubic interpolation.

    Args:
        images: (n, c, h, w) in [-1, 1].
        draws: (6, k), k <= n, on the CPU: one column per image to warp.

    Returns:
        (n, c, h, w) in [-1, 1], channels last.
    """
    count = draws.shape[1]
    if not count:
        return images
    angle, slant = TURN * draws[0], SLANT * draws[1]
    wide, high = (SCALE * draws[2]).exp(), (SCALE * draws[3]).exp()
    cos, sin = angle.cos(), angle.sin()
    rows = [
        torch.stack([cos * wide, (slant - sin) * wide, MOVE * draws[4]], dim=1),
        torch.stack([sin * high, cos * high, MOVE * draws[5]], dim=1),
    ]
    # MPS has no bicubic interpolation: use the CPU there
    home = torch.device("cpu") if images.device.type == "mps" else images.device
    some = images[:count].to(home)
    turned = torch.stack(rows, dim=1).to(home)
    grid = functional.affine_grid(turned, list(some.shape), align_corners=False)
    # values from beyond the border are 0, which is black once the values are shifted by 1
    moved = functional.grid_sample(some + 1, grid, mode="bicubic", align_corners=False)
    moved = (moved.clamp_(0, 2) - 1).to(images.device)
    result = torch.cat([moved, images[count:]])
    return result.contiguous(memory_format=torch.channels_last)
