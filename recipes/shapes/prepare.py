"""Writes the images and their factors as files that `latentwalk train` takes."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from recipes.shapes.render import SHAPES, drawn, rendered

if TYPE_CHECKING:
    from pathlib import Path

N, SEED = 10_000, 0


def prepare(work: Path) -> None:
    """Write `coloured-shapes.npz`, with the kinds of shape as labels, and `factors.csv`."""
    work.mkdir(parents=True, exist_ok=True)
    factors = drawn(N, SEED)
    kinds = np.array(list(SHAPES))[factors.shape]
    np.savez_compressed(
        work / "coloured-shapes.npz", images=rendered(factors), labels=factors.shape,
        classes=list(SHAPES),
    )  # fmt: skip
    numbers = np.column_stack(factors[1:]).round(4).tolist()
    with (work / "factors.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(factors._fields)
        table.writerows([kind, *row] for kind, row in zip(kinds, numbers, strict=True))
