"""A diagnosis as lines for the terminal, and as a CSV file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from latentwalk.files.atomic import replacing
from latentwalk.terminal.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from latentwalk.diagnosis.result import Diagnosis, Item

SHOWN = 3
"""Items of each list on the terminal."""
COLUMNS = ("list", "place", "value", "item", "name", "class", "second_item", "second_name", "z")


def rows(found: Diagnosis) -> Iterator[tuple[str, str]]:
    """Names and values, one row for each list."""
    yield "typical gap", f"{found.gap:.3g} from an item to its nearest, of {found.items:,} encoded"
    yield "unused", ", ".join(f"z{i}" for i in found.unused) or "no dimension"
    if found.empty is not None:
        farthest = (
            f"; the emptiest is {found.holes[0].distance:.1f} gaps from any item"
            if found.holes
            else ""
        )
        yield "holes", f"{found.empty:.1%} of the prior's draws{farthest}"
    torn = (
        f"{printable(one.name)} ({' + '.join(str(part.size) for part in one.parts)} of {one.size})"
        for one in found.torn
    )
    yield "torn classes", ", ".join(torn) or "none"
    if found.worst:
        yield "worst", f"{_items(found.worst)} (times the median error)"
    if found.loneliest:
        yield "loneliest", f"{_items(found.loneliest)} (times the median distance)"
    pairs = "; ".join(
        f"{_named(pair.first)} = {_named(pair.second)}" for pair in found.duplicates[:SHOWN]
    )
    yield "near duplicates", f"{found.duplicate_items} items: {pairs}" if pairs else "none"


def write(found: Diagnosis, path: Path) -> None:
    """Write all lists as a CSV file with one header.

    Raises:
        OutputError: the file cannot be written.
    """
    with replacing(path) as staged, staged.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(records(found))


def records(found: Diagnosis) -> Iterator[dict[str, Any]]:
    """One record for each entry of each list, with some of `COLUMNS`."""
    for place, dimension in enumerate(found.unused, start=1):
        yield {"list": "unused", "place": place, "value": dimension}
    for place, hole in enumerate(found.holes, start=1):
        z = " ".join(f"{value:.6g}" for value in hole.z)
        yield {"list": "holes", "place": place, "value": hole.distance, "z": z}
    for one in found.torn:
        for place, part in enumerate(one.parts, start=1):
            own = {"item": part.item, "class": one.name, "value": part.size}
            yield {"list": "torn", "place": place, **own}
    for name, items in (("worst", found.worst), ("loneliest", found.loneliest)):
        for place, item in enumerate(items, start=1):
            yield {"list": name, "place": place, "value": item.value, **_item(item)}
    for place, pair in enumerate(found.duplicates, start=1):
        second = {"second_item": pair.second.index, "second_name": pair.second.name}
        own = {"value": pair.distance, **_item(pair.first), **second}
        yield {"list": "duplicates", "place": place, **own}


def _item(item: Item) -> dict[str, Any]:
    return {"item": item.index, "name": item.name, "class": item.label}


def _items(items: tuple[Item, ...]) -> str:
    return "; ".join(f"{_named(item)} {item.value:.1f}" for item in items[:SHOWN])


def _named(item: Item) -> str:
    label = f" ({item.label})" if item.label else ""
    return printable(f"{item.name}{label}")
