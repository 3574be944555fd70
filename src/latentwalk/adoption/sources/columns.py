"""Images and labels in dictionaries, tables and pairs of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from latentwalk.adoption.sources.items import item_of
from latentwalk.data.archive_names import parts_of
from latentwalk.data.archives import are_sprites
from latentwalk.errors import DataError


class Columns(NamedTuple):
    """Images and their labels."""

    images: Any
    """An array or a list."""
    labels: Any
    """Their labels, or None."""
    remark: str
    """What was assumed, as a sentence; empty if nothing was."""


def columns_of(data: Any) -> Columns:
    """The images and labels of a dictionary of arrays, a pandas DataFrame or a pandas Series.

    Of a dictionary with splits, the first held-out split is taken, and a remark says so.

    Raises:
        DataError: a dictionary of tables, or one without images.
    """
    if hasattr(data, "iloc") and not hasattr(data, "columns"):
        return Columns(list(data), None, "")
    if isinstance(data, Mapping) and data and all(map(_is_table, _tables(data))):
        splits = ", ".join(map(str, data))
        first = next(iter(data))
        raise DataError(
            f"The data is a dictionary of the splits {splits}: give one of them, such as "
            f"data=table[{first!r}]."
        )
    names = [str(name) for name in data]
    parts = parts_of(names)
    if not parts:
        item_of(dict.fromkeys(names))  # raises, and says which names there are
    part = parts[min(1, len(parts) - 1)]
    images = data[part.images]
    labels: Any = None if part.labels is None else data[part.labels]
    if part.labels == "latents_classes" and are_sprites(part.labels, labels):
        labels = labels[:, 1]
    remark = ""
    if len(parts) > 1:
        found = ", ".join(one.images for one in parts)
        remark = f"The data has {found}: {part.images} is used (give another as data=)."
    if not hasattr(images, "dtype") or hasattr(images, "iloc"):
        images = list(images)
    return Columns(images, labels, remark)


def pair_of(data: Any) -> Columns | None:
    """Images and labels from (images, labels), or from Keras's (training, test) of such pairs."""
    if not isinstance(data, (tuple, list)) or not 2 <= len(data) <= 3:
        return None
    if isinstance(data, tuple) and len(data) == 2 and _is_array(data[0]):
        return Columns(data[0], data[1], "")
    if all(map(_is_labelled, data)):
        images, labels = data[-1]
        return Columns(
            images, labels, "The data has a training and a test part: the test part is used."
        )
    return None


def _is_labelled(pair: Any) -> bool:
    """Whether this is an array of images with as many labels, rather than one image and label."""
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        return False
    images, labels = pair
    if not _is_array(images) or not hasattr(labels, "__len__") or isinstance(labels, str):
        return False
    many = len(images.shape) > 1 and getattr(labels, "shape", (0,)) != ()
    return many and len(labels) == len(images)


def _is_array(value: Any) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype")


def _tables(data: Mapping[Any, Any]) -> list[Any]:
    """The values of a dictionary, unless it reads them from a file."""
    return list(data.values()) if isinstance(data, dict) else [None]


def _is_table(value: Any) -> bool:
    """Whether a value is a table of Hugging Face's `datasets`, streamed or not."""
    return hasattr(value, "column_names") and hasattr(value, "features")
