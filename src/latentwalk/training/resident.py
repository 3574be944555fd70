"""The samples of a run in the memory of its device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from latentwalk.training.rows import Rows

if TYPE_CHECKING:
    from torch import Tensor

    from latentwalk.data import Dataset, Images


@dataclass(frozen=True)
class Resident:
    """The samples, as stored, and their labels; all starts of a run share them."""

    train: Tensor
    """(n, h, w, c) uint8, or other samples (n, *shape) float32."""
    labels: Tensor
    """(n,) int64."""
    rows: Rows
    """The held-out samples; those of one group side by side."""
    held_out: Tensor
    """(m, *shape), in the order of the rows."""
    held_out_labels: Tensor
    """(m,) int64."""

    @classmethod
    def of(cls, data: Dataset, device: torch.device) -> Resident:
        """Copy a data set to a device."""

        def pixels(images: Images) -> Tensor:
            return torch.from_numpy(images.pixels.copy()).to(device)

        def labels(images: Images) -> Tensor:
            return torch.from_numpy(images.labels).long().to(device)

        rows = Rows.of(data.held_out)
        held_out = rows.images
        return cls(pixels(data.train), labels(data.train), rows, pixels(held_out), labels(held_out))
