"""Which output kind a decoder's arrays are: as given, or as their shape and its layers show."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.fitting.sequences import reason_for
from latentwalk.adoption.foreign.arrangements import is_square
from latentwalk.adoption.foreign.samples import PLURALS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.foreign.samples import Kind, Known

NARROW, NARROW_LONG, LONG = 8, 2, 8
"""An array is no image if one side is `LONG` times as long as the other, or half as much in narrow
ones."""
SLACK = 0.05
"""How far the values of RGBA may lie outside [-1, 1]."""
OVERRIDE = "Otherwise give output= (--output)"


class Decision(NamedTuple):
    """An output kind, and what was assumed."""

    kind: Kind
    remark: str = ""
    """The assumption, as a sentence without its full stop."""


def kind_of(foreign: ForeignModel, arrays: NDArray[Any], known: Known) -> Decision:
    """The kind of a decoder's arrays.

    Args:
        foreign: the model.
        arrays: a few of them, (n, ...).
        known: what options and data say.
    """
    sides = tuple(map(int, arrays.shape[1:]))
    if known.kind is not None:
        return _because(known.kind, known.because) if known.because else Decision(known.kind)
    reason = reason_for(arrays, known)
    if reason:
        return _because("categories", reason)
    size, core = prod(sides), tuple(side for side in sides if side != 1)
    lines = ends_in_lines(foreign)
    if len(core) <= 1 and not lines and (known.in_table or size == len(known.names)):
        source = "the data's table" if known.in_table else "names="
        return Decision("values", f"Its {size:,} values are named by {source}. {OVERRIDE}")
    stated = any(prod(shape) == size and len(shape) == 3 for shape in foreign.image_shapes)
    if len(core) > 2 or (len(core) == 2 and len(sides) > 2):
        return _on_grid(sides, arrays)
    if lines:
        return _because("curve", "its decoder ends in a convolution along one axis")
    if known.names and len(known.names) not in sides[:1] and size % len(known.names) == 0:
        return _because("curve", f"names= has {len(known.names)} names, one for each line")
    if len(sides) == 2 and sides[1] in {2, 3} and sides[0] > 1:
        return _because("points", f"it decodes arrays (n, {sides[0]}, {sides[1]})")
    if len(sides) > 1:
        shape = f"it decodes arrays (n, {', '.join(map(str, sides))})"
        short, long = min(sides[-2:]), max(sides[-2:])
        if (
            known.names
            or len(core) < 2
            or long >= (NARROW_LONG if short < NARROW else LONG) * short
        ):
            return _because("curve", shape)
        return Decision("image")
    if stated or is_square(size) or not sides:
        doubtful = known.rows is not None and known.rows.ndim == 2
        remark = (
            f"Its {size:,} values and the data's are read as square images. If they are others, "
            "give output= (--output): curve, values, points, categories or field"
        )
        return Decision("image", remark if doubtful and not stated else "")
    if size == 1:
        return _because("values", "it decodes single values")
    reason = f"it decodes {size:,} values, which are no square image"
    found = _because("curve", reason)
    return found._replace(remark=f"{found.remark}, or image=(c, h, w) (--image)")


def _on_grid(sides: tuple[int, ...], arrays: NDArray[Any]) -> Decision:
    """Images or fields, by the number of channels of arrays (n, *sides) and the values of RGBA."""
    shape = f"it decodes arrays (n, {', '.join(map(str, sides))})"
    if len(sides) != 3:
        return _because("field", shape)
    if {sides[0], sides[2]} & {1, 3}:
        return Decision("image")
    if 4 not in {sides[0], sides[2]}:
        return _because("field", shape)
    low, high = float(np.nanmin(arrays)), float(np.nanmax(arrays))
    if low >= -1 - SLACK and (high <= 1 + SLACK or (low >= 0 and 2 < high <= 255)):
        return Decision(
            "image",
            "Its images have four channels, read as RGBA, the last as opacity. Otherwise give "
            'output="field" (--output field)',
        )
    return _because("field", f"its four channels range from {low:.3g} to {high:.3g}, unlike RGBA")


def ends_in_lines(foreign: ForeignModel) -> bool:
    """Whether the last layer of a module's decoder is a convolution along one axis."""
    owner: Any = foreign.decode
    if not hasattr(owner, "modules"):
        owner = getattr(foreign.module, "decoder", foreign.module)
    if not hasattr(owner, "modules"):
        return False
    weighted = [
        type(layer).__name__
        for layer in owner.modules()
        if any(weight.ndim > 1 for weight in layer.parameters(recurse=False))
    ]
    return bool(weighted) and weighted[-1] in {"Conv1d", "ConvTranspose1d"}


def _because(kind: Kind, reason: str) -> Decision:
    return Decision(kind, f"Its samples are read as {PLURALS[kind]}, because {reason}. {OVERRIDE}")
