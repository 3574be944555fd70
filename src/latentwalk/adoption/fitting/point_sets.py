"""A decoder's arrays as points in the plane or in space."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.fitting.reading import Read, spec_of
from latentwalk.adoption.foreign.arrangements import match
from latentwalk.errors import ModelError
from latentwalk.outputs.points import PointsSpec

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.samples import Known

DIMENSIONS = (2, 3)


def point_sets(sides: tuple[int, ...], known: Known, _: bool = False) -> Read:
    """Points in arrays (n, *sides): (k, 2 or 3), (2 or 3, k), or flat.

    Raises:
        ModelError: the arrays hold no points, or others than the names and edges are of.
    """
    count, dimensions, remark = _size(sides, known)
    found = match(sides, (count, dimensions))
    if found is None:
        raise _misfit(sides)
    if known.names and len(known.names) != count:
        raise ModelError(
            f"{known.named_by} has {len(known.names):,} names, but the decoder returns {count:,} "
            "points."
        )
    highest = max((max(edge) for edge in known.edges), default=-1)
    if highest >= count:
        raise ModelError(
            f"edges= has the point {highest:,}, but the decoder returns {count:,} points, numbered "
            f"0 to {count - 1:,}."
        )
    content: dict[str, Any] = {
        "count": count,
        "dimensions": dimensions,
        "edges": [list(edge) for edge in known.edges],
        "names": list(known.names),
    }
    return Read(spec_of(PointsSpec, content, known), found, remark)


def _size(sides: tuple[int, ...], known: Known) -> tuple[int, int, str]:
    """The number of points and of their coordinates, and an assumption about these."""
    core = tuple(side for side in sides if side != 1)
    size = prod(sides)
    if len(core) == 2:
        fitting = [(core[0], core[1])] if core[1] in DIMENSIONS else []
        fitting += [(core[1], core[0])] if core[0] in DIMENSIONS else []
        if known.names:
            fitting = [one for one in fitting if one[0] == len(known.names)] or fitting
        if not fitting:
            raise _misfit(sides)
        return *fitting[0], ""
    if len(core) > 2 or size < 2:
        raise _misfit(sides)
    if len(sides) == 2 and sides[1] in DIMENSIONS:  # one point
        return 1, sides[1], ""
    if known.names and size % len(known.names) == 0 and size // len(known.names) in DIMENSIONS:
        return len(known.names), size // len(known.names), ""
    if len(known.sides) == 2 and prod(known.sides) == size and known.sides[1] in DIMENSIONS:
        return known.sides[0], known.sides[1], ""
    fitting = [(size // axes, axes) for axes in DIMENSIONS if size % axes == 0]
    if not fitting:
        raise _misfit(sides)
    doubt = (
        f"Its {size:,} values are read as {fitting[0][0]:,} points in the plane. If they are "
        f"{size // 3:,} in space, give names=, one for each point, or a decoder= that returns (n, "
        f"{size // 3}, 3)"
    )
    return *fitting[0], doubt if len(fitting) > 1 else ""


def _misfit(sides: tuple[int, ...]) -> ModelError:
    return ModelError(
        f"Points must be arrays (n, k, 2) or (n, k, 3), or flat ones with the coordinates of each "
        f"point together, these are (n, {', '.join(map(str, sides))})."
    )
