"""Loads the data set that `--data` names.

`mnist`, `digits`, `shapes`, a folder of pictures, an `.npz`, or IDX files as `IMAGES[,LABELS]`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.data.archives import load_npz
from latentwalk.data.dataset import Dataset, Images, split
from latentwalk.data.digits import load_digits
from latentwalk.data.folders import load_folder
from latentwalk.data.framing import oriented
from latentwalk.data.idx import read_idx, read_pair
from latentwalk.data.mnist import load_mnist
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.data.shapes import load_shapes
from latentwalk.errors import DataError
from latentwalk.terminal.console import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def load(
    source: str,
    data_dir: Path | None = None,
    size: int | None = None,
    options: PictureOptions = DEFAULT,
    group: str | None = None,
    alpha: bool = False,
) -> Dataset:
    """Load a data set, at a size that the convolutional VAE takes.

    What is assumed or left out is printed to standard error.

    Args:
        source: `mnist`; `digits`; `shapes`; a folder of pictures; an `.npz`; or
            `IMAGES,LABELS`, IDX files, gzipped or not, the labels optional.
        data_dir: the folder of the MNIST files.
        size: scale the images to squares of this side, see `Dataset.fitted`; by default they keep
            their size, padded if it must be.
        options: how to read pictures.
        group: what puts images into groups: the name of an array of an `.npz`; or, for a folder of
            pictures, `folder` or `file`, see `load_folder`.
        alpha: whether the pictures of a folder keep their transparency.

    Raises:
        DataError: the data cannot be found or read, or have no such groups.
        SettingsError: a size that the convolutional VAE does not take.
    """
    data = load_as_it_is(source, data_dir, size, options, group, alpha)
    height, width = data.train.pixels.shape[1:3]
    if size is not None and height != width and options.fit == "crop":
        say(
            f"The images of {source} are {height} x {width}: they are cropped to the middle "
            "(--fit squash keeps all of them)."
        )
    return data.fitted(size, options.fit)


def load_as_it_is(
    source: str,
    data_dir: Path | None = None,
    size: int | None = None,
    options: PictureOptions = DEFAULT,
    group: str | None = None,
    alpha: bool = False,
) -> Dataset:
    """Load a data set with images of any size: as `load`.

    Args:
        source: as for `load`.
        data_dir: as for `load`.
        size: scale the pictures of a folder to squares of this side.
        options: how to read pictures.
        group: as for `load`.
        alpha: as for `load`.

    Raises:
        DataError: as `load`.
    """
    if not source:
        raise DataError("No data given: use mnist, digits, shapes, or a path.")
    if Path(source).is_dir() and source not in BUILT_IN:
        data = load_folder(Path(source), size, options, group, alpha)
    else:
        archive = source not in BUILT_IN and Path(source).suffix.lower() == ".npz"
        if group is not None and not archive:
            raise DataError(
                f"{source} has no groups: give an .npz with an array '{group}', or a folder of "
                "pictures with --group folder or --group file."
            )
        if archive:
            data = load_npz(Path(source), options, group)
        else:
            data = BUILT_IN[source](data_dir) if source in BUILT_IN else _from_file(source)
        if options.transpose or options.mirror:
            data = data.mapped(lambda pixels: oriented(pixels, options))
    if not len(data.train):
        raise DataError(f"{source} has no images to train on.")
    return data


BUILT_IN: dict[str, Callable[[Path | None], Dataset]] = {
    "mnist": load_mnist,
    "digits": lambda _: load_digits(),
    "shapes": lambda _: load_shapes(),
}
"""The data sets that have a name, as functions of the folder of the MNIST files."""


def _from_file(source: str) -> Dataset:
    path = Path(source)
    first, _, second = source.partition(",")
    if "idx" in Path(first).name or second:
        return _load_idx(Path(first), Path(second) if second else None)
    if path.suffix.lower() in {".csv", ".tsv", ".npy"}:
        raise DataError(
            f"{source} has numbers that are no images: say what they are with --output curve or "
            "--output values."
        )
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


def _numbered(labels: NDArray[np.int32]) -> tuple[str, ...]:
    return tuple(map(str, range(int(labels.max(initial=-1)) + 1)))
