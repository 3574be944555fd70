"""Reads the pictures and whole numbers of the user's data as pixels, and remembers how."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.data.arrays import levels_of
from latentwalk.data.findings import Findings
from latentwalk.data.folders import left_out
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.data.pictures import decode_picture, picture_pixels, read_picture
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass
class Reading:
    """How the user's data are read, and what was found while they were."""

    options: PictureOptions = DEFAULT
    """How to read pictures."""
    findings: Findings = field(default_factory=Findings)
    """What was assumed about pictures."""
    remarks: list[str] = field(default_factory=list)
    """What was assumed about the data as a whole, in sentences."""
    broken: dict[str, str] = field(default_factory=dict)
    """Why pictures were left out, by name."""
    white: float | None = None
    """The value of white in whole numbers, once it is known."""

    def uncounted(self) -> Reading:
        """The same, but what it finds is forgotten: for images that will be read again."""
        return Reading(self.options, remarks=self.remarks, white=self.white)

    def sentences(self) -> list[str]:
        """What was found, a sentence each."""
        broken = [left_out(list(self.broken.values()))] if self.broken else []
        return [*dict.fromkeys(self.remarks), *self.findings.sentences(), *broken]

    def image(self, item: Any, name: str, channels: int | None = None) -> Any:
        """An item's image: pixels (h, w, c) if it is a picture, else as it is.

        Args:
            item: the item.
            name: its name in messages.
            channels: those of pictures, by default 1 or 3 as they have them.

        Raises:
            DataError: a picture that cannot be read.
        """
        if not is_picture(item):
            return item
        if isinstance(item, Image.Image):
            return picture_pixels(item, name, channels, self.options, self.findings)
        if isinstance(item, Mapping):
            name = str(item.get("path") or name)
            item = item.get("path") if item.get("bytes") is None else item["bytes"]
        if not isinstance(item, (bytes, str, Path)):
            raise DataError(f"{name} has no picture: its cell is empty.")
        if isinstance(item, bytes):
            return decode_picture(io.BytesIO(item), name, channels, self.options, self.findings)
        return read_picture(Path(item), channels, self.options, self.findings)

    def skip(self, name: str, error: DataError) -> None:
        """Leave a picture out, or raise its error if that is not wanted."""
        if not self.options.skip_broken:
            raise DataError(f"{error} skip_broken=True (--skip-broken) leaves such pictures out.")
        self.broken[name] = str(error)

    def pixels(self, array: NDArray[Any]) -> NDArray[Any]:
        """Whole numbers and booleans as uint8 pixels, of the same shape; floats as they are.

        Raises:
            DataError: negative numbers, or numbers beyond white.
        """
        if array.dtype.kind not in "biu" or not array.size:
            return array
        high = float(array.max())
        if self.white is None:
            self.white = self.options.white
        if self.white is None and array.dtype.kind == "b":
            self.white = 1.0
        if self.white is None:
            if high == 0:
                return np.zeros(array.shape, np.uint8)
            low = float(array.min())
            self.white = levels_of("The data", array.dtype, low, high, self._assume)[1]
        if high > self.white and self.options.white is None:
            raise DataError(
                f"The data has values up to {high:g}, but its first images up to {self.white:g}: "
                "give the value of white as white= (--white)."
            )
        if array.dtype == np.uint8 and self.white == 255:
            return array
        values = array.astype(np.float64) * (255 / self.white)
        return np.asarray(np.rint(np.clip(values, 0, 255)), np.uint8)

    def turned(self, images: NDArray[Any]) -> NDArray[Any]:
        """Arrays of images, transposed and mirrored as the options say.

        Args:
            images: (n, h, w), (n, h, w, c), (n, c, h, w) or flat (n, k) with square images.

        Raises:
            DataError: flat images that are not square.
        """
        if not (self.options.transpose or self.options.mirror):
            return images
        if images.ndim == 2:
            side = int(images.shape[1] ** 0.5)
            if side * side != images.shape[1]:
                raise DataError(
                    f"Flat images of {images.shape[1]} values are not square: reshape them to "
                    "(n, h, w) to transpose or mirror them."
                )
            images = images.reshape(-1, side, side)
        rows = 2 if images.ndim == 4 and images.shape[1] in {1, 3} else 1
        if self.options.transpose:
            images = images.swapaxes(rows, rows + 1)
        return np.flip(images, rows + 1) if self.options.mirror else images

    def _assume(self, sentence: str) -> None:
        self.remarks.append(sentence.replace("--white", "white= (--white)"))


def is_picture(item: Any) -> bool:
    """Whether an item is a picture: open, in a file, or the content of a file."""
    if isinstance(item, Mapping):
        return "bytes" in item or "path" in item
    return isinstance(item, (Image.Image, bytes, str, Path))


def is_single(image: Any, label: Any) -> bool:
    """Whether an item of a stream is a single image rather than a batch."""
    if is_picture(image):
        return True
    scalar = label is not None and not isinstance(label, (list, tuple)) and _axes(label) == 0
    return scalar and not isinstance(image, (list, tuple)) and _axes(image) <= 3


def _axes(value: Any) -> int:
    return 0 if isinstance(value, (str, bytes)) else as_numpy(value).ndim
