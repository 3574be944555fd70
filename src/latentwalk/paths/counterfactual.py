"""The nearest point at which a model's predictor returns another class: a counterfactual.

From the points that it already reads so, the boundary is approached along straight lines, and then
followed to where it is nearest: the point is moved to the foot of the perpendicular on the
boundary's tangent (sequential linearization, as in DeepFool, Moosavi-Dezfooli 2016, but from the
boundary itself).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import LatentError, MissingError, ModelError, SettingsError
from latentwalk.geometry.differences import MOST_DIMENSIONS, STEP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.infer.model import Model

TRIED, MORE = 256, 2048
"""Points that may be read as the class: the nearest encoded data with its label; if none of them
is, the nearest of all data, or draws of the prior."""
STARTS, FOLLOWED = 6, 3
"""From the nearest of those that are, the boundary is approached; from where it is nearest, it is
followed."""
PLACES, ROUNDS = 33, 3
"""Points along a line between which a crossing is searched, and how often; it is then found to
(1 / 32)^3 of the line."""
STEPS = 30
"""The most steps along the boundary."""
GAIN = 1e-5
"""Steps that shorten the distance by a smaller share end the search."""
BEYOND, SHORTEST = 1.5, 1e-3
"""How far a step may lead beyond the line, and the shortest share of a step that is tried."""
TINY = 1e-30
"""Added to probabilities before the logarithm."""


def counterfactual(
    model: Model,
    z: ArrayLike,
    name: str,
    *,
    level: float | None = None,
    conditions: Mapping[str, Any] | None = None,
    seed: int = 0,
) -> NDArray[np.float32]:
    """Find the nearest point at which the model's predictor returns a class, or a value.

    It is a local optimum from the starting points that were tried: there may be a nearer one.

    Args:
        model: a model with a predictor.
        z: the point (d,) from which to look, in latent units.
        name: the class, or the name of a value.
        level: the value that is to be reached, for a regressor.
        conditions: what the decoder takes besides, as for `Model.decode`.
        seed: the seed of draws of the prior, for models without encoded data.

    Returns:
        A point (d,) on the boundary, on its far side by less than a ten-thousandth of the way. It
        is z itself if that is read so.

    Raises:
        MissingError: the model has no predictor.
        SettingsError: no such class or value, or a level is missing or not wanted.
        LatentError: a point of the wrong length.
        ModelError: no point that is read so was found.
    """
    spec = model.predictor
    if spec is None:
        raise MissingError(f"The model '{model.name}' has no predictor: give one with predictor=.")
    if name not in spec.names:
        raise SettingsError(
            f"The predictor of {model.name} has no '{name}'; it returns {', '.join(spec.names)}."
        )
    if (level is None) != spec.classifies:
        raise SettingsError(
            f"level= is {'only for values' if spec.classifies else 'needed'}: the predictor of "
            f"{model.name} returns {'classes' if spec.classifies else 'values'}."
        )
    start = np.asarray(z, np.float64)
    if start.shape != (model.latent_dim,):
        raise LatentError(f"A point has the shape ({model.latent_dim},), got {start.shape}.")
    margins = _Margins(model, spec.names.index(name), level, conditions)
    margins.face(start)
    if margins(start[None])[0] >= 0:
        return start.astype(np.float32)
    rng = np.random.default_rng(seed)
    crossed = [_crossed(margins, start, point) for point in _reached(margins, start, rng)]
    crossed.sort(key=lambda point: _apart(point, start))
    found = [_followed(margins, start, point) for point in crossed[:FOLLOWED]]
    if not found:
        raise ModelError(
            f"No point near this one was found that the predictor reads as {name}: none of the "
            f"{MORE:,} that were tried is."
        )
    return min(found, key=lambda point: _apart(point, start)).astype(np.float32)


class _Margins:
    """How far points are on the far side of the boundary: negative before it, positive behind."""

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

    def face(self, start: NDArray[np.float64]) -> None:
        """Make the margin of a point negative, where a value may be approached from both sides."""
        if self.level is not None and self(start[None])[0] > 0:
            self.sign = -1.0

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """The margins (n,) of points (n, d).

        They are log-odds against the likeliest other class, or distances of the value from its
        level.
        """
        samples = self.model.decode(points.astype(np.float32), self.conditions)
        scores = np.asarray(self.model.predict(samples), np.float64)
        if self.level is not None:
            return self.sign * (scores[:, self.index] - self.level)
        logs = np.log(scores + TINY)
        others = np.delete(logs, self.index, axis=1)
        return np.asarray(logs[:, self.index] - others.max(1))


def _reached(
    margins: _Margins, start: NDArray[np.float64], rng: np.random.Generator
) -> list[NDArray[np.float64]]:
    """The nearest points (d,) behind the boundary that are known."""
    atlas = margins.model.atlas
    if atlas is None or not len(atlas):
        sets = [margins.model.draw(MORE, rng).astype(np.float64)]
    else:
        means = atlas.mean.astype(np.float64)
        sets = [means[_labelled(margins, atlas.label)], means]
    for points, most in zip(sets, (TRIED, MORE)[-len(sets) :], strict=True):
        order = np.argsort(np.linalg.norm(points - start, axis=1), kind="stable")[:most]
        near = points[order]
        found = list(near[margins(near) >= 0][:STARTS]) if len(near) else []
        if found:
            return found
    return []


def _labelled(margins: _Margins, labels: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which items (n,) have the class as their label."""
    spec, classes = margins.model.predictor, margins.model.classes
    assert spec is not None
    name = spec.names[margins.index]
    if margins.level is not None or name not in classes:
        return np.zeros(len(labels), bool)
    return np.asarray(labels == classes.index(name))


def _crossed(
    margins: _Margins, start: NDArray[np.float64], point: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where the line from `start` to a point behind the boundary crosses it, (d,)."""
    share = _crossing(margins, start, point)
    assert share is not None
    return start + share * (point - start)


def _followed(
    margins: _Margins, start: NDArray[np.float64], point: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The point to which the boundary leads when it is followed from one of its points."""
    best = point
    if len(start) > MOST_DIMENSIONS:
        return best
    length = 1.0
    for _ in range(STEPS):
        slope = _slope(margins, best)
        square = float(slope @ slope)
        if not square > 0:
            return best
        foot = start + slope * (slope @ (best - start)) / square
        before = _apart(best, start)
        nearest = best
        # shorter steps are tried until they lead no nearer: where it curves, the foot is too far
        while length > SHORTEST:
            far = start + BEYOND * (best + length * (foot - best) - start)
            share = _crossing(margins, start, far)
            there = None if share is None else start + share * (far - start)
            if there is not None and _apart(there, start) < _apart(nearest, start):
                nearest = there
            elif nearest is not best:
                break
            length /= 2
        gain = before - _apart(nearest, start)
        best, length = nearest, min(1.0, 4 * length)
        if not gain > GAIN * before:
            break
    return best


def _apart(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(a - b))


def _crossing(
    margins: _Margins, start: NDArray[np.float64], end: NDArray[np.float64]
) -> float | None:
    """The share of the way at which a line first crosses the boundary; None if it does not."""
    low, high = 0.0, 1.0
    for _ in range(ROUNDS):
        shares = np.linspace(low, high, PLACES)
        behind = margins(start + shares[:, None] * (end - start)) >= 0
        behind[0] &= low > 0
        if not behind.any():
            return None
        first = int(behind.argmax())
        low, high = float(shares[max(0, first - 1)]), float(shares[first])
    return high


def _slope(margins: _Margins, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """The gradient (d,) of the margin at a point, by central differences."""
    d = len(point)
    steps = np.diag(STEP * np.maximum(1, np.abs(point)))
    values = margins(np.concatenate([point + steps, point - steps]))
    return np.asarray((values[:d] - values[d:]) / (2 * steps.diagonal()))
