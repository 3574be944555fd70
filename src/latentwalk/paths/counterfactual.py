"""The nearest point at which a model's predictor returns another class: a counterfactual.

From the points that it already reads so, the boundary is approached along straight lines, and then
followed to where it is nearest: the point is moved to the nearest one that is behind the tangents
of the boundaries with all other classes (sequential linearization, as in DeepFool,
Moosavi-Dezfooli 2016, but from the boundary itself, and also where several classes meet).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import LatentError, MissingError, ModelError, SettingsError
from latentwalk.geometry.differences import MOST_DIMENSIONS
from latentwalk.paths.boundary import Boundary
from latentwalk.paths.linearized import nearest_satisfying

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.infer.model import Model
    from latentwalk.paths.boundary import Array

TRIED, MORE = 256, 2048
"""Points that may be read as the class: the nearest encoded data with its label; if none of them
is, the nearest of all data, or draws of the prior."""
STARTS, FOLLOWED = 24, 3
"""From the nearest of those that are, the boundary is approached; from where its tangents are
nearest, it is followed."""
STEPS = 30
"""The most steps along the boundary."""
INSIDE = 0.03
"""How far behind all boundaries a step leads, as a share of its length."""
GAIN = 1e-5
"""Steps that shorten the distance by a smaller share end the search."""
BEYOND, SHORTEST = 1.6, 1e-3
"""How far a line to the end of a step continues, so that the end is one of the places along it; and
the shortest share of a step that is tried."""


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
    boundary = Boundary(model, spec.names.index(name), level, conditions)
    boundary.face(start)
    if boundary(start[None])[0] >= 0:
        return start.astype(np.float32)
    rng = np.random.default_rng(seed)
    crossed = [_crossed(boundary, start, point) for point in _reached(boundary, start, rng)]
    crossed.sort(key=lambda point: _flat_distance(boundary, start, point))
    found = [_followed(boundary, start, point) for point in crossed[:FOLLOWED]]
    if not found:
        raise ModelError(
            f"No point near this one was found that the predictor reads as {name}: none of the "
            f"{MORE:,} that were tried is."
        )
    return min(found, key=lambda point: _apart(point, start)).astype(np.float32)


def _reached(boundary: Boundary, start: Array, rng: np.random.Generator) -> list[Array]:
    """The nearest points (d,) behind the boundary that are known."""
    atlas = boundary.model.atlas
    if atlas is None or not len(atlas):
        sets = [boundary.model.draw(MORE, rng).astype(np.float64)]
    else:
        means = atlas.mean.astype(np.float64)
        sets = [means[_labelled(boundary, atlas.label)], means]
    for points, most in zip(sets, (TRIED, MORE)[-len(sets) :], strict=True):
        order = np.argsort(np.linalg.norm(points - start, axis=1), kind="stable")[:most]
        near = points[order]
        found = list(near[boundary(near) >= 0][:STARTS]) if len(near) else []
        if found:
            return found
    return []


def _labelled(boundary: Boundary, labels: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which items (n,) have the class as their label."""
    spec, classes = boundary.model.predictor, boundary.model.classes
    assert spec is not None
    name = spec.names[boundary.index]
    if boundary.level is not None or name not in classes:
        return np.zeros(len(labels), bool)
    return np.asarray(labels == classes.index(name))


def _crossed(boundary: Boundary, start: Array, point: Array) -> Array:
    """Where the line from `start` to a point behind the boundary crosses it, (d,)."""
    share = boundary.crossing(start, point)
    assert share is not None
    return start + share * (point - start)


def _flat_distance(boundary: Boundary, start: Array, point: Array) -> float:
    """The distance of the boundary, in latent units, if it were flat from one of its points on."""
    if len(start) > MOST_DIMENSIONS:
        return _apart(point, start)
    gaps, slopes = boundary.linearized(point)
    foot = _foot(start, point, slopes, gaps)
    return _apart(point if foot is None else foot, start)


def _followed(boundary: Boundary, start: Array, point: Array) -> Array:
    """The point to which the boundary leads when it is followed from one of its points."""
    best = point
    if len(start) > MOST_DIMENSIONS:
        return best
    length = 1.0
    for _ in range(STEPS):
        gaps, slopes = boundary.linearized(best)
        foot = _foot(start, best, slopes, gaps)
        if foot is None:
            return best
        before = _apart(best, start)
        nearest = best
        # shorter steps are tried until they lead no nearer: where it curves, the foot is too far
        while length > SHORTEST:
            far = start + BEYOND * (best + length * (foot - best) - start)
            share = boundary.crossing(start, far)
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


def _foot(
    start: Array,
    best: Array,
    slopes: Array,
    gaps: Array,
) -> Array | None:
    """The point (d,) nearest to `start` behind the tangents (k, d) at `best`; None without any.

    If they contradict each other, which tangents of curves can, the nearest boundary alone counts.
    """
    # `best` is less than the precision of crossings behind the nearest boundary
    gaps = gaps - gaps.min()
    foot = nearest_satisfying(start, best, slopes, gaps)
    if foot is None and len(gaps) > 1:
        nearest = [int(gaps.argmin())]
        return nearest_satisfying(start, best, slopes[nearest], gaps[nearest])
    if foot is None:
        return None
    # a line to where several boundaries meet may miss what is behind all of them
    inside = INSIDE * _apart(foot, best) * np.linalg.norm(slopes, axis=1)
    return nearest_satisfying(start, best, slopes, gaps - inside)


def _apart(a: Array, b: Array) -> float:
    return float(np.linalg.norm(a - b))
