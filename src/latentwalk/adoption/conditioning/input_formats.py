"""The ways in which networks take a condition: one-hot, as an index, as a column of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.further import Further


@dataclass(frozen=True)
class InputFormat:
    """How a network takes a condition."""

    name: str
    """In a few words, for messages."""
    is_index: bool = False
    """Whether it takes the index of a value instead of weights."""
    whole: bool = False
    """Whether its numbers are integers."""
    flat: bool = False
    """Whether it takes one number for each point, without a second axis."""
    maps: bool = False
    """Whether it takes each number as a map of one pixel, (n, width, 1, 1)."""

    def of(self, numbers: Any) -> Any:
        """Numbers (n, width) of any framework as the network takes them."""
        if self.maps:
            return numbers[:, :, None, None]
        if not self.is_index:
            return numbers[:, 0] if self.flat else numbers
        found = numbers.argmax(1)
        if not self.whole:
            found = found.to(numbers.dtype) if hasattr(found, "to") else found.astype(numbers.dtype)
        elif not hasattr(found, "to"):
            found = np.asarray(found, np.int64)
        return found if self.flat else found[:, None]

    def fits(self, further: Further, width: int) -> bool:
        """Whether an argument takes it, as far as it states its type and shape."""
        if further.type and self.whole != (further.type == "int"):
            return False
        if further.shape is None:
            return True
        own = () if self.flat else (1 if self.is_index else width,)
        own = (*own, 1, 1) if self.maps else own
        return len(own) == len(further.shape) and all(
            stated in {0, one} for one, stated in zip(own, further.shape, strict=True)
        )


INDEX = InputFormat("as an index", is_index=True, whole=True, flat=True)
ONE_HOT = InputFormat("one-hot")
INDEX_COLUMN = InputFormat("as an index in a column", is_index=True, whole=True)
FLOAT_COLUMN = InputFormat("as an index in a column of floats", is_index=True)
FLOAT_INDEX = InputFormat("as an index in floats", is_index=True, flat=True)
COLUMN, FLAT = InputFormat("as a column"), InputFormat("as one number for each point", flat=True)
SCALAR, TOGETHER = InputFormat("as one number"), InputFormat("side by side")
MAPS = InputFormat("one-hot, as maps of one pixel", maps=True)
CERTAIN = (INDEX, ONE_HOT, MAPS)
"""The ways in which a network takes a category and nothing else."""
COLUMNS = (INDEX_COLUMN, FLOAT_COLUMN, FLOAT_INDEX)
"""The ways in which it may take a category, but also a number."""
NUMBERS = (COLUMN, FLAT)
"""The ways in which it takes a number."""
