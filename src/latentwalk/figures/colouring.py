"""What colours the points of a map: a column, or what the atlas itself knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.columns.column import Column
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

COLOURS = (
    "#303bb8", "#e31d06", "#0db481", "#9a83d4", "#b8ca10", "#792372", "#12d1fa", "#9b0402",
    "#027e6c", "#b61cfd", "#d08e28", "#e9a4c4",
)  # fmt: skip
"""Colours of categories on white. The first ten are as far apart as possible in lightness and hue,
with normal vision and with each of three kinds of colour blindness."""
ON_BLACK = (
    "#fff340", "#55b9ff", "#ff7fbb", "#0dad79", "#b05aa3", "#d14e00", "#c2e7ff", "#d5b41d",
    "#5cf2a5", "#5970ea", "#6b826e", "#aa990f",
)  # fmt: skip
"""Those on black, as on the page."""
MOST, FIRST = len(COLOURS), 10
"""As many categories have a colour of their own; of more, the first ten, and the others share
one."""
OTHER, PLAIN = "#a9a7a0", "#5f86a8"
"""The colours of the other categories, and of points without any."""
TAIL = 0.01
"""The share of numbers at each end that have the colour of the end."""


@dataclass(frozen=True)
class Entry:
    """One category of a legend."""

    name: str
    colour: str
    items: NDArray[np.intp]
    """(k,): the items of that colour."""


@dataclass(frozen=True)
class Colouring:
    """How a column colours n points: by category, or on a scale."""

    name: str
    """What the colours are, '' if they are nothing."""
    entries: tuple[Entry, ...]
    """Categories, the most frequent first or in their own order; empty on a scale."""
    numbers: NDArray[np.float64] | None
    """(n,): places on a scale, dates in days since 1970, NaN where missing; None for categories."""
    is_date: bool
    missing: NDArray[np.intp]
    """(k,): the items without a value."""

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the scale, between which all but the hundredth at each end lies."""
        assert self.numbers is not None
        known = self.numbers[~np.isnan(self.numbers)]
        if not len(known):
            return 0.0, 1.0
        low, high = np.quantile(known, [TAIL, 1 - TAIL])
        if not high > low:
            low, high = known.min(), known.max()
        return (float(low), float(high)) if high > low else (float(low) - 0.5, float(low) + 0.5)


def colouring(model: Model, name: str | None = None, *, on_black: bool = False) -> Colouring:
    """The colours of a model's encoded data.

    Args:
        model: the model; it has an atlas.
        name: a column, or "class", "split", "error", which are those of the atlas unless the
            table has a column of that name; by default the class, if the data has classes.
        on_black: whether the points lie on black instead of white.

    Raises:
        DataError: no such column, or one of texts, which have no colours.
    """
    own = _own(model)
    table = {column.name: column for column in model.columns or ()}
    if name is None:
        if "class" not in own:
            return _plain(len(model.atlas or ()))
        name = "class"
    column = table.get(name) or own.get(name)
    if column is None:
        available = [one for one, column in (own | table).items() if column.kind != "text"]
        raise DataError(
            f"{model.name} has no column '{name[:60]}' to colour by: choose one of "
            f"{', '.join(available)}."
        )
    if column.kind == "text":
        raise DataError(
            f"The column '{name}' has texts, which have no colours: choose a column of numbers, "
            "categories, booleans or dates."
        )
    if column.kind in {"number", "date"}:
        return _measured(column)
    return _categorical(column, ON_BLACK if on_black else COLOURS)


def _own(model: Model) -> dict[str, Column]:
    """What the atlas itself knows about its items, as on the page."""
    atlas = model.atlas
    assert atlas is not None
    own = [Column("error", "number", atlas.error.astype(np.float64))]
    if (atlas.split != atlas.split[:1]).any():
        own.append(
            Column("split", "category", atlas.split.astype(np.int32), ("trained on", "held out"))
        )
    if (atlas.label >= 0).any():
        last = int(atlas.label.max())
        names = (*model.classes, *map(str, range(len(model.classes), last + 1)))
        own.append(Column("class", "category", atlas.label, names))
    return {column.name: column for column in own}


def _measured(column: Column) -> Colouring:
    missing = column.is_missing
    is_date = column.kind == "date"
    values = column.values.astype("datetime64[ms]").astype(np.float64) / 8.64e7 if is_date else None
    numbers = np.asarray(column.values if values is None else values, np.float64).copy()
    numbers[missing] = np.nan
    return Colouring(column.name, (), numbers, is_date, np.flatnonzero(missing))


def _plain(n: int) -> Colouring:
    return Colouring("", (Entry("", PLAIN, np.arange(n)),), None, False, np.arange(0))


def _categorical(column: Column, distinct: tuple[str, ...]) -> Colouring:
    names = ("false", "true") if column.kind == "boolean" else column.categories
    codes = np.asarray(column.values)
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    order = np.argsort(-counts, kind="stable")
    named = order[:MOST] if (counts > 0).sum() <= MOST else order[:FIRST]
    # what has an order keeps it
    named = np.sort(named) if column.ordered or column.name == "class" else named
    named = named[counts[named] > 0]
    colours = _scale(len(named)) if column.ordered else distinct
    entries = [
        Entry(names[code], colour, np.flatnonzero(codes == code))
        for code, colour in zip(named, colours, strict=False)
    ]
    others = np.setdiff1d(np.flatnonzero(counts), named)
    if len(others):
        items = np.flatnonzero(np.isin(codes, others))
        entries.append(Entry(f"{len(others):,} others", OTHER, items))
    return Colouring(column.name, tuple(entries), None, False, np.flatnonzero(codes < 0))


def _scale(n: int) -> tuple[str, ...]:
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return tuple(to_hex(colormaps["viridis"](i / max(1, n - 1))) for i in range(n))
