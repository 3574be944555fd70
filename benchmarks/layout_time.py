"""How long layouts of many items take, beside the methods' own libraries.

    python benchmarks/layout_time.py [METHOD ...]

The items are draws from the posteriors of `mnist`'s encoded images, in six dimensions. Of 70,000,
Latentwalk lays out 17,500 and places the rest among them, while the library lays out all of them.
Of 1,000,000, only Latentwalk's layout is timed. A first, small layout compiles what the libraries
compile. Printed is CPU time: with OMP_NUM_THREADS=1 and NUMBA_NUM_THREADS=1, that of one thread on
an idle machine.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

import latentwalk
from latentwalk.layouts.layout import Layout
from latentwalk.layouts.methods import METHODS, fitted

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

WARM, COMPARED, MANY = 500, 70_000, 1_000_000


def main(methods: tuple[str, ...]) -> None:
    warnings.simplefilter("ignore")
    some, many = draws(COMPARED), draws(MANY)
    for name in methods:
        Layout.made(draws(WARM), name)
        report(f"{name:<8}{COMPARED:>10,}  its library", partial(by_library, some, name))
        report(f"{name:<8}{COMPARED:>10,}  Latentwalk ", partial(Layout.made, some, name))
        report(f"{name:<8}{MANY:>10,}  Latentwalk ", partial(Layout.made, many, name))


def by_library(points: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    """The layout (n, 2) of all points by the library alone, with the same settings."""
    return fitted(METHODS[name], points, 0, METHODS[name].settings(len(points)))


def draws(n: int) -> NDArray[np.float32]:
    """Draws (n, d) from the posteriors of encoded images, in turn."""
    atlas = latentwalk.open("mnist").atlas
    assert atlas is not None
    rows = np.arange(n) % len(atlas)
    noise = np.random.default_rng(0).normal(size=(n, atlas.mean.shape[1]))
    return (atlas.mean[rows] + noise * np.exp(atlas.logvar[rows] / 2)).astype(np.float32)


def report(what: str, make: Callable[[], object]) -> None:
    started = time.process_time()
    make()
    seconds = time.process_time() - started
    print(f"{what}{seconds:7.1f} s  load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or tuple(METHODS))
