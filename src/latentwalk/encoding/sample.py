"""A fair sample of numbered images: those with the smallest keys, which are hashes of row numbers.

Because a key depends only on the row's number, independent workers draw the same sample as a single
process, however the rows are distributed. (Bottom-k sampling: Cohen and Kaplan, "Summarizing Data
using Bottom-k Sketches", 2007.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20140501
"""The seed of the keys: the same data give the same sample."""
HIGHEST = 2**64 - 1
"""The highest key; as a cutoff it accepts every row."""
STEP = 1 << 20
"""Rows whose keys are computed at a time."""


def keys(rows: NDArray[np.integer], seed: int = SEED) -> NDArray[np.uint64]:
    """The keys of rows (n,), integers from 0: (n,) uint64, all different.

    The key of row i is output i of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
    number generators", 2014), which is a bijection of 64-bit integers.
    """
    key = np.uint64(seed) + (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(key ^ (key >> np.uint64(31)), np.uint64)


def cutoff(rows: int, limit: int) -> int:
    """The highest key in a sample of at most `limit`, 1 or more, of the rows 0 ... `rows` - 1."""
    lowest = np.empty(0, np.uint64)
    for start in range(0, rows, STEP):
        more = keys(np.arange(start, min(start + STEP, rows)))
        lowest = np.concatenate([lowest, more])
        if len(lowest) > limit:
            lowest = np.partition(lowest, limit - 1)[:limit]
    return int(lowest.max()) if rows > limit else HIGHEST
