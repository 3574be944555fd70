"""Splits that data come with: names of folders and of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.data.dataset import Dataset, Images

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRAINING = {"train", "training", "train_set", "training_set", "trainset"}
HELD_OUT = {
    "dev",
    "eval",
    "evaluation",
    "held-out",
    "held_out",
    "test",
    "testing",
    "test_set",
    "testset",
    "val",
    "valid",
    "validation",
    "val_set",
    "validation_set",
}
SPLITS = TRAINING | HELD_OUT
"""Names of splits, in lower case."""


def parted(
    name: str,
    images: Images,
    held_out: NDArray[np.bool_],
    classes: tuple[str, ...],
    groups: tuple[str, ...] = (),
) -> Dataset:
    """A data set whose split is known.

    Args:
        name: its name.
        images: all images.
        held_out: (n,): which of them are held out.
        classes: the classes' names.
        groups: the groups' names.
    """
    train, other = images.take(np.flatnonzero(~held_out)), images.take(np.flatnonzero(held_out))
    return Dataset(name, train, other, classes, groups=groups)
