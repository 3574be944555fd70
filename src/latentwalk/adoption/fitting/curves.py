"""A decoder's arrays as curves: their lines, and the values of each."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.fitting.reading import Read, spec_of
from latentwalk.adoption.foreign.arrangements import Arrangement, match
from latentwalk.errors import ModelError
from latentwalk.outputs.curve import CurveSpec

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.samples import Known


def curves(sides: tuple[int, ...], known: Known, lines_first: bool) -> Read:
    """Curves in arrays (n, *sides).

    Args:
        sides: the shape of one array.
        known: what options and data say.
        lines_first: whether the axis of the lines certainly comes first.

    Raises:
        ModelError: the arrays, the names and the positions do not fit each other.
    """
    core = tuple(side for side in sides if side != 1)
    if len(core) > 2:
        raise ModelError(
            f"Curves must be arrays (n, t), (n, c, t) or (n, t, c), these are (n, "
            f"{', '.join(map(str, sides))})."
        )
    lines, remark = _lines(sides, core, known, lines_first)
    length = prod(sides) // lines
    found = match(sides, (lines, length))
    if found is None:
        raise ModelError(
            f"{known.named_by if known.names else 'x='} gives curves of {lines} x {length} values, "
            f"but the decoder returns (n, {', '.join(map(str, sides))})."
        )
    if len(core) == 1 and lines > 1 and known.sides == (length, lines):
        found = Arrangement(sides, swapped=True)  # flattened as the data are
    content: dict[str, Any] = {
        "length": length,
        "channels": list(known.names) or ([""] if lines == 1 else _numbered(lines)),
        "x": None if known.x is None else list(known.x),
        "rate": known.rate,
        "x_label": known.x_label,
        "y_label": known.y_label,
    }
    return Read(spec_of(CurveSpec, content, known), found, remark)


def _lines(
    sides: tuple[int, ...], core: tuple[int, ...], known: Known, first: bool
) -> tuple[int, str]:
    """The number of lines, and an assumption about it.

    Raises:
        ModelError: the names or the positions do not fit.
    """
    size = prod(sides)
    if known.names:
        if size % len(known.names):
            raise ModelError(
                f"{known.named_by} has {len(known.names):,} names, one for each line, but the "
                f"decoder's {size:,} values are not as many lines of one length."
            )
        _check_positions(size // len(known.names), known)
        return len(known.names), ""
    if known.x is not None:
        if size % len(known.x):
            raise ModelError(
                f"x= has {len(known.x):,} positions, but the decoder returns (n, "
                f"{', '.join(map(str, sides))})."
            )
        return size // len(known.x), ""
    if len(core) < 2:
        data = tuple(side for side in known.sides if side != 1)
        flat = len(data) == 2 and prod(data) == size
        return (min(data), "") if flat else (1, "")
    if first:
        return core[0], ""
    lines, length = min(core), max(core)
    remark = (
        f"Its arrays (n, {', '.join(map(str, sides))}) are read as {lines} lines of {length} "
        "values. Otherwise give names=, one for each line, or x="
    )
    return lines, remark


def _check_positions(length: int, known: Known) -> None:
    if known.x is not None and len(known.x) != length:
        raise ModelError(
            f"x= has {len(known.x):,} positions, but each of the {len(known.names)} lines has "
            f"{length:,} values."
        )


def _numbered(count: int) -> list[str]:
    return [str(number + 1) for number in range(count)]
