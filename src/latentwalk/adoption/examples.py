"""Batches of images from arrays, tensors, data sets, loaders, tables and folders.

Nothing is loaded whole: sources with a length are read at evenly spaced indices, others are
iterated once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.items import LABELS, images_of, item_of, labels_of, stacked
from latentwalk.adoption.results import as_numpy
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.folder.image import ImageSpec

BATCH = 128


@dataclass(frozen=True)
class Batch:
    """n images with their labels."""

    images: NDArray[Any]
    """(n, h, w, c) uint8 pixels, or (n, c, h, w) or (n, h, w) floats, the model's values."""
    labels: NDArray[np.int32]
    """(n,): indices into the classes, or -1."""

    def __len__(self) -> int:
        return len(self.images)

    def values(self, spec: ImageSpec) -> NDArray[np.float32]:
        """The images in the model's values: (n, c, h, w) float32.

        Raises:
            DataError: images of another size, or with NaN or infinity.
        """
        if self.images.dtype == np.uint8:
            return spec.to_values(self.images)
        values = self.images[:, None] if self.images.ndim == 3 else self.images
        if values.ndim == 4 and values.shape[1:] != spec.shape:
            values = values.transpose(0, 3, 1, 2)
        if values.ndim == 2 and values.shape[1] == prod(spec.shape):
            values = values.reshape(-1, *spec.shape)
        if values.shape[1:] != spec.shape:
            sides = ", ".join(map(str, self.images.shape[1:]))
            raise DataError(
                f"The model takes images of {spec}, these have the shape ({sides}): scale them."
            )
        if not np.isfinite(values).all():
            raise DataError("The data has NaN or infinity.")
        return np.ascontiguousarray(values, dtype=np.float32)


@dataclass(frozen=True)
class Examples:
    """A source of images, with or without a known length."""

    source: Any
    """The source that the user gave."""
    labels: NDArray[np.int32] | None = None
    """(n,): labels that were given separately."""
    classes: tuple[str, ...] = ()
    """The classes' names, if known."""
    scale: bool = False
    """Whether to scale pictures to the model's size, as for a folder."""
    first: list[Batch] = field(default_factory=list)
    """The first batch of a source that can be iterated only once."""

    def batches_in(self, limit: int) -> int | None:
        """The number of batches that `batches(limit)` yields; None if unknown."""
        return -(-min(len(self.source), limit) // BATCH) if _indexable(self.source) else None

    def sample(self) -> Batch:
        """A few images, to inspect.

        Raises:
            DataError: there are none, or they are not images.
        """
        batch = next(iter(self.batches(1 if self.scale else 4)), None)
        if batch is None or not len(batch):
            raise DataError("The data has no images.")
        return batch

    def batches(self, limit: int, spec: ImageSpec | None = None) -> Iterator[Batch]:
        """Batches of at most `limit` images, evenly spaced; of all if their number is unknown.

        Args:
            limit: the largest number of images in all.
            spec: the size to scale pictures to, if they may be scaled.

        Raises:
            DataError: an item that is not an image, or labels that do not fit.
        """
        if not _indexable(self.source):
            yield from self._iterated()
            return
        n = len(self.source)
        if self.labels is not None and len(self.labels) != n:
            raise DataError(f"There are {n} images, but {len(self.labels)} labels.")
        picked = (
            np.arange(n) if n <= limit else np.linspace(0, n, limit, endpoint=False).astype(int)
        )
        for start in range(0, len(picked), BATCH):
            rows = picked[start : start + BATCH]
            yield self._at(rows, spec if self.scale else None)

    def look(self) -> tuple[NDArray[np.float32] | None, tuple[float, float] | None]:
        """A few images (n, c, h, w) to try a model with, and the range of their values.

        The images are None if they are flat or will be scaled, and the range if they are pixels.

        Raises:
            DataError: they are not images.
        """
        if self.scale:
            return None, None
        images = self.sample().images
        span = (float(images.min()), float(images.max()))
        if images.ndim == 2:
            return None, span
        if images.dtype == np.uint8:
            return (images.transpose(0, 3, 1, 2) / 255).astype(np.float32), None
        if images.ndim == 3:
            images = images[:, None]
        elif images.ndim == 4 and images.shape[1] not in {1, 3} and images.shape[3] in {1, 3}:
            images = images.transpose(0, 3, 1, 2)
        if images.ndim != 4 or images.shape[1] not in {1, 3}:
            raise DataError(
                f"Images must be (n, h, w), (n, h, w, 1 or 3) or (n, 1 or 3, h, w), got "
                f"{images.shape}."
            )
        return np.ascontiguousarray(images, np.float32), span

    def _at(self, rows: NDArray[np.int_], spec: ImageSpec | None) -> Batch:
        labels: NDArray[Any] | None = None
        if _is_array(self.source):
            array = as_numpy(self.source[rows if _is_numpy(self.source) else rows.tolist()])
            images = images_of(array) if spec is None else stacked(list(array), spec)
        else:
            items = [item_of(self.source[int(row)]) for row in rows]
            images = stacked([image for image, _ in items], spec)
            given = [label for _, label in items]
            labels = None if None in given else np.array(given)
        if self.labels is not None:
            labels = self.labels[rows]
        return Batch(images, labels_of(labels, len(images)))

    def _iterated(self) -> Iterator[Batch]:
        yield from self.first
        for given in self.source:
            yield _batch(given)


def examples_of(data: Any, labels: Any = None, classes: Sequence[str] | None = None) -> Examples:
    """The user's `data` and `labels` as a source of images.

    Args:
        data: an array or tensor (n, ...), a sequence or data set of images or of (image, label), a
            Hugging Face table, an iterable of batches such as a DataLoader, or what
            `latentwalk train --data` takes: a folder of pictures, an .npz, mnist.
        labels: n integers, or n names.
        classes: the classes' names, if labels are integers.

    Raises:
        DataError: another type of data.
    """
    if isinstance(data, Examples):
        return data
    if isinstance(data, (str, Path)):
        return _from_name(str(data))
    names = list(classes or _class_names(data))
    marks = None
    if labels is not None:
        marks, names = _namedlabels_of(labels, names)
    if isinstance(data, tuple) and len(data) == 2 and _is_array(data[0]) and marks is None:
        return examples_of(data[0], data[1], classes)
    if _indexable(data):
        return Examples(data, marks, tuple(names))
    if isinstance(data, Iterable):
        if marks is not None:
            raise DataError(
                "Labels of data without a length must be part of its batches, not given as labels=."
            )
        rest = iter(data)
        first = [_batch(given) for given in islice(rest, 1)]
        return Examples(rest, None, tuple(names), first=first)
    raise DataError(
        f"Data must be an array, a tensor, a data set, a loader, a table or a folder, got "
        f"{type(data).__name__}."
    )


def _from_name(name: str) -> Examples:
    from latentwalk.data import load
    from latentwalk.data.pictures import Pictures

    folder = Path(name)
    if folder.is_dir():
        files = Pictures(folder)
        return Examples(files, files.labels, files.classes, scale=True)
    data = load(name)
    part = data.held_out if len(data.held_out) else data.train
    return Examples(part.pixels, part.labels, data.classes, scale=True)


def _class_names(data: Any) -> list[str]:
    """The classes' names from a data set, such as torchvision's, or from a table's features."""
    features = getattr(data, "features", None)
    if isinstance(features, Mapping):
        for name in LABELS:
            names = getattr(features.get(name), "names", None)
            if names:
                return [str(one) for one in names]
    source = getattr(data, "dataset", data)
    names = getattr(source, "classes", None)
    return [str(one) for one in names] if isinstance(names, (list, tuple)) else []


def _namedlabels_of(labels: Any, names: list[str]) -> tuple[NDArray[np.int32], list[str]]:
    array = as_numpy(labels)
    if array.ndim == 1 and array.dtype.kind == "O":  # None means no label
        array = np.array(["" if one is None else str(one) for one in array])
    if array.ndim == 1 and array.dtype.kind in "UO":
        words = [str(one) for one in array]
        names = names or sorted(set(words) - {""})
        index = {name: label for label, name in enumerate(names)}
        return np.array([index.get(word, -1) for word in words], np.int32), names
    if array.ndim != 1 or array.dtype.kind not in "iub":
        raise DataError(
            f"Labels must be n integers or n names, got {array.dtype} of shape {array.shape}."
        )
    return array.astype(np.int32), names


def _indexable(source: Any) -> bool:
    return (
        hasattr(source, "__len__")
        and hasattr(source, "__getitem__")
        and not isinstance(source, Mapping)
    )


def _is_array(source: Any) -> bool:
    return hasattr(source, "shape") and hasattr(source, "dtype")


def _is_numpy(source: Any) -> bool:
    return isinstance(source, np.ndarray)


def _batch(given: Any) -> Batch:
    """A batch from a loader: images, (images, labels), or a dictionary of both."""
    images, labels = item_of(given)
    if isinstance(images, (list, tuple)):
        images = stacked([item_of(one)[0] for one in images], None)
    array = images_of(as_numpy(images))
    return Batch(array, labels_of(None if labels is None else as_numpy(labels), len(array)))
