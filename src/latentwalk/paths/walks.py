"""Walks of every kind: along curves, at an even speed, or through the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from latentwalk.errors import SettingsError
from latentwalk.latent.path import walk
from latentwalk.paths.data import Data
from latentwalk.paths.geodesic import settle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

PathKind = Literal["lerp", "slerp", "spline", "even", "data"]
"""The curves of `latentwalk.latent.path`, and the paths that depend on the model."""
EVEN, THROUGH = 24, 96
"""Segments between two stops of a walk at an even speed, and of one through the data."""


def walk_rows(
    model: Model,
    stops: NDArray[np.float32],
    frames: int,
    kind: PathKind = "lerp",
    *,
    loop: bool = False,
) -> NDArray[np.float32]:
    """Place `frames` points with their conditions, evenly in time, on a path through `stops`.

    Args:
        model: the model.
        stops: (k, d + w), k >= 2, visited in order; each leg takes the same time. Conditions change
            evenly in time.
        frames: the number of points, >= 2, as for `latentwalk.latent.path.walk`.
        kind: the path. A leg between equal points stays there.
        loop: whether to return to the first point.

    Returns:
        (frames, d + w) float32.

    Raises:
        LatentError: fewer than two stops.
        SettingsError: fewer than two frames, an unknown kind, or an even path that needs more than
            2 GiB.
        ModelError: no even path is found, as for `even`.
        MissingError: the model has no encoded data to go through.
    """
    d = model.latent_dim
    straight = walk(stops, frames, "lerp", loop=loop)
    if kind not in get_args(PathKind):
        raise SettingsError(f"path must be one of {', '.join(get_args(PathKind))}, got '{kind}'.")
    if kind != "even" and kind != "data":
        points = walk(stops[:, :d], frames, kind, loop=loop)
        return np.concatenate([points, straight[:, d:]], axis=1)
    data = Data(model, stops[:, :d]) if kind == "data" else None
    segments = EVEN if data is None else THROUGH
    legs = []
    for i in range(len(stops) if loop else len(stops) - 1):
        j = (i + 1) % len(stops)
        leg = np.linspace(stops[i], stops[j], segments + 1, dtype=np.float64)
        if (stops[i, :d] != stops[j, :d]).any():
            if data is None:
                leg = settle(model, leg)
            else:
                leg[:, :d] = data.path(i, j, segments + 1)
        legs.append(leg[:-1])
    knots = np.concatenate(legs if loop else [*legs, stops[-1:]]).astype(np.float32)
    return walk(knots, frames, "lerp", loop=loop)
