"""Slight warps of the training images, so that the encoder learns the images and not the list.

The encoder is what overfits: on images it was trained on, its posteriors are about a nat closer to
the best ones than on new images. Digits that are turned, slanted, scaled and moved as little as
hands vary anyway are new images of the same kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

TURN, SLANT, SCALE = 0.07, 0.07, 0.04
"""Standard deviations: of the angle in radians, of the shear, and of the logarithm of the size."""
MOVE = 0.03
"""Standard deviation of the movement, in half sides of the image."""
BOUND = 2.0
"""No draw goes beyond so many standard deviations."""


def draw(count: int, generator: torch.Generator) -> Tensor:
    """What `count` warps follow from, (6, count): draws of N(0, 1), none too far out."""
    return torch.randn(6, count, generator=generator).clamp_(-BOUND, BOUND)


def warped(images: Tensor, draws: Tensor) -> Tensor:
    """Warp the first images of a batch, by bicubic interpolation.

    Args:
        images: (n, c, h, w) in [-1, 1].
        draws: (6, k), k <= n, on the CPU: a column for each image to warp.

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
    # MPS interpolates no bicubics: there the CPU does it
    home = torch.device("cpu") if images.device.type == "mps" else images.device
    some = images[:count].to(home)
    turned = torch.stack(rows, dim=1).to(home)
    grid = functional.affine_grid(turned, list(some.shape), align_corners=False)
    # what comes from beyond the border is 0 there: black, once the values are shifted by 1
    moved = functional.grid_sample(some + 1, grid, mode="bicubic", align_corners=False)
    moved = (moved.clamp_(0, 2) - 1).to(images.device)
    result = torch.cat([moved, images[count:]])
    return result.contiguous(memory_format=torch.channels_last)
