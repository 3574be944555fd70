"""The boundary between what a predictor returns: how far points are behind it, and its tangents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwalk.geometry.differences import STEP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwalk.infer.model import Model

Array = NDArray[np.float64]

PLACES, ROUNDS = 33, 3
"""Points along a line between which a crossing is searched, and how often; it is then found to
(1 / 32)^3 of the line."""
TINY = 1e-30
"""Added to probabilities before the logarithm."""


class Boundary:
    """Where the model's predictor begins to return a class, or a value.

    Called with points (n, d), it says how far (n,) they are behind it: negative before it.
    """

    def __init__(
        self,
        model: Model,
        index: int,
        level: float | None,
        conditions: Mapping[str, Any] | None,
    ) -> None:
        self.model = model
        self.index = index
        self.level = level
        self.conditions = conditions
        self.sign = 1.0

    def face(self, start: Array) -> None:
        """Make the margin of a point negative, where a value may be approached from both sides."""
        if self.level is not None and self(start[None])[0] > 0:
            self.sign = -1.0

    def __call__(self, points: Array) -> Array:
        """The margins (n,) of points (n, d): the least of `each`."""
        return np.asarray(self.each(points).min(1))

    def each(self, points: Array) -> Array:
        """Log-odds (n, classes - 1) of points (n, d) against each other class.

        Of a value it is the distance (n, 1) from its level.
        """
        samples = self.model.decode(points.astype(np.float32), self.conditions)
        scores = np.asarray(self.model.predict(samples), np.float64)
        if self.level is not None:
            return self.sign * (scores[:, [self.index]] - self.level)
        logs = np.log(scores + TINY)
        return logs[:, [self.index]] - np.delete(logs, self.index, axis=1)

    def crossing(self, start: Array, end: Array) -> float | None:
        """The share of the way at which a line first crosses the boundary; None if it does not."""
        low, high = 0.0, 1.0
        for _ in range(ROUNDS):
            shares = np.linspace(low, high, PLACES)
            behind = self(start + shares[:, None] * (end - start)) >= 0
            behind[0] &= low > 0
            if not behind.any():
                return None
            first = int(behind.argmax())
            low, high = float(shares[max(0, first - 1)]), float(shares[first])
        return high

    def linearized(self, point: Array) -> tuple[Array, Array]:
        """Each margin (k,) at a point, and its gradient (k, d) by central differences."""
        d = len(point)
        steps = np.diag(STEP * np.maximum(1, np.abs(point)))
        values = self.each(np.concatenate([point + steps, point - steps, point[None]]))
        return values[-1], (values[:d] - values[d:-1]).T / (2 * steps.diagonal())
