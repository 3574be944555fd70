"""The decoder's last layer, computed by matrix products while training.

oneDNN, which PyTorch uses for convolutions on CPUs, is slow for a transposed convolution with few
output channels, such as one for grey images. Here one matrix product over all places of the feature
map gives the 4 x 4 values that each of them adds to the image, and overlapping values are summed.

With a stride of 2, a patch is one pixel of each of four 2 x 2 cells for each of four shifts. So
images are handled as cells, (n, c, 2, 2, h + 1, w + 1) with a margin, and patches as
(n, c, 2, 2, 2, 2, h, w): the row's shift and its pixel, then the column's. Whole rows are moved.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE, STRIDE, PADDING = 4, 2, 1
SHIFTS = tuple(product((0, 1), repeat=2))


class ToImage(nn.ConvTranspose2d):
    """Maps features (n, c, h, w) to (n, channels, 2h, 2w), as any transposed convolution."""

    def __init__(self, features: int, channels: int) -> None:
        super().__init__(features, channels, SIDE, stride=STRIDE, padding=PADDING)

    def forward(self, features: Tensor) -> Tensor:  # type: ignore[override]
        """Map n feature maps; both ways give the same values except for rounding."""
        if not (self.training and features.device.type == "cpu" and self.bias is not None):
            return super().forward(features)
        image: Tensor = _Transposed.apply(features, self.weight)  # type: ignore[no-untyped-call]
        return image + self.bias[:, None, None]


class _Transposed(torch.autograd.Function):
    """The transposed convolution without its bias."""

    @staticmethod
    def forward(context: Any, features: Tensor, weight: Tensor) -> Tensor:
        context.save_for_backward(features, weight)
        places = _places(features)
        patches = torch.bmm(_matrices(weight, len(places)), places.mT)
        channels = weight.shape[1]
        return _summed(patches.view(len(places), channels, 2, 2, 2, 2, *features.shape[2:]))

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, Tensor]:
        features, weight = context.saved_tensors
        places = _places(features)
        patches = _patches(gradients[0]).flatten(1, 5).flatten(2)  # (n, channels * 16, h w)
        of_places = torch.bmm(patches.mT, _matrices(weight, len(places)))  # (n, h w, features)
        of_features = of_places.view(features.permute(0, 2, 3, 1).shape).permute(0, 3, 1, 2)
        of_weight = torch.bmm(patches, places).sum(0).T
        return of_features, of_weight.reshape(weight.shape)


def _places(features: Tensor) -> Tensor:
    """(n, c, h, w) to (n, h w, c): a view if the channels are last in memory."""
    return features.permute(0, 2, 3, 1).flatten(1, 2)


def _matrices(weight: Tensor, n: int) -> Tensor:
    """(features, channels, 4, 4) to (n, channels * 16, features), a view repeated n times."""
    matrix = weight.flatten(1).T
    return matrix.expand(n, *matrix.shape)


def _summed(patches: Tensor) -> Tensor:
    """`functional.fold` of patches: images (n, c, 2h, 2w)."""
    n, c, *_, h, w = patches.shape
    cells = patches.new_zeros(n, c, 2, 2, h + 1, w + 1)
    for row, column in SHIFTS:
        cells[..., row : row + h, column : column + w].add_(patches[:, :, row, :, column])
    padded = cells.permute(0, 1, 4, 2, 5, 3).reshape(n, c, 2 * h + 2, 2 * w + 2)
    return padded[..., PADDING:-PADDING, PADDING:-PADDING]


def _patches(images: Tensor) -> Tensor:
    """`functional.unfold` of images (n, c, 2h, 2w), more than twice as fast."""
    n, c, height, width = images.shape
    h, w = height // 2, width // 2
    padded = functional.pad(images, (PADDING,) * 4)
    cells = padded.view(n, c, h + 1, 2, w + 1, 2).permute(0, 1, 3, 5, 2, 4).contiguous()
    patches = images.new_empty(n, c, 2, 2, 2, 2, h, w)
    for row, column in SHIFTS:
        patches[:, :, row, :, column] = cells[..., row : row + h, column : column + w]
    return patches
