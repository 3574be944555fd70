"""The tiles of the gallery page: each is a part of a plane through a model's latent space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk import gallery
from latentwalk.figures.planes import plane_of
from latentwalk.folder.about import About

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

SHARE = 0.94
"""Of the encoded data, along each side of a tile."""
REACH = 2.0
"""Half a side, in the units of the latent space, where there is no data."""


def tile_of(model: Model) -> dict[str, Any] | None:
    """The tile of a model in `/models/index.json`; None if the model says nothing of itself.

    `docs/protocol.md` describes it. The latent point at the place (x, y), both from -1 to 1, is
    `origin + x right + y up`. The plane is the one of the first two principal components of the
    data, or of the only two dimensions, and leads through the point that the tile shows at first.
    """
    about = About.of(model.folder.manifest.provenance)
    if about is None:
        return None
    row = _shown(model, about.shown or model.folder.manifest.start or "")
    point, given = np.split(row.astype(np.float64), [model.latent_dim])
    middle, sides = _sides(model)
    reach = np.maximum((sides**2).sum(1), np.finfo(float).tiny)
    place = (point - middle) @ sides.T / reach
    origin = point - place @ sides
    return {
        "text": about.text,
        "licence": about.licence,
        "section": gallery.section(model.name),
        "items": 0 if model.atlas is None else len(model.atlas),
        "origin": _listed(origin),
        "right": _listed(sides[0]),
        "up": _listed(sides[1]),
        "shown": _listed(place),
        "given": _listed(given),
    }


def _shown(model: Model, preset: str) -> NDArray[np.float32]:
    """The row (d + w,) of a preset, or of the initial point if there is no such preset."""
    row = model.preset_rows.get(preset)
    return np.concatenate([model.home, model.conditions.default]) if row is None else row


def _sides(model: Model) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middle of a tile (d,), and its half sides to the right and upwards (2, d)."""
    d = model.latent_dim
    n = 0 if model.atlas is None else len(model.atlas)
    if d < 2 or n < 3:
        return model.home.astype(np.float64), REACH * np.eye(2, d)
    plane = plane_of(model, "1,2" if d == 2 else "components")
    assert plane.directions is not None
    low, high = np.quantile(plane.places, [(1 - SHARE) / 2, (1 + SHARE) / 2], axis=0)
    middle = plane.origin + (low + high) / 2 @ plane.directions
    return middle, (high - low)[:, None] / 2 * plane.directions


def _listed(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 4) for value in values]
