"""Calls ONNX networks that take one item, or a fixed number of items, with any number."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.infer.engine import run_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Batches:
    """How a network takes batches."""

    name: str
    """The name of the input for the items."""
    shape: tuple[int, ...]
    """The shape of one item; 0 for a side of any length."""
    size: int | None
    """The number of items per call; 0 for one without a batch axis, None for any."""

    @classmethod
    def of(cls, session: Any, entry: Any = None) -> Batches:
        """Read the shapes that a network declares for an input, by default its first."""
        entry = session.get_inputs()[0] if entry is None else entry
        name, declared = entry.name, entry.shape
        sides = tuple(side if isinstance(side, int) else 0 for side in declared)
        if not sides or not sides[0]:
            return cls(name, sides[1:], None)
        firsts = {one.shape[0] for one in session.get_outputs() if one.shape}
        if len(sides) == 1 or (sides[0] != 1 and sides[0] not in firsts):
            return cls(name, sides, 0)
        return cls(name, sides[1:], sides[0])

    def run(
        self,
        session: Any,
        items: NDArray[np.float32],
        more: Mapping[str, NDArray[Any]] = MappingProxyType({}),
    ) -> list[NDArray[Any]]:
        """The outputs for n items (n, *shape), (n, ...) each; `more` are other inputs by name."""
        every = {self.name: items, **more}
        if self.size is None:
            return list(run_session(session, every))
        size = self.size
        parts = []
        for start in range(0, len(items), max(1, size)):
            missing = max(0, start + size - len(items))
            results = run_session(
                session, {name: self._part(one, start, missing) for name, one in every.items()}
            )
            parts.append([self._items(one, size - missing) for one in results])
        return [np.concatenate(column) for column in zip(*parts, strict=True)]

    def _part(self, values: NDArray[Any], start: int, missing: int) -> NDArray[Any]:
        """The values of one call; the last is repeated where items are missing."""
        if not self.size:
            return values[start] if values.ndim else values
        given = values[start : start + self.size] if values.ndim else values
        return np.concatenate([given, np.repeat(given[-1:], missing, 0)]) if missing else given

    def _items(self, result: NDArray[Any], count: int) -> NDArray[Any]:
        """One result of a call as `count` items; a single item may come without a batch axis."""
        if self.size and self.size > 1:
            return result[:count]
        return result if result.ndim > 1 and len(result) == 1 else result[None]
