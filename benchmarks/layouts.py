"""How long layouts take, and how far off their inverses are on items that no layout has seen.

    python benchmarks/layouts.py [MODEL]

UMAP lays out nine tenths of the model's encoded data and places the rest by its own `transform`.
Each inverse then finds the points of the rest from their places: the error is the root of the mean
squared distance from the true points, as a share of the data's spread.
"""

from __future__ import annotations

import sys
import time
import warnings
from typing import TYPE_CHECKING

import numpy as np
from scipy.interpolate import RBFInterpolator

import latentwalk
from latentwalk.latent.neighbours import nearest
from latentwalk.layouts.inverse import NEIGHBOURS, Inverse
from latentwalk.layouts.layout import Layout
from latentwalk.layouts.methods import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Points = NDArray[np.float32]

LEVEL = 1e9
"""A ridge that leaves a weighted mean."""


def main(name: str = "mnist-beta-20") -> None:
    warnings.simplefilter("ignore")
    atlas = latentwalk.open(name).atlas
    assert atlas is not None
    means = atlas.mean
    for method in METHODS:
        started = time.perf_counter()
        error = Layout.made(means, method).about["error"]
        seconds = time.perf_counter() - started
        print(f"{method:<10}{len(means):,} items in {seconds:.1f} s, inverse off by {error:.3f}")
    compare(means)


def compare(means: Points) -> None:
    import umap

    held_out = np.arange(len(means)) % 10 == 0
    known, new = means[~held_out], means[held_out]
    fitted = umap.UMAP(random_state=0, n_jobs=1).fit(known)
    places, at = fitted.embedding_, fitted.transform(new)
    rows: dict[str, Callable[[], NDArray[np.floating]]] = {
        "nearest item": lambda: known[nearest(at, places, 1)[0][:, 0]],
        "weighted mean": lambda: Inverse(places, known, ridge=LEVEL)(at),
        "radial basis": lambda: np.asarray(
            RBFInterpolator(places, known, neighbors=NEIGHBOURS, smoothing=1.0)(at)
        ),
        "UMAP's inverse": lambda: np.asarray(fitted.inverse_transform(at)),
        "local plane": lambda: Inverse(places, known)(at),
    }
    spread = np.square(means - means.mean(0)).sum(1).mean()
    for name, inverse in rows.items():
        started = time.perf_counter()
        points = inverse()
        seconds = time.perf_counter() - started
        error = np.sqrt(np.square(points - new).sum(1).mean() / spread)
        print(f"{name:<16}off by {error:.3f}, {1e3 * seconds / len(new):.2f} ms a place")


if __name__ == "__main__":
    main(*sys.argv[1:2])
