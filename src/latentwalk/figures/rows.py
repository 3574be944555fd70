"""Rows of decoded samples: what each dimension does, a sheet of a plane, and a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.figures.paper import FAINT, INK, blank, style
from latentwalk.figures.planes import plane_of
from latentwalk.figures.samples import pictures
from latentwalk.paths.walks import walk_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model
    from latentwalk.paths.walks import PathKind

REACH = 3.0
"""How far strips and sheets reach from 0 to both sides without data, in standard deviations of the
prior."""
TAIL = 0.01
"""The share of the data at each end that strips leave out."""
GAP = 0.06
"""The space between two pictures, as a share of a cell."""
BESIDE = 1.7
"""Inches for the labels beside strips."""
TICKS = 7
"""The most labelled rows and columns of a sheet."""


def plot_strips(
    model: Model,
    *,
    at: NDArray[np.float32] | None = None,
    most: int = 12,
    frames: int = 9,
    width: float = 6.0,
) -> Figure:
    """What each dimension does: one row of decoded samples for each, the most informative first.

    Args:
        model: the model.
        at: (d,), the point from which one dimension at a time is varied; by default the home.
        most: at most this many dimensions.
        frames: samples per row.
        width: the width of the figure in inches.

    Returns:
        A Matplotlib figure. Each row is labelled with the dimension and, with encoded data, its
        mean KL divergence from N(0, I) in nats.

    Raises:
        MissingError: Matplotlib is not installed.
    """
    with style():
        start = model.home if at is None else np.asarray(at, np.float32)
        nats = _nats(model)
        order = np.argsort(-nats, kind="stable") if nats is not None else np.arange(len(start))
        shown = order[:most]
        ends = [_reach(model, int(one)) for one in shown]
        z = np.tile(start, (len(shown), frames, 1))
        for row, (one, (low, high)) in enumerate(zip(shown, ends, strict=True)):
            z[row, :, one] = np.linspace(low, high, frames)
        tiles = pictures(model, z.reshape(-1, model.latent_dim))
        ratio = tiles.shape[1] / tiles.shape[2]
        figure = blank(width, len(shown) * (width - BESIDE) / frames * ratio + 0.1)
        axes = figure.add_subplot()
        _draw(axes, tiles, frames)
        labels = [f"z{one + 1}" for one in shown]
        if nats is not None:
            pairs = zip(labels, shown, strict=True)
            labels = [f"{label}  ({nats[one]:.2f} nats)" for label, one in pairs]
        axes.set_yticks([(row + 0.5) * ratio for row in range(len(shown))], labels)
        axes.set_xticks([])
        right = axes.secondary_yaxis("right")
        right.set_yticks(
            [(row + 0.5) * ratio for row in range(len(shown))],
            [f"{low:.1f} to {high:.1f}" for low, high in ends],
        )
        right.tick_params(length=0)
        right.spines[:].set_visible(False)
        return figure


def plot_sheet(
    model: Model,
    plane: str | tuple[int, int] | None = None,
    *,
    n: int = 12,
    width: float = 5.0,
) -> Figure:
    """A plane as a sheet of n x n decoded samples, between axes in latent units.

    Args:
        model: the model.
        plane: two dimensions counted from 1, or "components"; by default the dimensions of a model
            with two, or else the components if there is data.
        n: samples per side.
        width: the width of the figure in inches.

    Raises:
        LatentError: no such plane, or a layout.
        MissingError: Matplotlib is not installed.
    """
    with style():
        has_data = model.atlas is not None and len(model.atlas) > 2
        default = "components" if model.latent_dim > 2 and has_data else "1,2"
        chosen = plane_of(model, plane or default)
        reach = REACH
        if len(chosen.places) > 1:
            reach = float(np.quantile(np.abs(chosen.places), 1 - TAIL))
        values = np.linspace(-reach, reach, n)
        places = np.stack(np.meshgrid(values, values[::-1]), axis=-1).reshape(-1, 2)
        tiles = pictures(model, chosen.points(places))
        ratio = tiles.shape[1] / tiles.shape[2]
        figure = blank(width, width * ratio)
        axes = figure.add_subplot()
        _draw(axes, tiles, n)
        ticks = np.arange(0, n, -(-n // TICKS))
        axes.set_xticks(ticks + 0.5, [f"{values[i]:.1f}" for i in ticks])
        axes.set_yticks((ticks + 0.5) * ratio, [f"{values[::-1][i]:.1f}" for i in ticks])
        axes.set(xlabel=chosen.names[0], ylabel=chosen.names[1])
        return figure


def plot_path(
    model: Model,
    stops: NDArray[np.float32],
    *,
    path: PathKind = "spline",
    frames: int = 12,
    columns: int = 12,
    width: float = 6.0,
) -> Figure:
    """A path through latent points: its samples, and how much they change on the way.

    Args:
        model: the model.
        stops: (k, d), k >= 2, the points to go through.
        path: lerp: straight lines; slerp: great arcs; spline: one smooth curve; even: samples
            change at an even speed; data: from one encoded item to a near one.
        frames: samples that are shown.
        columns: samples per row.
        width: the width of the figure in inches.

    Returns:
        A Matplotlib figure. The curve under the samples is the change from each of 20 `frames`
        to the next one: the root mean square of the differences, as a share of the range, divided
        by its mean, so that an even walk is 1 everywhere.

    Raises:
        LatentError: fewer than two stops, or stops that do not fit.
        ModelError: no even path is found.
        MissingError: Matplotlib is not installed, or there is no data to go through.
    """
    with style():
        fine = 20 * frames
        points = walk_rows(model, model.rows(stops), fine, path)
        shown = points[np.linspace(0, fine - 1, frames).round().astype(int)]
        tiles = pictures(model, shown[:, : model.latent_dim])
        ratio = tiles.shape[1] / tiles.shape[2]
        across = min(columns, frames)
        rows = -(-frames // across)
        high = rows * width / across * ratio
        figure = blank(width, high + 1.1)
        top, bottom = figure.subplots(2, 1, height_ratios=[high, 0.8])
        _draw(top, tiles, across)
        top.set_axis_off()
        samples = model.decode_rows(points).reshape(fine, -1).astype(np.float64)
        steps = np.sqrt((np.diff(samples, axis=0) ** 2).mean(1))
        speed = steps / steps.mean() if steps.mean() > 0 else np.zeros_like(steps)
        bottom.axhline(1, color=FAINT, linewidth=0.5)
        bottom.plot(np.linspace(0, 1, fine - 1), speed, color=INK, linewidth=1)
        bottom.set(xlim=(0, 1), ylim=(0, max(1.5, 1.05 * float(speed.max(initial=0)))))
        bottom.set(xlabel="share of the path", ylabel="speed")
        return figure


def _draw(axes: Axes, tiles: NDArray[np.uint8], across: int) -> None:
    """Draw pictures (n, h, w, 3) into cells one unit wide, from the top left."""
    ratio = tiles.shape[1] / tiles.shape[2]
    down = -(-len(tiles) // across)
    for i, tile in enumerate(tiles):
        x, y = i % across, i // across
        edges = (x + GAP / 2, x + 1 - GAP / 2)
        axes.imshow(
            tile, interpolation="none",
            extent=(*edges, (y + 1 - GAP / 2) * ratio, (y + GAP / 2) * ratio),
        )  # fmt: skip
    axes.set(xlim=(0, across), ylim=(down * ratio, 0))
    axes.set_aspect("equal")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _nats(model: Model) -> NDArray[np.float64] | None:
    """The mean KL divergence of each dimension, (d,); None without encoded data."""
    atlas = model.atlas
    if atlas is None or not len(atlas):
        return None
    mean, logvar = atlas.mean.astype(np.float64), atlas.logvar.astype(np.float64)
    return np.asarray(0.5 * (mean**2 + np.exp(logvar) - 1 - logvar).mean(0))


def _reach(model: Model, dimension: int) -> tuple[float, float]:
    """The ends of a dimension's strip."""
    atlas = model.atlas
    if atlas is None or len(atlas) < 2:
        return -REACH, REACH
    low, high = np.quantile(atlas.mean[:, dimension], [TAIL, 1 - TAIL])
    return float(low), float(high)
