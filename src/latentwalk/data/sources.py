"""Loads the data set that `--data` names.

`mnist`, `digits`, `shapes`, a folder of pictures, an `.npz`, or IDX files as `IMAGES[,LABELS]`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.data.dataset import Dataset, Images, split
from latentwalk.data.digits import load_digits
from latentwalk.data.idx import read_idx, read_pair
from latentwalk.data.mnist import load_mnist
from latentwalk.data.npz import read_npz
from latentwalk.data.pictures import load_folder
from latentwalk.data.shapes import load_shapes
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

IMAGE_KEYS = ("images", "x", "x_train", "train_images")
LABEL_KEYS = ("labels", "y", "y_train", "train_labels")
MAX_CLASSES = 65_536
HELD_OUT_KEYS = (("x_test", "y_test"), ("test_images", "test_labels"))


def load(source: str, data_dir: Path | None = None, size: int | None = None) -> Dataset:
    """Load a data set, at a size that the convolutional VAE takes.

    Args:
        source: `mnist`; `digits`; `shapes`; a folder of pictures; an `.npz`; or
            `IMAGES,LABELS`, IDX files, gzipped or not, the labels optional.
        data_dir: the folder of the MNIST files.
        size: scale the images to squares of this side, a multiple of 4; by default they keep
            their size, padded to the next multiple of 4.

    Raises:
        DataError: the data cannot be found or read.
        SettingsError: a size that is not a multiple of 4.
    """
    if not source:
        raise DataError("No data given: use mnist, digits, shapes, or a path.")
    if source == "mnist":
        data = load_mnist(data_dir)
    elif source == "digits":
        data = load_digits()
    elif source == "shapes":
        data = load_shapes()
    else:
        data = _from_path(source, size)
    if not len(data.train):
        raise DataError(f"{source} has no images to train on.")
    return data.fitted(size)


def _from_path(source: str, size: int | None) -> Dataset:
    path = Path(source)
    if path.is_dir():
        return load_folder(path, size)
    if path.suffix.lower() == ".npz":
        return load_npz(path)
    first, _, second = source.partition(",")
    if "idx" in Path(first).name or second:
        return _load_idx(Path(first), Path(second) if second else None)
    raise DataError(
        f"'{source}' is not a data set: expected mnist, digits, shapes, a folder of pictures, an "
        ".npz, or IDX files as IMAGES,LABELS."
    )


def _load_idx(images: Path, labels: Path | None) -> Dataset:
    if labels is None:
        pixels = read_idx(images, axes=3)[..., None]
        marks = np.full(len(pixels), -1, dtype=np.int32)
    else:
        pixels, marks = read_pair(images, labels)
    return split(images.name.partition(".")[0], Images(pixels, marks), _numbered(marks))


def load_npz(path: Path) -> Dataset:
    """An `.npz` with images and, optionally, labels and held-out images.

    Images are under `images`, `x`, `x_train` or `train_images`, (n, h, w[, c]) or (n, c, h, w),
    uint8 or floating in [0, 1]; labels under the corresponding name, integers from 0; held-out
    images under `x_test`, with `y_test`; class names under `classes`.

    Raises:
        DataError: the file cannot be read, or has no images.
    """
    try:
        arrays = read_npz(path)
    except FileNotFoundError:
        raise DataError(f"{path} does not exist.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"Cannot read {path} as an .npz of plain arrays: {reason}.") from error
    key = next((key for key in IMAGE_KEYS if key in arrays), None)
    if key is None:
        found = ", ".join(arrays) or "nothing"
        raise DataError(f"{path} must have images under {', '.join(IMAGE_KEYS)}; it has {found}.")
    label_key = LABEL_KEYS[IMAGE_KEYS.index(key)]
    images = _images(path, arrays, key, label_key)
    held_out = next((keys for keys in HELD_OUT_KEYS if keys[0] in arrays), None)
    other = _images(path, arrays, *held_out) if held_out else None
    highest = max(int(part.labels.max(initial=-1)) for part in (images, other) if part is not None)
    try:
        classes = tuple(map(str, np.ravel(arrays.get("classes", np.arange(highest + 1)))))
        "".join(classes).encode()
    except ValueError as error:
        raise DataError(f"The class names in {path} have invalid characters.") from error
    if len(classes) <= highest:
        raise DataError(f"{path} has names for {len(classes)} classes, but a label {highest}.")
    if other is None:
        return split(path.stem, images, classes)
    if other.pixels.shape[1:] != images.pixels.shape[1:]:
        raise DataError(f"The held-out images of {path} differ in size from the others.")
    return Dataset(path.stem, images, other, classes)


def _images(path: Path, arrays: dict[str, NDArray[np.generic]], key: str, label_key: str) -> Images:
    pixels = _as_pixels(f"'{key}' in {path}", arrays[key])
    labels = arrays.get(label_key, np.full(len(pixels), -1))
    if labels.shape != (len(pixels),) or not np.issubdtype(labels.dtype, np.integer):
        raise DataError(
            f"'{label_key}' in {path} must be {len(pixels)} integers, it is {labels.dtype} of "
            f"shape {labels.shape}."
        )
    if len(labels) and not (labels.min() >= -1 and labels.max() < MAX_CLASSES):
        raise DataError(
            f"'{label_key}' in {path} must be from 0 to {MAX_CLASSES - 1}, or -1 for none; they "
            f"are from {labels.min()} to {labels.max()}."
        )
    return Images(pixels, labels.astype(np.int32))


def _as_pixels(what: str, array: NDArray[np.generic]) -> NDArray[np.uint8]:
    if array.ndim == 3:
        array = array[..., None]
    if array.ndim == 4 and array.shape[3] not in {1, 3} and array.shape[1] in {1, 3}:
        array = array.transpose(0, 2, 3, 1)  # channels first
    if array.ndim != 4 or array.shape[3] not in {1, 3} or 0 in array.shape[1:]:
        raise DataError(
            f"{what} must be (n, h, w), (n, h, w, 1 or 3) or (n, 1 or 3, h, w), it is "
            f"{array.shape}."
        )
    if array.dtype == np.uint8:
        return array.astype(np.uint8, copy=False)
    if not np.issubdtype(array.dtype, np.floating):
        raise DataError(f"{what} must be uint8 or floating in [0, 1], it is {array.dtype}.")
    values = array.astype(np.float32, copy=False)
    if not ((values >= 0) & (values <= 1)).all():
        raise DataError(f"{what} is floating, so its values must be finite and within [0, 1].")
    return np.rint(values * 255).astype(np.uint8)


def _numbered(labels: NDArray[np.int32]) -> tuple[str, ...]:
    return tuple(map(str, range(int(labels.max(initial=-1)) + 1)))
