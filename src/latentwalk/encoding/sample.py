"""A fair sample of a row of images: those with the smallest keys, a key following from the row.

Who knows an image's row knows its key, so workers that know nothing of each other draw one sample,
however the rows were dealt out, and the same as one process does. (Bottom-k sampling: Cohen and
Kaplan, "Summarizing Data using Bottom-k Sketches", 2007.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20140501
"""Of the draw: the same data give the same sample."""
HIGHEST = 2**64 - 1
"""The highest key: as a cutoff it lets every row through."""
STEP = 1 << 20
"""Rows whose keys are made at once where there are very many."""


def keys(rows: NDArray[np.integer], seed: int = SEED) -> NDArray[np.uint64]:
    """The keys of rows (n,), whole numbers from 0: (n,) uint64, no two of them alike.

    The output of SplitMix64 number `row` (Steele, Lea and Flood, "Fast splittable pseudorandom
    number generators", 2014), which maps 64 bits one to one.
    """
    key = np.uint64(seed) + (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(key ^ (key >> np.uint64(31)), np.uint64)


def cutoff(rows: int, most: int) -> int:
    """The highest key in a sample of at most `most`, 1 or more, of the rows 0 ... `rows` - 1."""
    lowest = np.empty(0, np.uint64)
    for start in range(0, rows, STEP):
        more = keys(np.arange(start, min(start + STEP, rows)))
        lowest = np.concatenate([lowest, more])
        if len(lowest) > most:
            lowest = np.partition(lowest, most - 1)[:most]
    return int(lowest.max()) if rows > most else HIGHEST
