"""What a conditional run takes from its data: the condition, and the images that can be used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions
from latentwalk.errors import DataError
from latentwalk.terminal.console import say
from latentwalk.training.onnx_writer import LABEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.data import Dataset, Images


def conditions_of(data: Dataset) -> Conditions:
    """The condition of a VAE that takes the classes of these data.

    Raises:
        DataError: the classes' names cannot be the values of a condition.
    """
    try:
        return Conditions((Category(LABEL, data.classes),))
    except ValueError as error:
        raise DataError(
            f"The classes of {data.name} cannot be a condition: {error}. Rename them, or train "
            "without --conditional."
        ) from error


def codes(labels: NDArray[np.int32]) -> NDArray[np.float32]:
    """The column of an atlas (n, 1) for labels (n,); NaN for none."""
    return np.where(labels >= 0, labels, np.nan).astype(np.float32)[:, None]


def usable(data: Dataset) -> Dataset:
    """The images with a label and, if the data have groups, with another of their group.

    What is left out is printed to standard error.

    Raises:
        DataError: there are no labels, one class only, or no groups to learn from.
    """
    data = _parts(data, lambda part: part.labels >= 0, "without a label")
    labels = data.train.labels
    if not len(labels):
        raise DataError(
            f"A conditional model needs labels, but the training images of {data.name} have none: "
            "train without --conditional, or add labels."
        )
    if data.train.groups is not None:
        data = _parts(data, _accompanied, "alone in their group")
        _check_groups(data)
    present = np.unique(data.train.labels)
    if len(present) < 2:
        raise DataError(
            f"A conditional model needs two classes or more, but all training images of "
            f"{data.name} are '{data.classes[present[0]]}': train without --conditional."
        )
    absent = [name for i, name in enumerate(data.classes) if i not in set(present.tolist())]
    if absent:
        more = f" and {len(absent) - 3} more" if len(absent) > 3 else ""
        say(
            f"{data.name}: no training image is of {', '.join(absent[:3])}{more}, so the model "
            "does not learn what that looks like."
        )
    conditions_of(data)
    return data


def _parts(data: Dataset, keeps: Callable[[Images], NDArray[np.bool_]], what: str) -> Dataset:
    """The images that `keeps` selects; the number of others is printed."""
    kept = []
    left_out = 0
    for part in (data.train, data.held_out):
        chosen = keeps(part)
        left_out += int((~chosen).sum())
        kept.append(part if chosen.all() else part.take(np.flatnonzero(chosen)))
    if left_out and len(kept[0]):
        say(f"{data.name}: {left_out:,} images {what} are left out.")
    return replace(data, train=kept[0], held_out=kept[1])


def _accompanied(images: Images) -> NDArray[np.bool_]:
    """Which images (n,) are not the only one of their group."""
    if not len(images) or images.groups is None:
        return np.ones(len(images), np.bool_)
    sizes = np.bincount(images.groups)
    return np.asarray(sizes[images.groups] > 1)


def _check_groups(data: Dataset) -> None:
    """Check that there is something to learn from the groups."""
    images = data.train
    if not len(images) or images.groups is None:
        raise DataError(
            f"Every image of {data.name} is alone in its group, so no group has two images to "
            "learn from: name what several images share, such as their style."
        )
    if len(np.unique(images.groups)) < 2:
        raise DataError(
            f"All training images of {data.name} are in one group: at least two are needed. Train "
            "with --conditional alone, or name a finer group."
        )
    pairs = np.unique(np.stack([images.labels, images.groups]), axis=1)
    if np.bincount(pairs[0]).max() < 2:
        raise DataError(
            f"No class of {data.name} is in two groups, so groups and classes cannot be told "
            "apart. In a folder of pictures, --group folder reads GROUP/CLASS.png and --group file "
            "CLASS/GROUP.png."
        )
