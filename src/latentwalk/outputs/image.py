"""A model's images: size, channels and value range, and their conversion from and to pixels."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from latentwalk.errors import DataError
from latentwalk.outputs.output import MAX_VALUES, Output, checked_range, is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

COLOURS = {1: "grey", 2: "grey and alpha", 3: "RGB", 4: "RGBA"}
"""What an image's channels are, by their number."""
ALPHA = (2, 4)
"""The numbers of channels of which the last is alpha."""


@dataclass(frozen=True)
class ImageSpec(Output):
    """The shape and the value range of a model's images."""

    kind: ClassVar[str] = "image"
    plural: ClassVar[str] = "images"

    height: int
    """Rows."""
    width: int
    """Columns."""
    channels: int = 1
    """1 (grey), 2 (grey and alpha), 3 (RGB) or 4 (RGBA)."""
    low: float = -1.0
    """The value of a black pixel; of alpha, that of a transparent one."""
    high: float = 1.0
    """The value of a white pixel; of alpha, that of an opaque one."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width), the shape of one image in the networks."""
        return (self.channels, self.height, self.width)

    @property
    def alpha(self) -> bool:
        """Whether the last channel is alpha, the opacity."""
        return self.channels in ALPHA

    @property
    def colours(self) -> int:
        """The number of channels besides alpha."""
        return self.channels - self.alpha

    @property
    def columns(self) -> tuple[str, ...]:
        """Channel, row and column of each value."""
        return tuple(f"{c}_{y}_{x}" for c, y, x in np.ndindex(*self.shape))

    @property
    def cell(self) -> tuple[int, int]:
        """Width and height of an image."""
        return self.width, self.height

    def to_json(self) -> dict[str, Any]:
        """The specification as the manifest contains it."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> ImageSpec:
        """Parse and check a specification.

        Raises:
            ValueError: sizes or values that are invalid, or too large for any machine.
        """
        image = cls(**content)
        if not all(map(is_whole, image.shape)):
            raise ValueError("height, width and channels must be positive integers")
        if image.channels not in COLOURS:
            raise ValueError(f"an image must have 1 to 4 channels, got {image.channels}")
        if image.size > MAX_VALUES:
            raise ValueError(f"an image has at most {MAX_VALUES} values")
        checked_range(image.low, image.high)
        return image

    def draw(
        self,
        values: NDArray[np.float32],
        width: int,  # noqa: ARG002  images have their own
        height: int,  # noqa: ARG002
    ) -> NDArray[np.uint8]:
        """The images' own pixels."""
        return self.to_pixels(values)

    @property
    def bytes_sent(self) -> int:
        """One byte for each value."""
        return self.size

    def sent(self, values: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Pixels (n, h, w, c) uint8."""
        return self.to_pixels(values)

    def __str__(self) -> str:
        return f"{self.height} x {self.width} {COLOURS[self.channels]}"

    def accepted(self, samples: ArrayLike) -> NDArray[np.float32]:
        """A user's images as the networks take them.

        Args:
            samples: pixels (n, h, w) or (n, h, w, c) uint8, or the model's values (n, c, h, w),
                floating, in [low, high]; without alpha they are opaque.

        Returns:
            (n, c, h, w) float32.

        Raises:
            DataError: images of another size or type, or with NaN or infinity.
        """
        images = np.asarray(samples)
        if images.dtype == np.uint8:
            return self.to_values(images)
        if self.alpha and images.shape[1:] == (self.colours, self.height, self.width):
            images = with_alpha(images, 1, self.high)
        if not np.issubdtype(images.dtype, np.floating) or images.shape[1:] != self.shape:
            raise DataError(
                f"Images to encode must be uint8 pixels (n, h, w[, c]) or floats of shape "
                f"(n, {', '.join(map(str, self.shape))}), got {images.dtype} of shape "
                f"{images.shape}."
            )
        if not np.isfinite(images).all():
            raise DataError("Images to encode must be finite, got NaN or infinity.")
        return np.ascontiguousarray(images, np.float32)

    def to_values(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Scale pixels to the model's values.

        Args:
            pixels: (n, h, w) or (n, h, w, c) uint8; grey images need no channel axis, and opaque
                ones no alpha.

        Returns:
            (n, c, h, w) float32 in [low, high].

        Raises:
            DataError: the images are not of this size.
        """
        if pixels.ndim == 3:
            pixels = pixels[..., None]
        if self.alpha and pixels.ndim == 4 and pixels.shape[3] == self.colours:
            pixels = with_alpha(pixels, 3, 255)
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


def with_alpha(images: NDArray[Any], axis: int, opaque: float) -> NDArray[Any]:
    """Images with one channel more along an axis, which is `opaque` everywhere."""
    shape = (*images.shape[:axis], 1, *images.shape[axis + 1 :])
    return np.concatenate([images, np.full(shape, opaque, images.dtype)], axis=axis)
