"""The 8 x 8 digits inside scikit-learn: small, real, and available without a network."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from latentwalk.data.dataset import Dataset, Images, split
from latentwalk.errors import MissingError

TABLE = Path("datasets", "data", "digits.csv.gz")
"""The file inside scikit-learn: 64 values from 0 to 16 per row, then the label."""


def load_digits() -> Dataset:
    """The 1,797 digits of Alpaydin and Kaynak, "Optical recognition of handwritten digits", 1998.

    The table is read without importing scikit-learn, which takes seconds.

    Raises:
        MissingError: scikit-learn is not installed.
    """
    found = importlib.util.find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise MissingError(
            "The data set 'digits' is part of scikit-learn: pip install 'latentwalk[digits]'."
        )
    path = Path(found.submodule_search_locations[0], TABLE)
    if path.is_file():
        table = np.loadtxt(path, delimiter=",")
        values, labels = table[:, :64].reshape(-1, 8, 8), table[:, 64]
    else:  # a version that keeps it elsewhere
        import sklearn.datasets

        bunch = sklearn.datasets.load_digits()
        values, labels = bunch.images, bunch.target
    pixels = np.rint(values * (255 / 16)).astype(np.uint8)[..., None]  # (n, 8, 8, 1)
    return split("digits", Images(pixels, labels.astype(np.int32)), tuple("0123456789"))
