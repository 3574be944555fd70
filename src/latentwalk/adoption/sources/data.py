"""Takes what the user gives as data: arrays, data sets, loaders, tables, archives and folders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.sources.batches import SEEN, TRIAL
from latentwalk.adoption.sources.columns import columns_of, pair_of
from latentwalk.adoption.sources.examples import Examples, indexable, is_array, is_numpy
from latentwalk.adoption.sources.items import LABELS, is_numbered, item_of
from latentwalk.adoption.sources.labels import Labels
from latentwalk.adoption.sources.reading import Reading, is_picture, is_single
from latentwalk.adoption.sources.subsets import files_of, is_shuffled, places_of
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUMBERED = (
    "Its items are (number, image): the number is taken as the image's index, not as its label. "
    "For labels, give (image, label)"
)


def examples_of(
    data: Any,
    labels: Any = None,
    classes: Sequence[str] | None = None,
    options: PictureOptions = DEFAULT,
    *,
    as_pixels: bool = True,
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
        as_pixels: whether whole numbers are pixels, whose value of white is to be found.

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
        return _from_images(images, own if labels is None else labels, classes, reading, as_pixels)
    if labels is None and (found := pair_of(data)) is not None:
        reading.remarks += [found.remark] if found.remark else []
        return _from_images(found.images, found.labels, classes, reading, as_pixels)
    return _from_images(data, labels, classes, reading, as_pixels)


def _is_numbered_pair(item: Any) -> bool:
    return is_numbered(item) and len(item) == 2


def _from_images(
    data: Any, labels: Any, classes: Sequence[str] | None, reading: Reading, as_pixels: bool
) -> Examples:
    names = tuple(classes or _class_names(data))
    reader = Labels(names)
    if indexable(data):
        item = None if is_array(data) or not len(data) else data[0]
        scale = item is not None and is_picture(item_of(item)[0])
        if labels is None and _is_numbered_pair(item):
            reading.remarks.append(NUMBERED)
        if as_pixels and is_array(data) and reading.options.white is None:
            _decide(data, reading)
        examples = Examples(
            data,
            None,
            names,
            names=files_of(data) or (),
            places=places_of(data),
            scale=scale,
            reader=reader,
            reading=reading,
        )
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
        if first and _is_numbered_pair(first[0]):
            reading.remarks.append(NUMBERED)
        shuffled = is_shuffled(data)
        if shuffled:
            reading.remarks.append(
                "The loader shuffles, so the images' places in the data are unknown: give its data "
                "set, or shuffle=False, to have them."
            )
        return Examples(
            rest,
            None,
            names,
            names=files_of(getattr(data, "dataset", None)) or (),
            places=places_of(getattr(data, "dataset", None)),
            ordered=not shuffled,
            scale=scale,
            first=first,
            reader=reader,
            reading=reading,
        )
    raise DataError(
        f"Data must be an array, a tensor, a data set, a loader, a table or a folder, got "
        f"{type(data).__name__}."
    )


def _decide(data: Any, reading: Reading) -> None:
    """Find the value of white in whole numbers of more than 8 bits from images of all parts."""
    if len(data) and as_numpy(data[:1]).dtype.kind in "iu" and as_numpy(data[:1]).itemsize > 1:
        rows = np.linspace(0, len(data), min(len(data), SEEN), endpoint=False).astype(int)
        reading.pixels(as_numpy(data[rows if is_numpy(data) else rows.tolist()]))


def _from_name(name: str, reading: Reading) -> Examples:
    from latentwalk.data.folders import Pictures
    from latentwalk.data.sources import load_as_it_is

    folder = Path(name)
    if folder.is_dir():
        files = Pictures(folder)
        reading.remarks += files.remarks
        return Examples(
            files.paths,
            files.labels,
            files.classes,
            names=tuple(files.name(row) for row in range(len(files))),
            scale=True,
            sized=False,
            reading=reading,
        )
    data = load_as_it_is(name, options=reading.options)
    part = data.held_out if len(data.held_out) else data.train
    plain = Reading(replace(reading.options, transpose=False, mirror=False, white=255))
    return Examples(
        part.pixels,
        part.labels,
        data.classes,
        names=() if part.files is None else part.files.tolist(),
        places=part.places,
        scale=True,
        sized=False,
        reading=plain,
    )


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
