"""Single images and labels from the items of data sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.data.framing import framed
from latentwalk.errors import DataError
from latentwalk.outputs.image import ALPHA, COLOURS, with_alpha

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.sources.reading import Reading
    from latentwalk.outputs.image import ImageSpec

PIXELS = ("image", "images", "img", "pixel_values", "pixels", "x", "input", "data")
LABELS = ("label", "labels", "fine_label", "target", "targets", "y", "class")
"""Names of images and of labels in tables."""


def item_of(given: Any) -> tuple[Any, Any]:
    """The image and the label of an item; the label is None if it has none.

    An item's number may stand before its image, and the image may be in a tuple or a dictionary
    with what else is known about it.
    """
    if isinstance(given, Mapping):
        image = next((given[name] for name in PIXELS if name in given), None)
        if image is None:
            raise DataError(
                f"An item of the data must have an image under {', '.join(PIXELS[:4])}; it has "
                f"{', '.join(map(str, given)) or 'nothing'}."
            )
        return image, next((given[name] for name in LABELS if name in given), None)
    if isinstance(given, (list, tuple)):
        if not given:
            raise DataError("An item of the data is empty.")
        image, *others = given[1:] if is_numbered(given) else given
        return _inner(image), others[0] if others else None
    return given, None


def is_numbered(item: Any) -> bool:
    """Whether an item is a tuple with a number before its image."""
    if not (isinstance(item, (list, tuple)) and len(item) > 1 and is_array(item[1])):
        return False
    return isinstance(item[0], (int, np.integer)) or getattr(item[0], "shape", None) == ()


def _inner(image: Any) -> Any:
    """The image among what is known about it; other values as they are."""
    if isinstance(image, Mapping) and not {"bytes", "path"} & {*image}:
        return item_of(image)[0]
    if isinstance(image, tuple) and image and is_array(image[0]):
        return image[0] if not any(map(is_array, image[1:])) else image
    return image


def stacked(
    images: Sequence[Any],
    spec: ImageSpec | None,
    reading: Reading,
    names: Sequence[str] | None = None,
) -> NDArray[Any]:
    """Single images as one array; pictures are fitted to `spec` if it is given.

    Args:
        images: the images.
        spec: the size and channels of the result; by default those of the images.
        reading: how to read them; counts those that are cropped.
        names: the names of the images.

    Raises:
        DataError: they have different sizes, or are not images.
    """
    arrays = [as_numpy(one) for one in images]
    if not arrays:
        return np.empty((0, 1, 1, 1), np.uint8)
    if spec is not None:
        each = zip(arrays, names or [""] * len(arrays), strict=True)
        return np.concatenate([_fitted(one, spec, reading, name) for one, name in each])
    if len({one.shape[:2] for one in arrays}) == 1 and {one.ndim for one in arrays} == {3}:
        arrays = _alike(arrays)
    if len({(one.shape, one.dtype.kind) for one in arrays}) > 1:
        raise DataError(
            f"The data's images have different sizes, {arrays[0].shape} and others: scale them "
            "first."
        )
    return images_of(reading.pixels(np.stack(arrays)))


def _alike(arrays: list[NDArray[Any]]) -> list[NDArray[Any]]:
    """Pictures of one size with the same channels: RGB if one of them has colour."""
    if {one.shape[2] for one in arrays} != {1, 3} or any(a.dtype != np.uint8 for a in arrays):
        return arrays
    return [np.repeat(one, 3 // one.shape[2], axis=2) for one in arrays]


def _fitted(
    picture: NDArray[Any], spec: ImageSpec, reading: Reading, name: str
) -> NDArray[np.uint8]:
    """A picture (h, w[, c]) with the size and channels of a model: (1, h, w, c) uint8."""
    pixels = reading.pixels(picture[..., None] if picture.ndim == 2 else picture)
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] > 4:
        raise DataError(
            f"The data has pictures and also {pixels.dtype} of shape {pixels.shape}: give one kind."
        )
    fit = reading.options.fit
    found = reading.findings
    sized = framed(pixels[None], spec.height, spec.width, fit, found, name)
    return recoloured(sized, spec.channels)


def recoloured(pixels: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    """Pixels (n, h, w, c) with other channels; grey is the luma of ITU-R BT.601.

    They become opaque where they had no alpha.
    """
    if pixels.shape[3] == channels:
        return pixels
    if channels in ALPHA:
        return with_alpha(recoloured(pixels, channels - 1), 3, 255)
    if channels == 3:
        return np.repeat(pixels[..., :1], 3, axis=3)
    grey = pixels[..., :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.rint(grey).astype(np.uint8)[..., None]


def images_of(array: NDArray[Any]) -> NDArray[Any]:
    """Check that images are pixels or floats, and put the channels of pixels last."""
    if array.dtype == np.uint8:
        if array.ndim == 4 and array.shape[1] in COLOURS and array.shape[3] not in COLOURS:
            return array.transpose(0, 2, 3, 1)  # pixels with channels first
        return array[..., None] if array.ndim == 3 else array
    if array.dtype.kind == "f":
        return array.astype(np.float32, copy=False)
    raise DataError(
        f"Images must be pixels (uint8) or floats in the model's values, these are {array.dtype}."
    )
