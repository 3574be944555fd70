"""Augmentation: slight changes of the training images.

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

    from latentwalk.training.keywords import Augment

TURN, SLANT, SCALE = 0.07, 0.07, 0.04
"""Standard deviations of the angle in radians, the shear, and the logarithm of the size."""
MOVE = 0.03
"""The standard deviation of the shift, in half sides of the image."""
BOUND = 2.0
"""Draws are clipped to this many standard deviations."""


def draw(count: int, generator: torch.Generator) -> Tensor:
    """The parameters of `count` warps, (6, count): draws of N(0, 1), clipped."""
    return torch.randn(6, count, generator=generator).clamp_(-BOUND, BOUND)


def warped(images: Tensor, draws: Tensor, how: Augment = "warp") -> Tensor:
    """Change the first images of a batch, by bicubic interpolation.

    Beyond the border, grey images are black, and others are as at their border.

    Args:
        images: (n, c, h, w) in [-1, 1], or scaled curves (n, c, t).
        draws: (6, k), k <= n, on the CPU: one column per image to warp.
        how: `warp` turns, slants, scales and shifts; `shift` scales and shifts; `mirror` also
            exchanges left and right of half of them.

    Returns:
        The same shape, images in [-1, 1] and channels last.
    """
    count = draws.shape[1]
    if not count:
        return images
    if images.ndim == 3:
        return _moved(images, draws)
    turning = float(how == "warp")
    angle, slant = turning * TURN * draws[0], turning * SLANT * draws[1]
    wide, high = (SCALE * draws[2]).exp(), (SCALE * draws[3]).exp()
    if how == "mirror":
        wide = wide * draws[0].sign()
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
    beyond = "zeros" if images.shape[1] == 1 else "border"
    moved = functional.grid_sample(
        some + 1, grid, mode="bicubic", padding_mode=beyond, align_corners=False
    )
    moved = (moved.clamp_(0, 2) - 1).to(images.device)
    result = torch.cat([moved, images[count:]])
    return result.contiguous(memory_format=torch.channels_last)


def _moved(curves: Tensor, draws: Tensor) -> Tensor:
    """Stretch and shift the first curves of (n, c, t) along their axis, with the ends repeated."""
    count, length = draws.shape[1], curves.shape[2]
    wide, move = (SCALE * draws[2]).exp()[:, None], MOVE * draws[4][:, None]
    middles = (2 * torch.arange(length) + 1) / length - 1  # (t,) from -1 to 1
    along = (wide * middles + move).to(curves.device)
    grid = torch.stack([along, torch.zeros_like(along)], dim=2)[:, None]  # (k, 1, t, 2)
    flat = curves[:count, :, None]
    moved = functional.grid_sample(flat, grid, padding_mode="border", align_corners=False)
    return torch.cat([moved[:, :, 0], curves[count:]])
