"""Data sets: images with labels, split into training and held-out ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.data.framing import framed
from latentwalk.errors import DataError, SettingsError
from latentwalk.outputs.halving import stride
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.data.picture_options import Fit
    from latentwalk.outputs.output import Output

HELD_OUT_SHARE = 0.1
SPLIT_SEED = 20140501
"""Fixed, so that a data set without its own split is always split in the same way."""


@dataclass(frozen=True)
class Images:
    """n labelled images of one size."""

    pixels: NDArray[Any]
    """(n, h, w, c) uint8, c from 1 to 4, as in an `ImageSpec`; of other samples, their values
    (n, *sample) float32."""
    labels: NDArray[np.int32]
    """(n,), indices into the data set's classes; -1 for no label."""
    factors: NDArray[np.int32] | None = None
    """(n, f), the values of the data set's factors, each from 0; None if unknown."""
    rows: NDArray[np.int32] | None = None
    """(n,), their places in the data that they were taken from; None for their own order."""
    files: NDArray[np.object_] | None = None
    """(n,), the names of the files or arrays that they were taken from; None if unknown."""
    groups: NDArray[np.int32] | None = None
    """(n,), indices into the data set's groups; None without groups."""

    def __len__(self) -> int:
        return len(self.pixels)

    def take(self, index: NDArray[np.intp] | slice) -> Images:
        """The images at `index`."""
        factors = None if self.factors is None else self.factors[index]
        files = None if self.files is None else self.files[index]
        groups = None if self.groups is None else self.groups[index]
        pixels, labels = self.pixels[index], self.labels[index]
        return Images(pixels, labels, factors, self.places[index], files, groups)

    @property
    def places(self) -> NDArray[np.int32]:
        """(n,), their places in the data that they were taken from."""
        return np.arange(len(self), dtype=np.int32) if self.rows is None else self.rows

    def from_file(self, name: str) -> Images:
        """The images with one name of the file that they were taken from."""
        return replace(self, files=np.full(len(self), name, object))

    @staticmethod
    def join(*parts: Images) -> Images:
        """The images of all parts, one after the other; with factors if all parts have them."""
        factors = [part.factors for part in parts if part.factors is not None]
        files = [part.files for part in parts if part.files is not None]
        groups = [part.groups for part in parts if part.groups is not None]
        return Images(
            np.concatenate([part.pixels for part in parts]),
            np.concatenate([part.labels for part in parts]),
            np.concatenate(factors) if len(factors) == len(parts) else None,
            np.concatenate([part.places for part in parts]),
            np.concatenate(files) if len(files) == len(parts) else None,
            np.concatenate(groups) if len(groups) == len(parts) else None,
        )


@dataclass(frozen=True)
class Dataset:
    """A data set: training and held-out images, and the names of classes and factors."""

    name: str
    """Its name in a model's provenance."""
    train: Images
    """The images to train on."""
    held_out: Images
    """The images that training does not use."""
    classes: tuple[str, ...]
    """The classes' names; labels are indices into it. Empty without labels."""
    factors: tuple[str, ...] = ()
    """The names of the known factors of variation: the columns of the images' factors."""
    groups: tuple[str, ...] = ()
    """The names of the groups that images belong to. Empty without groups."""
    output: Output | None = None
    """What the samples are; None for images."""

    @property
    def spec(self) -> Output:
        """What the samples are."""
        return self.image if self.output is None else self.output

    @property
    def image(self) -> ImageSpec:
        """The images' size and channels, with the value range [-1, 1]."""
        height, width, channels = self.train.pixels.shape[1:]
        return ImageSpec(height, width, channels)

    def fitted(self, size: int | None = None, fit: Fit = "crop") -> Dataset:
        """The data set at a size that the convolutional VAE takes.

        Args:
            size: scale the images to squares of this side, a multiple of 4, over 32 of 8, and over
                64 of 16. By default they keep their size, padded to the next such multiple by
                repeating their border.
            fit: how to fit images of another aspect ratio.

        Raises:
            SettingsError: a size that is not such a multiple.
        """
        if size is None:
            return self.mapped(padded)
        step = stride(size, size) if size > 0 else 4
        if size <= 0 or size % step:
            raise SettingsError(f"size must be a positive multiple of {step}, got {size}.")
        return self.mapped(lambda pixels: framed(pixels, size, size, fit))

    def merged(self) -> Dataset:
        """The data set with the held-out images added to the training images."""
        everything = Images.join(self.train, self.held_out)
        return replace(self, train=everything, held_out=self.held_out.take(slice(0)))

    def mapped(self, change: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]) -> Dataset:
        """The data set with its pixels changed."""
        train, held_out = (
            replace(part, pixels=change(part.pixels)) for part in (self.train, self.held_out)
        )
        return replace(self, train=train, held_out=held_out)


def split(
    name: str,
    images: Images,
    classes: tuple[str, ...],
    factors: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
) -> Dataset:
    """Hold out a tenth of the images or, if they have groups, of these.

    They are chosen at random with a fixed seed.

    Raises:
        DataError: fewer than two images, or groups.
    """
    if images.groups is not None:
        return _split_by_group(name, images, images.groups, classes, groups)
    if len(images) < 2:
        raise DataError(f"{name} needs at least two images: one for training, one held out.")
    order = np.random.default_rng(SPLIT_SEED).permutation(len(images))
    held_out = max(1, round(HELD_OUT_SHARE * len(images)))
    train, other = images.take(np.sort(order[held_out:])), images.take(np.sort(order[:held_out]))
    return Dataset(name, train, other, classes, factors)


def _split_by_group(
    name: str,
    images: Images,
    of: NDArray[np.int32],
    classes: tuple[str, ...],
    groups: tuple[str, ...],
) -> Dataset:
    if len(groups) < 2:
        raise DataError(
            f"All images of {name} are in one group: at least two are needed, one for training, "
            "one held out."
        )
    order = np.random.default_rng(SPLIT_SEED).permutation(len(groups))
    held_out = np.isin(of, order[: max(1, round(HELD_OUT_SHARE * len(groups)))])
    train, other = images.take(np.flatnonzero(~held_out)), images.take(np.flatnonzero(held_out))
    return Dataset(name, train, other, classes, groups=groups)


def padded(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pad images (n, h, w, c) to multiples of their `stride` by repeating their border."""
    height, width = pixels.shape[1:3]
    step = stride(height, width)
    missing = [-side % step for side in (height, width)]
    if not any(missing):
        return pixels
    margins = [(0, 0), *((gap // 2, gap - gap // 2) for gap in missing), (0, 0)]
    return np.pad(pixels, margins, mode="edge")
