"""Walks: curves through latent points, as (frames, d) arrays.

- `lerp`: straight segments.
- `slerp`: great arcs (Shoemake, "Animating rotation with quaternion curves", 1985), with separate
  interpolation of the distance from the origin. In many dimensions, a straight line between two
  typical points of a Gaussian prior passes through an untypical middle; an arc does not.
- `spline`: the natural cubic spline through the points, periodic for a loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from latentwalk.errors import LatentError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CurveKind = Literal["lerp", "slerp", "spline"]


def walk(
    points: NDArray[np.float32], frames: int, kind: CurveKind = "lerp", *, loop: bool = False
) -> NDArray[np.float32]:
    """Place `frames` points, evenly in time, on a curve through `points`.

    Args:
        points: (k, d), k >= 2, visited in order; each segment takes the same time.
        frames: the number of points, >= 2. The first is `points[0]`. Without `loop`, the last is
            `points[-1]`. With it, the curve returns to the start, and the last frame is the one
            before it, so that no frame is doubled when the walk is repeated.
        kind: the curve.
        loop: whether to return to the first point.

    Returns:
        (frames, d) float32.

    Raises:
        LatentError: fewer than two points.
        SettingsError: fewer than two frames, or an unknown kind.
    """
    if len(points) < 2:
        raise LatentError(f"A walk needs at least two points, got {len(points)}.")
    if frames < 2:
        raise SettingsError(f"A walk needs at least two frames, got {frames}.")
    if kind not in _CURVES:
        raise SettingsError(f"path must be one of {', '.join(get_args(CurveKind))}, got '{kind}'.")
    stops = np.asarray(points, dtype=np.float64)
    if loop:
        stops = np.concatenate([stops, stops[:1]])
    segments = len(stops) - 1
    time = np.linspace(0.0, segments, frames, endpoint=not loop)
    segment = np.minimum(time.astype(int), segments - 1)
    curve = _CURVES[kind](stops, segment, (time - segment)[:, None], loop)
    return curve.astype(np.float32)


def _lerp(stops: Floats, segment: NDArray[np.int_], t: Floats, _loop: bool) -> Floats:
    return np.asarray((1 - t) * stops[segment] + t * stops[segment + 1])


def _slerp(stops: Floats, segment: NDArray[np.int_], t: Floats, loop: bool) -> Floats:
    start, end = stops[segment], stops[segment + 1]
    start_norm = np.linalg.norm(start, axis=1, keepdims=True)
    end_norm = np.linalg.norm(end, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        start_unit, end_unit = start / start_norm, end / end_norm
        angle = np.arccos(np.clip((start_unit * end_unit).sum(1, keepdims=True), -1.0, 1.0))
        arc = (np.sin((1 - t) * angle) * start_unit + np.sin(t * angle) * end_unit) / np.sin(angle)
        curve = arc * ((1 - t) * start_norm + t * end_norm)
    # No arc is defined from or to the origin, or between parallel or opposite points.
    straight = ~np.isfinite(curve).all(1) | (np.sin(angle)[:, 0] < 1e-6)
    curve[straight] = _lerp(stops, segment, t, loop)[straight]
    return np.asarray(curve)


def _spline(stops: Floats, segment: NDArray[np.int_], t: Floats, loop: bool) -> Floats:
    bend = _second_derivatives(stops, loop)
    b, a = t, 1 - t
    return np.asarray(
        a * stops[segment]
        + b * stops[segment + 1]
        + ((a**3 - a) * bend[segment] + (b**3 - b) * bend[segment + 1]) / 6
    )


def _second_derivatives(stops: Floats, loop: bool) -> Floats:
    """The second derivatives of the spline at its knots, one apart, by continuity of the slope."""
    k = len(stops) - 1
    system, right = np.zeros((k + 1, k + 1)), np.zeros_like(stops)
    for i in range(1, k):
        system[i, i - 1 : i + 2] = 1, 4, 1
        right[i] = 6 * (stops[i - 1] - 2 * stops[i] + stops[i + 1])
    if loop:  # both ends are one knot, with equal first and second derivatives
        system[0, [0, k]] = 1, -1
        system[k, [0, 1, k - 1, k]] += 2, 1, 1, 2
        right[k] = 6 * (stops[1] - stops[0] - stops[k] + stops[k - 1])
    else:  # natural: the second derivative is zero at the ends
        system[0, 0] = system[k, k] = 1
    return np.asarray(np.linalg.solve(system, right), dtype=np.float64)


_CURVES: dict[str, Callable[[Floats, NDArray[np.int_], Floats, bool], Floats]] = {
    "lerp": _lerp,
    "slerp": _slerp,
    "spline": _spline,
}
