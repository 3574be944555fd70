"""MNIST: 70,000 handwritten digits, from a folder of the user's or downloaded once.

LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.data.dataset import Dataset, Images
from latentwalk.data.download import fetch
from latentwalk.data.idx import read_pair
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ENVIRONMENT = "LATENTWALK_DATA"
CLASSES = tuple("0123456789")
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""The four files, with the SHA-256 of each after decompression."""


def load_mnist(folder: Path | None = None) -> Dataset:
    """MNIST: 60,000 training images, and the 10,000 test images as held-out ones.

    Args:
        folder: the folder of the four IDX files, gzipped or not. By default that in the environment
            variable `LATENTWALK_DATA` or, if it is not set, the user's cache folder, to which
            missing files are downloaded.

    Raises:
        DataError: a file is missing or damaged.
        DownloadError: a file could not be downloaded.
    """
    if folder is None and os.environ.get(ENVIRONMENT):
        folder = Path(os.environ[ENVIRONMENT])
    if folder is None:
        folder = fetch_mnist(cache_folder())
    paths = [_find(folder, name) for name in FILES]
    train, test = Images(*read_pair(*paths[:2])), Images(*read_pair(*paths[2:]))
    for path, images in ((paths[1], train), (paths[3], test)):
        if len(images) and int(images.labels.max()) >= len(CLASSES):
            raise DataError(f"{path} has labels above 9, so these are not digits.")
    names = [path.name for path in paths]
    return Dataset("mnist", train.from_file(names[0]), test.from_file(names[2]), CLASSES)


def fetch_mnist(
    folder: Path, mirrors: Sequence[str] = MIRRORS, files: Mapping[str, str] = FILES
) -> Path:
    """Download the files that `folder` lacks, each from the first mirror that works.

    Raises:
        DownloadError: no mirror had a file with the right SHA-256.
    """
    for name, digest in files.items():
        if not (folder / f"{name}.gz").exists():
            fetch([f"{mirror}{name}.gz" for mirror in mirrors], folder / f"{name}.gz", digest)
    return folder


def cache_folder() -> Path:
    """The user's cache folder for data, by the convention of the system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "latentwalk" / "mnist"


def _find(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz", folder / name.replace("-idx", ".idx")):
        if candidate.exists():
            return candidate
    raise DataError(
        f"{folder} has no {name} (nor {name}.gz): give the folder of the four MNIST files as "
        f"--data-dir or {ENVIRONMENT}."
    )
