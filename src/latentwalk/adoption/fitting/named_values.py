"""A decoder's arrays as named values."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from latentwalk.adoption.fitting.reading import Read, spec_of
from latentwalk.adoption.foreign.arrangements import match
from latentwalk.errors import ModelError
from latentwalk.outputs.values import MAX_NAMES, ValuesSpec

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.samples import Known


def named_values(sides: tuple[int, ...], known: Known, _: bool = False) -> Read:
    """Named values in arrays (n, *sides).

    Raises:
        ModelError: they are not as many as the names.
    """
    size = prod(sides)
    names, remark = known.names, ""
    if len([side for side in sides if side != 1]) > 1:
        raise ModelError(
            f"Named values must be arrays (n, p), these are (n, {', '.join(map(str, sides))}): "
            "flatten them in decoder=, or give output= (--output)."
        )
    if names and len(names) != size:
        raise ModelError(
            f"{known.named_by} has {len(names):,} names, but the decoder returns {size:,} values."
        )
    if size > MAX_NAMES:
        raise ModelError(f"A model can have {MAX_NAMES:,} named values, this one has {size:,}.")
    if not names:
        names = tuple(str(number + 1) for number in range(size))
        remark = "Its values have no names and are numbered. Give names= (--names)"
    content = {"names": list(names), "label": known.y_label}
    found = match(sides, (size,))
    assert found is not None
    return Read(spec_of(ValuesSpec, content, known), found, remark)
