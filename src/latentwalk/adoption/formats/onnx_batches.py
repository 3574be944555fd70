"""Calls ONNX networks that take one item, or a fixed number of items, with any number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.infer.engine import run_session

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Batches:
    """How a network takes batches."""

    shape: tuple[int, ...]
    """The shape of one item; 0 for a side of any length."""
    size: int | None
    """The number of items per call; 0 for one without a batch axis, None for any."""

    @classmethod
    def of(cls, session: Any) -> Batches:
        """Read the shapes that a network declares for its first input and its first output."""
        declared = session.get_inputs()[0].shape
        sides = tuple(side if isinstance(side, int) else 0 for side in declared)
        if not sides or not sides[0]:
            return cls(sides[1:], None)
        firsts = {one.shape[0] for one in session.get_outputs() if one.shape}
        if len(sides) == 1 or (sides[0] != 1 and sides[0] not in firsts):
            return cls(sides, 0)
        return cls(sides[1:], sides[0])

    def run(self, session: Any, items: NDArray[np.float32]) -> list[NDArray[Any]]:
        """The outputs for n items (n, *shape), (n, ...) each."""
        entry = session.get_inputs()[0].name
        if self.size is None:
            return list(run_session(session, {entry: items}))
        size = self.size
        parts = []
        for start in range(0, len(items), max(1, size)):
            given = items[start] if size == 0 else items[start : start + size]
            missing = size - len(given) if size else 0
            if missing:
                given = np.concatenate([given, np.repeat(given[-1:], missing, 0)])
            results = run_session(session, {entry: given})
            parts.append([self._items(one, size - missing) for one in results])
        return [np.concatenate(column) for column in zip(*parts, strict=True)]

    def _items(self, result: NDArray[Any], count: int) -> NDArray[Any]:
        """One result of a call as `count` items; a single item may come without a batch axis."""
        if self.size and self.size > 1:
            return result[:count]
        return result if result.ndim > 1 and len(result) == 1 else result[None]
