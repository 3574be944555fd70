"""A model's images: size, channels and value range, and their conversion from and to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class ImageSpec:
    """The shape and the value range of a model's images."""

    height: int
    """Rows."""
    width: int
    """Columns."""
    channels: int = 1
    """1 (grey) or 3 (RGB)."""
    low: float = -1.0
    """The value of a black pixel."""
    high: float = 1.0
    """The value of a white pixel."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width), the shape of one image in the networks."""
        return (self.channels, self.height, self.width)

    def __str__(self) -> str:
        colour = {1: "grey", 3: "RGB"}.get(self.channels, f"{self.channels} channels")
        return f"{self.height} x {self.width} {colour}"

    def to_values(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Scale pixels to the model's values.

        Args:
            pixels: (n, h, w) or (n, h, w, c) uint8; grey images need no channel axis.

        Returns:
            (n, c, h, w) float32 in [low, high].

        Raises:
            DataError: the images are not of this size.
        """
        if pixels.ndim == 3:
            pixels = pixels[..., None]
        if pixels.ndim != 4 or pixels.shape[1:] != (self.height, self.width, self.channels):
            sides = " x ".join(str(side) for side in pixels.shape[1:])
            raise DataError(
                f"The model takes images of {self}, these are {sides}: scale them, or train a "
                "model for their size."
            )
        values = pixels.transpose(0, 3, 1, 2).astype(np.float32)
        values *= (self.high - self.low) / 255.0
        values += self.low
        return np.ascontiguousarray(values)

    def to_pixels(self, values: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Round the model's values to pixels; values outside [low, high] are clipped.

        Args:
            values: (n, c, h, w) float32.

        Returns:
            (n, h, w, c) uint8.
        """
        inside = np.clip(values, self.low, self.high)  # before scaling, against overflow
        scaled = (inside - self.low) * (255.0 / (self.high - self.low))
        rounded = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
        return np.ascontiguousarray(rounded.transpose(0, 2, 3, 1))
