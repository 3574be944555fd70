"""Data sets in `.npz` archives: the layouts of Keras, MedMNIST, dSprites and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.data.archive_names import IMAGES, UNNAMED, parts_of
from latentwalk.data.arrays import as_pixels
from latentwalk.data.dataset import Dataset, Images, split
from latentwalk.data.group_columns import read_groups
from latentwalk.data.label_columns import read_labels
from latentwalk.data.npz import read_npz
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.data.splits import TRAINING, parted
from latentwalk.errors import DataError
from latentwalk.terminal.console import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

SPRITES = ("colour", "shape", "scale", "orientation", "x", "y")
"""The columns of dSprites' `latents_classes` (Matthey et al., 2017)."""
SPRITE_KINDS = ("square", "ellipse", "heart")


def load_npz(path: Path, options: PictureOptions = DEFAULT, group: str | None = None) -> Dataset:
    """An `.npz` with images and, optionally, labels and held-out images.

    Images are under `images`, `x`, `imgs`, `data` and similar names, alone or with a split, as in
    `x_train` or `test_images`, in the forms of `as_pixels`; labels are under `labels`, `y` and
    similar names, in the forms of `read_labels`; class names under `classes`. All splits except the
    training split are held out. In dSprites, the shapes are the classes. The array named `group`
    puts the images into groups; for several splits, `group` with the split, as in `group_train`.

    Raises:
        DataError: the file cannot be read, or has no images, or no such groups.
    """
    left_out: dict[str, str] = {}
    try:
        arrays = read_npz(path, left_out)
    except FileNotFoundError:
        raise DataError(f"{path} does not exist.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"Cannot read {path} as an .npz of plain arrays: {reason}.") from error
    parts = parts_of(arrays)
    if not parts:
        if left_out:
            raise DataError(
                f"Cannot read {path} as an .npz of plain arrays: {next(iter(left_out.values()))}."
            )
        found = ", ".join(arrays) or "nothing"
        raise DataError(
            f"{path} must have images under {', '.join(IMAGES)}, or one of these with _train; it "
            f"has {found}."
        )
    if parts[0].images == UNNAMED[0]:
        labels_too = f", {parts[0].labels} as their labels" if parts[0].labels else ""
        say(f"{path}: its arrays have no names; {UNNAMED[0]} is read as images{labels_too}.")
    for array_reason in left_out.values():
        say(f"{path}: {array_reason}; it is left out.")
    pixels = [
        as_pixels(f"'{part.images}' in {path}", arrays[part.images], say, options.white)
        for part in parts
    ]
    if any(one.shape[1:] != pixels[0].shape[1:] for one in pixels):
        raise DataError(f"The held-out images of {path} differ in size from the others.")
    classes = _class_names(path, arrays)
    columns, factors = [], None
    for part, split_pixels in zip(parts, pixels, strict=True):
        values = None if part.labels is None else arrays[part.labels]
        if values is not None and are_sprites(part.labels, values):
            factors, values, classes = values.astype(np.int32), values[:, 1], SPRITE_KINDS
        columns.append((f"'{part.labels}' in {path}", values, len(split_pixels)))
    labels, classes = read_labels(columns, classes, say)
    of, groups = read_groups(path, arrays, parts, list(map(len, pixels)), group)
    if len(parts) == 1:
        names = () if factors is None else SPRITES
        images = Images(pixels[0], labels[0], factors, groups=of[0])
        return split(path.stem, images, classes, names, groups)
    other = ", ".join(part.images for part in parts[1:])
    say(f"{path}: training uses {parts[0].images}; held out: {other}.")
    held_out = np.repeat([part.split not in TRAINING for part in parts], list(map(len, pixels)))
    joined = Images.join(
        *(
            Images(split_pixels, marks, groups=split_groups).from_file(part.images)
            for part, split_pixels, marks, split_groups in zip(
                parts, pixels, labels, of, strict=True
            )
        )
    )
    return parted(path.stem, joined, held_out, classes, groups)


def _class_names(path: Path, arrays: Mapping[str, NDArray[Any]]) -> tuple[str, ...] | None:
    if "classes" not in arrays:
        return None
    try:
        classes = tuple(map(str, np.ravel(arrays["classes"])))
        "".join(classes).encode()
    except ValueError as error:
        raise DataError(f"The class names in {path} have invalid characters.") from error
    return classes


def are_sprites(name: str | None, values: NDArray[Any]) -> bool:
    """Whether these are dSprites' factors, whose second column is one of three shapes."""
    return (
        name == "latents_classes"
        and values.ndim == 2
        and values.shape[1] == len(SPRITES)
        and values.dtype.kind in "iu"
        and bool(((values >= 0) & (values[:, 1:2] < len(SPRITE_KINDS))).all())
    )
