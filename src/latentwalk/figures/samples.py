"""Decoded samples in a figure: as tiles of a plane, and in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.outputs.checkerboard import opaque
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from latentwalk.figures.planes import Plane
    from latentwalk.infer.model import Model

ENLARGED = 3
"""How much larger than its smallest size a plot is drawn."""
BATCH = 256
TILES_SEEN = 0.6
"""The opacity of tiles under points, on black."""


def pictures(model: Model, z: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Decode points (n, d) under the model's default conditions, and draw them: (n, h, w, 3)."""
    output = model.output
    factor = 1 if isinstance(output, ImageSpec) else ENLARGED
    width, height = (factor * side for side in output.cell)
    rows = model.rows(z)
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    drawn = [output.draw(model.decode_rows(one), width, height) for one in batches]
    tiles = coloured(np.concatenate(drawn))
    is_picture = isinstance(output, ImageSpec | FieldSpec)
    return tiles if is_picture else _on_white(tiles)


def coloured(drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures (n, h, w, c) of 1 to 4 channels as RGB, transparent ones over a checkerboard."""
    if drawn.shape[-1] in {2, 4}:
        drawn = np.stack([opaque(one) for one in drawn])
    return np.repeat(drawn, 3, axis=-1) if drawn.shape[-1] == 1 else drawn


def _on_white(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Plots on black as plots on white: the lightness of HSL inverted, the hue kept."""
    wide = tiles.astype(np.int16)
    inverted = 255 - wide.max(-1, keepdims=True) - wide.min(-1, keepdims=True) + wide
    return np.asarray(inverted, np.uint8)


def draw_samples(model: Model, axes: Axes, plane: Plane, across: int) -> None:
    """Draw decoded samples beneath a map, `across` in each row."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    width, height = model.output.cell
    step = (right - left) / across
    down = max(1, round((top - bottom) / (step * height / width)))
    x = left + (np.arange(across) + 0.5) * step
    y = top - (np.arange(down) + 0.5) * (top - bottom) / down
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    tiles = pictures(model, plane.points(places))
    _, h, w, c = tiles.shape
    sheet = tiles.reshape(down, across, h, w, c).swapaxes(1, 2).reshape(down * h, across * w, c)
    seen = plane.trust(places).reshape(down, across) * (TILES_SEEN if len(plane.places) else 1.0)
    axes.imshow(
        sheet, extent=(left, right, bottom, top), aspect="auto", interpolation="none", zorder=0,
        alpha=np.repeat(np.repeat(seen, h, axis=0), w, axis=1),
    )  # fmt: skip
    axes.set(xlim=(left, right), ylim=(bottom, top))
