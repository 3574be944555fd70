"""The results of a diagnosis: lists whose entries name places and encoded items."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class Item:
    """An encoded item."""

    index: int
    """Its row in the atlas."""
    name: str
    """The name of its file, or else its number in the data, from 1: 'no. 12'."""
    label: str
    """Its class; empty without one."""
    value: float
    """What it is listed for, in units of the median over all items."""


@dataclass(frozen=True)
class Hole:
    """A place that is likely under the prior, and far from all data."""

    z: tuple[float, ...]
    """The place, d numbers."""
    distance: float
    """From the nearest item, in typical gaps."""


@dataclass(frozen=True)
class Part:
    """A part of a class that lies apart from the others."""

    size: int
    """The number of items."""
    item: int
    """The row of the item that is nearest to the part's mean."""


@dataclass(frozen=True)
class TornClass:
    """A class whose items lie in several places."""

    name: str
    size: int
    """The number of items."""
    parts: tuple[Part, ...]
    """The largest first. Items that belong to no large part are not counted."""


@dataclass(frozen=True)
class Pair:
    """Two items that are encoded to nearly the same point."""

    first: Item
    second: Item
    distance: float
    """In typical gaps; 0 if they are encoded to the same point."""


@dataclass(frozen=True)
class Diagnosis:
    """What may be wrong with a model. Lists are empty where nothing was found."""

    items: int
    """The number of encoded items that were examined."""
    gap: float
    """The typical gap: the median distance of an item to its nearest neighbour, in latent units."""
    unused: tuple[int, ...]
    """Dimensions, counted from 1, that carry no information."""
    empty: float | None
    """The share of the prior's draws that lie in holes; null if the prior is unknown."""
    holes: tuple[Hole, ...]
    """The emptiest first."""
    torn: tuple[TornClass, ...]
    worst: tuple[Item, ...]
    """The worst reconstructed items, by squared error."""
    loneliest: tuple[Item, ...]
    """Items far from all others, by the distance to the tenth neighbour."""
    duplicates: tuple[Pair, ...]
    """The nearest first."""
    duplicate_items: int
    """The number of items that have such a neighbour; the list may be shorter."""
    notes: tuple[str, ...] = ()
    """What could not be examined, and why."""

    def to_json(self) -> dict[str, Any]:
        """The fields as plain values."""
        return asdict(self)
