"""The map: the encoded data on a plane, coloured by what is known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import LatentError
from latentwalk.figures.colouring import Colouring, colouring
from latentwalk.figures.paper import FAINT, blank, named, style
from latentwalk.figures.planes import Plane, plane_of
from latentwalk.figures.samples import draw_samples
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

VECTORS = 20_000
"""More points than this are rasterised, so that files stay small."""
COVER, RADII, OPACITIES = 0.35, (0.5, 2.0), (0.15, 0.9)
"""The share of the map that dots may cover before they become transparent; their radii in points;
their opacities."""
TAIL = 0.001
"""The share of the data at each end that may lie outside the frame."""
MARGIN = 0.05
CALENDAR = (-719_162 + 366, 2_932_896 - 366)
"""The days since 1970 that Matplotlib can show as dates: years 1 to 9999, and a year of margin."""
LONGER = 2
"""How many times longer than the other side a side of the map may be."""
REACH = 3.0
"""How far from 0 the map reaches without data, in standard deviations of the prior."""


def plot_map(
    model: Model,
    plane: str | tuple[int, int] | None = None,
    colour: str | None = None,
    *,
    images: int = 0,
    vectors: int = VECTORS,
    size: tuple[float, float] = (6.0, 5.0),
) -> Figure:
    """The encoded data of a model on a plane.

    Args:
        model: the model.
        plane: two dimensions counted from 1, "components", or "layout"; by default the layout if
            there is one, the dimensions of a model with two, or else the components.
        colour: a column, "class", "split" or "error"; by default the class.
        images: decoded samples per row beneath the points; on a layout they fade where the data
            is far away.
        vectors: draw at most this many points as vectors; more are rasterised.
        size: width and height in inches.

    Returns:
        A Matplotlib figure.

    Raises:
        LatentError: no such plane, or nothing to draw.
        DataError: no such column.
        MissingError: Matplotlib is not installed.
    """
    with style(*model.classes, *_texts(model, colour)):
        chosen = plane_of(model, plane)
        if not len(chosen.places) and not images:
            raise LatentError(f"{model.name} has no encoded data: draw decoded images instead.")
        on_black = images > 0 and isinstance(model.output, ImageSpec | FieldSpec)
        figure = blank(*size)
        axes = figure.add_subplot()
        left, right, bottom, top = _frame(chosen.places)
        axes.set(xlim=(left, right), ylim=(bottom, top), xlabel=chosen.names[0])
        axes.set_ylabel(chosen.names[1])
        axes.set_aspect("equal")
        if chosen.directions is None:
            axes.set(xticks=[], yticks=[])
        if images:
            axes.set_facecolor("#000" if on_black else "#fff")
            draw_samples(model, axes, chosen, images)
        if len(chosen.places):
            _draw_points(axes, chosen, colouring(model, colour, on_black=on_black), vectors)
        return figure


def _texts(model: Model, colour: str | None) -> list[str]:
    column = next((one for one in model.columns or () if one.name == colour), None)
    return [] if column is None else [column.name, *column.categories]


def _frame(places: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of the part of the plane that holds nearly all data."""
    if not len(places):
        return -REACH, REACH, -REACH, REACH
    low, high = np.quantile(places, [TAIL, 1 - TAIL], axis=0)
    span = max(float((high - low).max()), 1e-6 * max(1.0, float(np.abs(places).max())))
    half = np.maximum(high - low, span / LONGER) / 2 + MARGIN * span
    (left, bottom), (right, top) = (low + high) / 2 - half, (low + high) / 2 + half
    return left, right, bottom, top


def _draw_points(axes: Axes, plane: Plane, colours: Colouring, vectors: int) -> None:
    n = len(plane.places)
    box = axes.get_window_extent()
    area = box.width * box.height * (72 / axes.figure.dpi) ** 2
    radius = float(np.clip(np.sqrt(0.12 * area / (np.pi * n)), *RADII))
    opacity = float(np.clip(COVER * area / (np.pi * radius**2 * n), *OPACITIES))
    # a random order, so that no class covers another
    order = np.random.default_rng(0).permutation(n)
    common: dict[str, Any] = {
        "s": (2 * radius) ** 2, "linewidths": 0, "rasterized": n > vectors,
    }  # fmt: skip
    if len(colours.missing):
        _scatter(axes, plane.places[colours.missing], common | {
            "facecolors": "none", "edgecolors": FAINT, "linewidths": 0.4, "alpha": opacity,
        })  # fmt: skip
    if colours.numbers is not None:
        known = order[~np.isnan(colours.numbers[order])]
        low, high = colours.ends
        points = _scatter(axes, plane.places[known], common | {
            "c": colours.numbers[known], "vmin": low, "vmax": high, "alpha": opacity,
            "cmap": "viridis",
        })  # fmt: skip
        _scale(axes, points, colours)
    else:
        paint = np.full(n, "", object)
        for entry in colours.entries:
            paint[entry.items] = entry.colour
        known = order[paint[order] != ""]
        _scatter(axes, plane.places[known], common | {
            "c": list(paint[known]), "alpha": opacity,
        })  # fmt: skip
    _legend(axes, colours)


def _scatter(axes: Axes, places: NDArray[np.float64], looks: dict[str, Any]) -> Any:
    return axes.scatter(places[:, 0], places[:, 1], **looks)


def _scale(axes: Axes, points: Any, colours: Colouring) -> None:
    from matplotlib import dates
    from matplotlib.ticker import FuncFormatter

    calendar: Any = dates
    looks: dict[str, Any] = {"shrink": 0.5, "aspect": 24, "pad": 0.02}
    low, high = colours.ends
    if colours.is_date and CALENDAR[0] < low < high < CALENDAR[1]:
        locator = calendar.AutoDateLocator()
        looks |= {"ticks": locator, "format": calendar.ConciseDateFormatter(locator)}
    elif colours.is_date:
        looks["format"] = FuncFormatter(lambda days, _: str(np.datetime64(round(days), "D")))
    bar: Any = axes.figure.colorbar(points, ax=axes, **looks)
    bar.solids.set(alpha=1, edgecolor="face", rasterized=True)
    bar.outline.set_visible(False)
    bar.set_label(named(colours.name))


def _legend(axes: Axes, colours: Colouring) -> None:
    """The names of the categories, and of what is missing, beside the map."""
    looks = [(named(one.name) or "“”", one.colour, True) for one in colours.entries]
    if not colours.name:
        looks = []
    if len(colours.missing):
        looks.append((f"missing ({len(colours.missing):,})", FAINT, False))
    if not looks:
        return
    from matplotlib.lines import Line2D

    dots = [
        Line2D([], [], linestyle="", marker="o", markersize=5, markeredgecolor=colour,
               markerfacecolor=colour if full else "none", label=name)
        for name, colour, full in looks
    ]  # fmt: skip
    if colours.entries:
        title = named(colours.name)
        axes.figure.legend(handles=dots, title=title, alignment="left", loc="outside right upper")
    else:
        axes.figure.legend(handles=dots, loc="outside right lower")
