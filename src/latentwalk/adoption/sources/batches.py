"""Batches of images as a source gave them, in the values of a model."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.foreign.levels import Levels
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.outputs.image import ImageSpec


BATCH = 128
TRIAL = 32
"""Images to try a model with."""
SEEN = 256
"""Images by which the value of white in whole numbers is found."""


@dataclass(frozen=True)
class Batch:
    """n images with their labels."""

    images: NDArray[Any]
    """(n, h, w, c) uint8 pixels, or (n, c, h, w) or (n, h, w) floats, the model's values."""
    labels: NDArray[np.int32]
    """(n,): indices into the classes, or -1."""
    rows: NDArray[np.int_]
    """(n,): their places in the source."""

    def __len__(self) -> int:
        return len(self.images)

    def values(self, spec: ImageSpec, levels: Levels | None = None) -> NDArray[np.float32]:
        """The images in the model's values: (n, c, h, w) float32.

        Args:
            spec: the model's images.
            levels: black and white of floats, if they differ from the model's.

        Raises:
            DataError: images of another size, or with NaN or infinity.
        """
        if self.images.dtype == np.uint8:
            return spec.to_values(self.pixels(spec))
        values = self.floats(spec)
        return (
            values if levels is None else levels.converted(values, Levels.of(spec.low, spec.high))
        )

    def pixels(self, spec: ImageSpec) -> NDArray[np.uint8]:
        """Images of uint8; flat ones get the model's shape, with channels first in a row."""
        if self.images.ndim == 2 and self.images.shape[1] == prod(spec.shape):
            return self.images.reshape(-1, *spec.shape).transpose(0, 2, 3, 1)
        return self.images

    def floats(self, spec: ImageSpec) -> NDArray[np.float32]:
        """Images of floats with the shape of a model's: (n, c, h, w), in their own values.

        Raises:
            DataError: images of another size, or with NaN or infinity.
        """
        values = self.images[:, None] if self.images.ndim == 3 else self.images
        if values.ndim == 4 and values.shape[1:] != spec.shape:
            values = values.transpose(0, 3, 1, 2)
        if values.ndim == 2 and values.shape[1] == prod(spec.shape):
            values = values.reshape(-1, *spec.shape)
        if values.shape[1:] != spec.shape:
            if self.images.shape in {spec.shape, spec.shape[1:]}:
                raise DataError(
                    f"The data seems to be a single image of {spec}: give it as one of several, "
                    "data=image[None]."
                )
            sides = ", ".join(map(str, self.images.shape[1:]))
            raise DataError(
                f"The model takes images of {spec}, these have the shape ({sides}): scale them."
            )
        if not np.isfinite(values).all():
            raise DataError("The data has NaN or infinity.")
        return np.ascontiguousarray(values, dtype=np.float32)


class Trial(NamedTuple):
    """A few images to try a model with."""

    images: NDArray[np.float32]
    """(n, c, h, w), in their own values; pixels from 0 to 255."""
    pixels: bool
    """Whether they are pixels."""
    labels: NDArray[np.int32] | None = None
    """(n,): their labels, as in `Batch`; None if unknown."""
