"""A source of images, read in batches.

Nothing is loaded whole: sources with a length are read at evenly spaced indices, others are
iterated once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.sources.batches import BATCH, TRIAL, Batch, Trial
from latentwalk.adoption.sources.items import images_of, item_of, recoloured, stacked
from latentwalk.adoption.sources.labels import Labels
from latentwalk.adoption.sources.reading import Reading, is_picture, is_single
from latentwalk.errors import DataError
from latentwalk.outputs.image import COLOURS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.outputs.image import ImageSpec


@dataclass(frozen=True)
class Examples:
    """A source of images, with or without a known length."""

    source: Any
    """The source that the user gave."""
    labels: NDArray[np.int32] | None = None
    """(n,): labels that were given separately."""
    classes: tuple[str, ...] = ()
    """The classes' names, if known."""
    names: Sequence[str] = ()
    """The names of the images' files, if they are in files."""
    places: NDArray[np.integer] | None = None
    """The images' places in the data of which the source is a part; None if it is no part."""
    ordered: bool = True
    """Whether the source gives its images in their order."""
    scale: bool = False
    """Whether to scale pictures to the model's size, as for a folder."""
    sized: bool = True
    """Whether the size of pictures that may be scaled is a hint about the model's."""
    conditions: NDArray[np.float32] | None = None
    """(n, m): what the model's conditions are for each image, as in an atlas; None if the labels
    alone say it."""
    first: list[Any] = field(default_factory=list)
    """The first items of a source that can be iterated only once."""
    reader: Labels = field(default_factory=Labels)
    """Reads the labels of items and batches."""
    reading: Reading = field(default_factory=Reading)
    """Reads pictures, and has what was assumed about them."""

    def batches_in(self, limit: int) -> int | None:
        """The number of batches that `batches(limit)` yields; None if unknown."""
        return -(-min(len(self.source), limit) // BATCH) if indexable(self.source) else None

    def rows(self, rows: NDArray[np.integer]) -> NDArray[np.int32] | None:
        """The places in the whole data of images at places in the source; None if unknown."""
        if not self.ordered:
            return None
        return (rows if self.places is None else self.places[rows]).astype(np.int32)

    def files(self, rows: Iterable[int]) -> tuple[str, ...] | None:
        """The names of the files at places in the source; None if they are not files."""
        if len(self.names):
            return tuple(self.names[row] for row in rows)
        if not isinstance(self.source, (list, tuple)):
            return None
        chosen = [item_of(self.source[row])[0] for row in rows]
        paths = all(isinstance(one, (str, Path)) for one in chosen)
        return tuple(map(str, chosen)) if paths else None

    def sample(self, limit: int = 4, spec: ImageSpec | None = None) -> Batch:
        """A few images, evenly spaced, to inspect.

        Raises:
            DataError: there are none, or they are not images.
        """
        few = replace(self, reading=self.reading.uncounted())
        if not indexable(self.source):  # the rest can be read only once
            few = replace(few, source=iter(()))
        batch = next(iter(few.batches(limit, spec)), None)
        if batch is None or not len(batch):
            raise DataError("The data has no images.")
        return batch

    def trial(self, spec: ImageSpec, limit: int = TRIAL) -> Trial:
        """A few images of a model's size, to try it with.

        Args:
            spec: the model's images.
            limit: the largest number of images.

        Raises:
            DataError: images of another size, or with NaN or infinity.
        """
        batch = self.sample(limit, spec)
        if batch.images.dtype == np.uint8:
            scale = replace(spec, low=0.0, high=255.0)
            return Trial(scale.to_values(batch.pixels(spec)), pixels=True, labels=batch.labels)
        return Trial(batch.floats(spec), pixels=False, labels=batch.labels)

    def batches(self, limit: int, spec: ImageSpec | None = None) -> Iterator[Batch]:
        """Batches of at most `limit` images, evenly spaced; of all if their number is unknown.

        Args:
            limit: the largest number of images in all.
            spec: the size to scale pictures to, if they may be scaled.

        Raises:
            DataError: an item that is not an image, or labels that do not fit.
        """
        if not indexable(self.source):
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
        other = recoloured(pixels, 4 - pixels.shape[3])  # grey for RGB, and RGB for grey
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
        if images.dtype == np.uint8 and images.ndim == 4:
            return (images.transpose(0, 3, 1, 2) / 255).astype(np.float32)
        if images.ndim == 3:
            images = images[:, None]
        elif images.ndim == 4 and images.shape[1] not in COLOURS and images.shape[3] in COLOURS:
            images = images.transpose(0, 3, 1, 2)
        if images.ndim != 4 or images.shape[1] not in COLOURS:
            raise DataError(
                f"Images must be (n, h, w), (n, h, w, c) or (n, c, h, w) with 1 to 4 channels c, "
                f"got {images.shape}."
            )
        return np.ascontiguousarray(images, np.float32)

    def _at(self, rows: NDArray[np.int_], spec: ImageSpec | None) -> Batch:
        if is_array(self.source):
            array = as_numpy(self.source[rows if is_numpy(self.source) else rows.tolist()])
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
            return Batch(images, self.labels[rows], rows)
        return Batch(images, self.reader.read(labels, len(images)), rows)

    def _item(self, row: Any) -> Any:
        return self.source[int(row)]

    def _read(
        self, items: Iterable[tuple[int, Any]], spec: ImageSpec | None
    ) -> tuple[NDArray[Any], list[Any], list[int]]:
        """The images and labels of numbered items, and the places of those that are readable."""
        images, labels, kept, names = [], [], [], []
        channels = spec.channels if spec is not None and spec.alpha else None
        for place, (row, item) in enumerate(items):
            image, label = item_of(item)
            name = str(image) if isinstance(image, (str, Path)) else f"number {row}"
            try:
                pixels = self.reading.image(image, name, channels)
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
        items = iter(chain(self.first, self.source))
        seen = 0
        for given in items:
            image, label = item_of(given)
            if is_single(image, label):
                singles = [given, *islice(items, BATCH - 1)]
                images, labels, kept = self._read(enumerate(singles, seen), spec)
                rows = seen + np.array(kept, int)
                batch = Batch(images, self.reader.read(labels, len(images)), rows)
                seen += len(singles)
            else:
                batch, count = self._batch(image, label, spec, seen)
                seen += count
            if len(batch):
                yield batch

    def _batch(
        self, images: Any, labels: Any, spec: ImageSpec | None, first: int
    ) -> tuple[Batch, int]:
        """A batch from a loader: images, (images, labels), or a dictionary of both; its items."""
        if isinstance(images, (list, tuple)):
            items = (item_of(one)[0] for one in images)
            array, _, kept = self._read(enumerate(items, first), spec)
            marks = self.reader.read(labels, len(images))
            return Batch(array, marks[kept], first + np.array(kept, int)), len(images)
        array = images_of(self.reading.turned(self.reading.pixels(as_numpy(images))))
        rows = first + np.arange(len(array))
        return Batch(array, self.reader.read(labels, len(array)), rows), len(array)


def indexable(source: Any) -> bool:
    """Whether items can be read by their index, and counted."""
    return (
        hasattr(source, "__len__")
        and hasattr(source, "__getitem__")
        and not isinstance(source, Mapping)
    )


def is_array(source: Any) -> bool:
    """Whether it is an array or a tensor."""
    return hasattr(source, "shape") and hasattr(source, "dtype")


def is_numpy(source: Any) -> bool:
    """Whether it is an array of NumPy's."""
    return isinstance(source, np.ndarray)
