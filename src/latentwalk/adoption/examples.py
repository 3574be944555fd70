"""Batches of images from arrays, tensors, data sets, loaders, tables and folders.

Nothing is loaded whole: sources with a length are read at evenly spaced indices, others are
iterated once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.columns import columns_of, pair_of
from latentwalk.adoption.items import LABELS, images_of, item_of, recoloured, stacked
from latentwalk.adoption.labels import Labels
from latentwalk.adoption.levels import Levels
from latentwalk.adoption.reading import Reading, is_picture, is_single
from latentwalk.adoption.results import as_numpy
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.folder.image import ImageSpec

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
    sized: bool = True
    """Whether the size of pictures that may be scaled is a hint about the model's."""
    first: list[Any] = field(default_factory=list)
    """The first items of a source that can be iterated only once."""
    reader: Labels = field(default_factory=Labels)
    """Reads the labels of items and batches."""
    reading: Reading = field(default_factory=Reading)
    """Reads pictures, and has what was assumed about them."""

    def batches_in(self, limit: int) -> int | None:
        """The number of batches that `batches(limit)` yields; None if unknown."""
        return -(-min(len(self.source), limit) // BATCH) if _indexable(self.source) else None

    def sample(self, limit: int = 4, spec: ImageSpec | None = None) -> Batch:
        """A few images, evenly spaced, to inspect.

        Raises:
            DataError: there are none, or they are not images.
        """
        few = replace(self, reading=self.reading.uncounted())
        if not _indexable(self.source):  # the rest can be read only once
            few = replace(few, source=iter(()))
        batch = next(iter(few.batches(limit, spec)), None)
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
            return Trial(scale.to_values(batch.pixels(spec)), pixels=True)
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
            yield from self._iterated(spec if self.scale else None)
            return
        n = len(self.source)
        if self.labels is not None and len(self.labels) != n:
            raise DataError(f"There are {n} images, but {len(self.labels)} labels.")
        picked = (
            np.arange(n) if n <= limit else np.linspace(0, n, limit, endpoint=False).astype(int)
        )
        for start in range(0, len(picked), BATCH):
            rows = picked[start : start + BATCH]
            batch = self._at(rows, spec if self.scale else None)
            if len(batch):
                yield batch

    def looks(self) -> list[NDArray[np.float32] | None]:
        """Images to find a model's shapes with, each as for `look`, in the order to try.

        Pictures may have other channels or another size than the model's.

        Raises:
            DataError: they are not images.
        """
        if not self.scale:
            return [self.look()]
        if not self.sized:
            return [None]
        try:
            pixels = self.sample().images
        except DataError:  # of different sizes; unreadable ones are reported later
            return [None]
        other = recoloured(pixels, 4 - pixels.shape[3])
        images = [(one.transpose(0, 3, 1, 2) / 255).astype(np.float32) for one in (pixels, other)]
        return [*images, None]

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
        if _is_array(self.source):
            array = as_numpy(self.source[rows if _is_numpy(self.source) else rows.tolist()])
            array = images_of(self.reading.turned(self.reading.pixels(array)))
            images = (
                array
                if spec is None
                else stacked(list(array), spec, self.reading, [f"number {row}" for row in rows])
            )
            labels: list[Any] | None = None
        else:
            images, labels, kept = self._read(((int(row), self._item(row)) for row in rows), spec)
            rows = rows[kept]
        if self.labels is not None:
            return Batch(images, self.labels[rows])
        return Batch(images, self.reader.read(labels, len(images)))

    def _item(self, row: Any) -> Any:
        return self.source[int(row)]

    def _read(
        self, items: Iterable[tuple[int, Any]], spec: ImageSpec | None
    ) -> tuple[NDArray[Any], list[Any], list[int]]:
        """The images and labels of numbered items, and the places of those that are readable."""
        images, labels, kept, names = [], [], [], []
        for place, (row, item) in enumerate(items):
            image, label = item_of(item)
            name = str(image) if isinstance(image, (str, Path)) else f"number {row}"
            try:
                pixels = self.reading.image(image, name)
            except DataError as error:
                self.reading.skip(name, error)
                continue
            if not is_picture(image):
                pixels = self.reading.turned(as_numpy(pixels)[None])[0]
            images.append(pixels)
            labels.append(label)
            kept.append(place)
            names.append(name)
        return stacked(images, spec, self.reading, names), labels, kept

    def _iterated(self, spec: ImageSpec | None) -> Iterator[Batch]:
        items = enumerate(chain(self.first, self.source))
        for row, given in items:
            image, label = item_of(given)
            if is_single(image, label):
                singles = chain([(row, given)], islice(items, BATCH - 1))
                images, labels, _ = self._read(singles, spec)
                batch = Batch(images, self.reader.read(labels, len(images)))
            else:
                batch = self._batch(image, label, spec)
            if len(batch):
                yield batch

    def _batch(self, images: Any, labels: Any, spec: ImageSpec | None) -> Batch:
        """A batch from a loader: images, (images, labels), or a dictionary of both."""
        if isinstance(images, (list, tuple)):
            array, _, kept = self._read(enumerate(item_of(one)[0] for one in images), spec)
            marks = self.reader.read(labels, len(images))
            return Batch(array, marks[kept])
        array = images_of(self.reading.turned(self.reading.pixels(as_numpy(images))))
        return Batch(array, self.reader.read(labels, len(array)))


def examples_of(
    data: Any,
    labels: Any = None,
    classes: Sequence[str] | None = None,
    options: PictureOptions = DEFAULT,
) -> Examples:
    """The user's `data` and `labels` as a source of images.

    Args:
        data: an array or tensor (n, ...), a sequence or data set of images or of (image, label), a
            Hugging Face table, a dictionary of arrays, Keras's pairs ((x_train, y_train), (x_test,
            y_test)), a pandas table, an iterable of images or of batches such as a DataLoader, or
            what `latentwalk train --data` takes: a folder of pictures, an .npz, mnist. Images may
            be pictures: open, as paths, or as the content of files.
        labels: n integers, names or one-hot rows; None and NaN mean no label.
        classes: the classes' names, if labels are integers.
        options: how to read pictures.

    Raises:
        DataError: another type of data.
    """
    if isinstance(data, Examples):
        return data
    reading = Reading(options)
    if isinstance(data, (str, Path)):
        return _from_name(str(data), reading)
    if isinstance(data, Mapping) or hasattr(data, "iloc"):
        images, own, remark = columns_of(data)
        reading.remarks += [remark] if remark else []
        return _from_images(images, own if labels is None else labels, classes, reading)
    if labels is None and (found := pair_of(data)) is not None:
        reading.remarks += [found.remark] if found.remark else []
        return _from_images(found.images, found.labels, classes, reading)
    return _from_images(data, labels, classes, reading)


def _from_images(
    data: Any, labels: Any, classes: Sequence[str] | None, reading: Reading
) -> Examples:
    names = tuple(classes or _class_names(data))
    reader = Labels(names)
    if _indexable(data):
        scale = not _is_array(data) and len(data) > 0 and is_picture(item_of(data[0])[0])
        if _is_array(data) and reading.options.white is None:
            _decide(data, reading)
        examples = Examples(data, None, names, scale=scale, reader=reader, reading=reading)
        if labels is None:
            return examples
        marks, found = _read_all(reader, labels, len(data))
        return replace(examples, labels=marks, classes=found or names, reader=Labels())
    if isinstance(data, Iterable):
        if labels is not None:
            raise DataError(
                "Labels of data without a length must be part of its batches, not given as labels=."
            )
        rest = iter(data)
        first = list(islice(rest, 1))
        scale = bool(first) and is_picture(item_of(first[0])[0])
        if first and is_single(*item_of(first[0])):
            first += islice(rest, TRIAL - 1)
        return Examples(rest, None, names, scale=scale, first=first, reader=reader, reading=reading)
    raise DataError(
        f"Data must be an array, a tensor, a data set, a loader, a table or a folder, got "
        f"{type(data).__name__}."
    )


def _decide(data: Any, reading: Reading) -> None:
    """Find the value of white in whole numbers of more than 8 bits from images of all parts."""
    if len(data) and as_numpy(data[:1]).dtype.kind in "iu" and as_numpy(data[:1]).itemsize > 1:
        rows = np.linspace(0, len(data), min(len(data), SEEN), endpoint=False).astype(int)
        reading.pixels(as_numpy(data[rows if _is_numpy(data) else rows.tolist()]))


def _from_name(name: str, reading: Reading) -> Examples:
    from latentwalk.data.folders import Pictures
    from latentwalk.data.sources import load_as_it_is

    folder = Path(name)
    if folder.is_dir():
        files = Pictures(folder)
        reading.remarks += files.remarks
        return Examples(
            files.paths, files.labels, files.classes, scale=True, sized=False, reading=reading
        )
    data = load_as_it_is(name, options=reading.options)
    part = data.held_out if len(data.held_out) else data.train
    plain = Reading(replace(reading.options, transpose=False, mirror=False, white=255))
    return Examples(part.pixels, part.labels, data.classes, scale=True, sized=False, reading=plain)


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
