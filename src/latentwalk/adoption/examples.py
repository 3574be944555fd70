"""Batches of images from arrays, tensors, data sets, loaders, tables and folders.

Nothing is loaded whole: sources with a length are read at evenly spaced indices, others are
iterated once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.items import LABELS, images_of, item_of, stacked
from latentwalk.adoption.labels import Labels
from latentwalk.adoption.levels import Levels
from latentwalk.adoption.results import as_numpy
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.folder.image import ImageSpec

BATCH = 128
TRIAL = 32
"""Images to try a model with."""


@dataclass(frozen=True)
class Batch:
    """n images with their labels."""

    images: NDArray[Any]
    """(n, h, w, c) uint8 pixels, or (n, c, h, w) or (n, h, w) floats, the model's values."""
    labels: NDArray[np.int32]
    """(n,): indices into the classes, or -1."""

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
            return spec.to_values(self.images)
        values = self.floats(spec)
        return (
            values if levels is None else levels.converted(values, Levels.of(spec.low, spec.high))
        )

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
    reader: Labels = field(default_factory=Labels)
    """Reads the labels of items and batches."""

    def batches_in(self, limit: int) -> int | None:
        """The number of batches that `batches(limit)` yields; None if unknown."""
        return -(-min(len(self.source), limit) // BATCH) if _indexable(self.source) else None

    def sample(self, limit: int = 4, spec: ImageSpec | None = None) -> Batch:
        """A few images, evenly spaced, to inspect.

        Raises:
            DataError: there are none, or they are not images.
        """
        batch = next(iter(self.batches(limit, spec)), None)
        if batch is None or not len(batch):
            raise DataError("The data has no images.")
        return batch

    def trial(self, spec: ImageSpec) -> Trial:
        """A few images of a model's size, to try it with.

        Raises:
            DataError: images of another size, or with NaN or infinity.
        """
        batch = self.sample(TRIAL, spec)
        if batch.images.dtype == np.uint8:
            scale = replace(spec, low=0.0, high=255.0)
            return Trial(scale.to_values(batch.images), pixels=True)
        return Trial(batch.floats(spec), pixels=False)

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

    def look(self) -> NDArray[np.float32] | None:
        """A few images (n, c, h, w) to find a model's shapes with; pixels are in [0, 1].

        None if they are flat or will be scaled.

        Raises:
            DataError: they are not images.
        """
        if self.scale:
            return None
        images = self.sample(TRIAL).images[:TRIAL]
        if images.ndim == 2:
            return None
        if images.dtype == np.uint8:
            return (images.transpose(0, 3, 1, 2) / 255).astype(np.float32)
        if images.ndim == 3:
            images = images[:, None]
        elif images.ndim == 4 and images.shape[1] not in {1, 3} and images.shape[3] in {1, 3}:
            images = images.transpose(0, 3, 1, 2)
        if images.ndim != 4 or images.shape[1] not in {1, 3}:
            raise DataError(
                f"Images must be (n, h, w), (n, h, w, 1 or 3) or (n, 1 or 3, h, w), got "
                f"{images.shape}."
            )
        return np.ascontiguousarray(images, np.float32)

    def _at(self, rows: NDArray[np.int_], spec: ImageSpec | None) -> Batch:
        labels: list[Any] | None = None
        if _is_array(self.source):
            array = as_numpy(self.source[rows if _is_numpy(self.source) else rows.tolist()])
            images = images_of(array) if spec is None else stacked(list(array), spec)
        else:
            items = [item_of(self.source[int(row)]) for row in rows]
            images = stacked([image for image, _ in items], spec)
            labels = [label for _, label in items]
        if self.labels is not None:
            return Batch(images, self.labels[rows])
        return Batch(images, self.reader.read(labels, len(images)))

    def _iterated(self) -> Iterator[Batch]:
        yield from self.first
        for given in self.source:
            yield _batch(given, self.reader)


def examples_of(data: Any, labels: Any = None, classes: Sequence[str] | None = None) -> Examples:
    """The user's `data` and `labels` as a source of images.

    Args:
        data: an array or tensor (n, ...), a sequence or data set of images or of (image, label), a
            Hugging Face table, a dictionary of arrays, a pandas table, an iterable of batches such
            as a DataLoader, or what `latentwalk train --data` takes: a folder of pictures, an .npz,
            mnist.
        labels: n integers, names or one-hot rows; None and NaN mean no label.
        classes: the classes' names, if labels are integers.

    Raises:
        DataError: another type of data.
    """
    if isinstance(data, Examples):
        return data
    if isinstance(data, (str, Path)):
        return _from_name(str(data))
    if isinstance(data, Mapping) or hasattr(data, "iloc"):
        return _from_columns(data, labels, classes)
    if isinstance(data, tuple) and len(data) == 2 and _is_array(data[0]) and labels is None:
        return examples_of(data[0], data[1], classes)
    reader = Labels(classes or _class_names(data))
    if _indexable(data):
        if labels is None:
            return Examples(data, None, tuple(classes or _class_names(data)), reader=reader)
        marks, names = _read_all(reader, labels, len(data))
        return Examples(data, marks, names or tuple(classes or _class_names(data)))
    if isinstance(data, Iterable):
        if labels is not None:
            raise DataError(
                "Labels of data without a length must be part of its batches, not given as labels=."
            )
        rest = iter(data)
        first = [_batch(given, reader) for given in islice(rest, 1)]
        names = tuple(classes or _class_names(data))
        return Examples(rest, None, names, first=first, reader=reader)
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


def _read_all(reader: Labels, labels: Any, n: int) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Labels that were given separately, and the names found in them, in alphabetical order."""
    marks = reader.read(labels, n, required=True)
    return in_order(marks, reader.found)


def in_order(
    marks: NDArray[np.int32], found: Sequence[str]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Labels and names with the names in alphabetical order instead of order of appearance."""
    names = tuple(sorted(found))
    if not names:
        return marks, names
    places = np.array([names.index(name) for name in found] + [-1], np.int32)  # -1 stays -1
    return places[marks], names


def _from_columns(data: Any, labels: Any, classes: Sequence[str] | None) -> Examples:
    """A dictionary of arrays, a pandas DataFrame, or a pandas Series of images."""
    if hasattr(data, "iloc") and not hasattr(data, "columns"):
        return examples_of(list(data), labels, classes)
    columns = {str(name): data[name] for name in data}
    images, own = item_of(columns)
    values = images if _is_array(images) and not hasattr(images, "iloc") else list(images)
    return examples_of(values, own if labels is None else labels, classes)


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


def _batch(given: Any, reader: Labels) -> Batch:
    """A batch from a loader: images, (images, labels), or a dictionary of both."""
    images, labels = item_of(given)
    if isinstance(images, (list, tuple)):
        images = stacked([item_of(one)[0] for one in images], None)
    array = images_of(as_numpy(images))
    return Batch(array, reader.read(labels, len(array)))
