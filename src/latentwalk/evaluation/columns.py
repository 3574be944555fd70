"""Measures how the latent dimensions of encoded data represent its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.evaluation.result import ColumnMeasures
from latentwalk.latent.metrics.disentanglement import cut, mutual_information_gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.columns.column import Column
    from latentwalk.columns.columns import Columns
    from latentwalk.folder.atlas import Atlas

MIN_ITEMS = 1000
"""The smallest number of encoded items: of fewer, 20 bins share information by chance."""
HALVES = 5


def by_columns(atlas: Atlas, columns: Columns, rng: np.random.Generator) -> ColumnMeasures | None:
    """MIG of an atlas for its columns, as if they were the factors of the data.

    Numbers and dates are cut into 20 bins. Texts, and columns with missing values or one value,
    are left out. Its error is the standard deviation over random halves of the items, as that of
    `disentangled`.

    Returns:
        None with fewer than two such columns, or fewer than `MIN_ITEMS` items.
    """
    known = {column.name: _factor(column) for column in columns}
    factors = {name: values for name, values in known.items() if values is not None}
    if len(factors) < 2 or len(atlas) < MIN_ITEMS:
        return None
    table = np.column_stack([*factors.values()])
    gaps = mutual_information_gap(atlas.mean, table)
    halves = []
    for _ in range(HALVES):
        half = rng.permutation(len(atlas))[: len(atlas) // 2]
        halves.append(mutual_information_gap(atlas.mean[half], table[half]).mean())
    return ColumnMeasures(
        names=tuple(factors),
        items=len(atlas),
        mig=float(gaps.mean()),
        mig_error=float(np.std(halves, ddof=1)),
        mig_by_column=tuple(gaps.tolist()),
    )


def _factor(column: Column) -> NDArray[np.int32] | None:
    """A column as whole numbers from 0; None if it is no factor."""
    if column.kind == "text" or column.is_missing.any():
        return None
    values = column.values.astype(np.float64)
    if (values == values[:1]).all():
        return None
    if column.kind in {"number", "date"}:
        return np.asarray(cut(values), np.int32)
    return np.asarray(values, np.int32)
