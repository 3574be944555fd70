"""A linear probe: how well a linear classifier predicts the classes from latent points.

Alain and Bengio, "Understanding intermediate layers using linear classifier probes", 2016. The
probe is multinomial logistic regression, fitted by L-BFGS (Nocedal and Wright, "Numerical
Optimization", 2006, algorithm 7.4).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

PENALTY = 1.0
"""The factor of half the squared weights, against the sum of the points' losses."""
MEMORY, ROUNDS = 10, 200
MAX_SLOPE = 1e-6
"""The descent ends when all derivatives of the mean loss are below this."""


@dataclass(frozen=True)
class LinearProbe:
    """A linear classifier of latent points."""

    weight: NDArray[np.float64]
    """(d, k), for unscaled points."""
    bias: NDArray[np.float64]
    """(k,)."""

    def labels(self, points: NDArray[np.float32]) -> NDArray[np.int32]:
        """The most likely class of each point (n, d): (n,)."""
        return np.asarray((points @ self.weight + self.bias).argmax(1), np.int32)

    @classmethod
    def fitted(
        cls, points: NDArray[np.float32], labels: NDArray[np.int32], classes: int
    ) -> LinearProbe:
        """Fit to points (n, d), standardized by dimension, and labels (n,)."""
        middle, scale = points.mean(0, dtype=np.float64), points.std(0, dtype=np.float64)
        scale[scale == 0] = 1
        x = np.column_stack([(points - middle) / scale, np.ones(len(points))])  # (n, d + 1)
        truth = np.zeros((len(labels), classes))
        truth[np.arange(len(labels)), labels] = 1
        penalty = np.full((x.shape[1], 1), PENALTY / len(x))
        penalty[-1] = 0  # the bias is not penalized

        def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            weight = flat.reshape(-1, classes)
            logits = x @ weight  # (n, k)
            logits -= logits.max(1, keepdims=True)
            chances = np.exp(logits)
            sums = chances.sum(1, keepdims=True)
            chances /= sums
            value = (np.log(sums[:, 0]) - (logits * truth).sum(1)).mean()
            slope = x.T @ (chances - truth) / len(x) + penalty * weight
            return float(value + 0.5 * (penalty * weight**2).sum()), slope.ravel()

        weight = _minimized(loss, np.zeros(x.shape[1] * classes)).reshape(-1, classes)
        scaled = weight[:-1] / scale[:, None]
        return cls(scaled, weight[-1] - middle @ scaled)


def _minimized(
    loss: Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]],
    place: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The minimum of a smooth convex loss, starting from `place`."""
    value, slope = loss(place)
    steps: deque[tuple[NDArray[np.float64], NDArray[np.float64]]] = deque(maxlen=MEMORY)
    for _ in range(ROUNDS):
        if np.abs(slope).max() < MAX_SLOPE:
            break
        direction = -_curved(slope, steps)
        length, fall = 1.0, float(slope @ direction)
        while True:
            tried = place + length * direction
            found, turned = loss(tried)
            if found <= value + 1e-4 * length * fall or length < 1e-10:
                break
            length *= 0.5
        if (turned - slope) @ (tried - place) > 0:
            steps.append((tried - place, turned - slope))
        place, value, slope = tried, found, turned
    return place


def _curved(
    slope: NDArray[np.float64], steps: deque[tuple[NDArray[np.float64], NDArray[np.float64]]]
) -> NDArray[np.float64]:
    """The slope times the inverse Hessian as the last steps estimate it."""
    direction, shares = slope.copy(), []
    for step, change in reversed(steps):
        share = (step @ direction) / (change @ step)
        direction -= share * change
        shares.append(share)
    if steps:
        step, change = steps[-1]
        direction *= (step @ change) / (change @ change)
    for (step, change), share in zip(steps, reversed(shares), strict=True):
        direction += step * (share - (change @ direction) / (change @ step))
    return direction
