"""A decoder's arrays as fields: their channels, and the grid of each."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.fitting.reading import Read, spec_of
from latentwalk.adoption.foreign.arrangements import Arrangement, match
from latentwalk.errors import ModelError
from latentwalk.outputs.field import FieldSpec

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.samples import Known

FEW = 16
"""More channels may be the slices of a volume."""


def fields(sides: tuple[int, ...], known: Known, _: bool = False) -> Read:
    """Fields in arrays (n, *sides): (c, h, w), (h, w, c), with d before h volumes, or (h, w).

    Flat arrays have the shape that is given, or that of the data.

    Raises:
        ModelError: the arrays, the shape and the names do not fit each other.
    """
    arrangement, shape, remark = _arranged(_axes(sides, known), known)
    if arrangement.taken != sides:
        arrangement = Arrangement(sides, arrangement.swapped)
    channels, *grid = shape
    if known.names and len(known.names) != channels:
        raise ModelError(
            f"{known.named_by} has {len(known.names):,} names, but the decoder returns fields of "
            f"{channels:,} channel{'s' * (channels > 1)}."
        )
    unnamed = [""] if channels == 1 else [str(number + 1) for number in range(channels)]
    content: dict[str, Any] = {
        "height": grid[-2],
        "width": grid[-1],
        "channels": list(known.names) or unnamed,
        "depth": grid[0] if len(grid) == 3 else None,
    }
    return Read(spec_of(FieldSpec, content, known), arrangement, remark)


def _axes(sides: tuple[int, ...], known: Known) -> tuple[int, ...]:
    """The axes of one sample: those of its array or, if that is flat, as given or in the data."""
    if len(sides) > 1:
        return sides
    for given in (known.image or (), known.sides):
        if len(given) > 1 and prod(given) == prod(sides):
            return given
    raise ModelError(
        f"Fields must be arrays (n, c, h, w), these are flat, (n, {sides[0] if sides else ''}): "
        "give their shape as image=(c, h, w) (--image), or a decoder= that returns it."
    )


def _arranged(axes: tuple[int, ...], known: Known) -> tuple[Arrangement, tuple[int, ...], str]:
    """The arrangement of arrays (n, *axes), a sample's own shape, and what was assumed."""
    if len(axes) == 2:
        if known.image not in {None, axes, (1, *axes)}:
            raise _of_another_shape(known.image, axes)
        return Arrangement(axes), (1, *axes), ""
    if len(axes) > 4:
        raise ModelError(
            f"Fields must be arrays (n, c, h, w) or, as volumes, (n, c, d, h, w), these are (n, "
            f"{', '.join(map(str, axes))})."
        )
    first, last = axes, (axes[-1], *axes[:-1])
    by_names = [one for one in (first, last) if one[0] == len(known.names)]
    given = [one for one in (first, last) if one == known.image]
    if known.image is not None and not given:
        raise _of_another_shape(known.image, axes)
    shape = (by_names or given or [first if first[0] <= last[0] else last])[0]
    found = match(axes, shape)
    assert found is not None
    plain = shape == axes and shape[0] <= FEW and 2 * shape[0] < axes[-1]
    if by_names or plain or given:
        return found, shape, ""
    written = f"(n, {', '.join(map(str, axes))})"
    sides = _written(shape[1:])
    place = "last" if found.swapped else "first"
    remark = (
        f"Its arrays {written} are read with the channels {place}: {shape[0]} of {sides}. "
        "Otherwise give names=, one for each channel, or a decoder= that returns (n, c, h, w) or, "
        "of volumes, (n, c, d, h, w)"
    )
    return found, shape, remark


def _of_another_shape(given: tuple[int, ...] | None, axes: tuple[int, ...]) -> ModelError:
    return ModelError(
        f"image= is {_written(given or ())}, but the decoder returns fields of {_written(axes)}: "
        "give the shape of its channels, rows and columns, or leave it out."
    )


def _written(sides: tuple[int, ...]) -> str:
    return " x ".join(map(str, sides))
