"""Points in the plane or in space: outlines, skeletons, point clouds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from latentwalk.outputs.lines import COLOURS, INK, Pen, drawn, margin, stroke
from latentwalk.outputs.output import (
    MAX_VALUES,
    Output,
    checked_range,
    checked_text,
    is_whole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

AXES = ("x", "y", "z")
TURN, TILT = 0.6, 0.35
"""From where points in space are drawn: angles about the vertical axis and above the horizon."""


@dataclass(frozen=True)
class PointsSpec(Output):
    """The number of a model's points, their edges, and the range of their coordinates."""

    kind: ClassVar[str] = "points"
    plural: ClassVar[str] = "shapes"

    count: int
    """k, the number of points."""
    dimensions: int = 2
    """2, x to the right and y upwards, or 3."""
    edges: tuple[tuple[int, int], ...] = ()
    """Pairs of points, from 0, that lines connect."""
    names: tuple[str, ...] = ()
    """The points' names: none, or k."""
    low: float = -1.0
    """The lower end of all axes."""
    high: float = 1.0
    """The upper end of all axes."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(k, 2) or (k, 3)."""
        return (self.count, self.dimensions)

    @property
    def columns(self) -> tuple[str, ...]:
        """The axis of each coordinate, after the point's name or number."""
        names = self.names or tuple(map(str, range(self.count)))
        return tuple(f"{name} {axis}" for name in names for axis in AXES[: self.dimensions])

    @property
    def cell(self) -> tuple[int, int]:
        """A square: both axes have the same scale."""
        return 64, 64

    def __str__(self) -> str:
        edges = f" and {len(self.edges):,} edges" if self.edges else ""
        where = "the plane" if self.dimensions == 2 else "space"
        return f"{self.count:,} points in {where}{edges}"

    def to_json(self) -> dict[str, Any]:
        """The specification as the manifest contains it."""
        content: dict[str, Any] = {
            "count": self.count,
            "dimensions": self.dimensions,
            "low": self.low,
            "high": self.high,
        }
        if self.edges:
            content["edges"] = [list(edge) for edge in self.edges]
        return content | ({"names": list(self.names)} if self.names else {})

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> PointsSpec:
        """Parse and check a specification.

        Raises:
            ValueError: invalid or too large values.
        """
        count, dimensions = content.get("count"), content.get("dimensions", 2)
        edges, names = content.get("edges", []), content.get("names", [])
        if not is_whole(count) or dimensions not in (2, 3) or type(dimensions) is not int:
            raise ValueError("count must be a positive integer, and dimensions 2 or 3")
        if not isinstance(names, list) or len(names) not in (0, count):
            raise ValueError("names must be a list of as many names as there are points")
        if not isinstance(edges, list) or not all(_connects(edge, count) for edge in edges):
            raise ValueError("edges must be pairs of points, counted from 0")
        points = cls(
            **{
                **content,
                "edges": tuple((one, other) for one, other in edges),
                "names": tuple(names),
            }
        )
        checked_text(*points.names)
        checked_range(points.low, points.high)
        if points.size > MAX_VALUES or len(points.edges) > MAX_VALUES:
            raise ValueError(f"there are at most {MAX_VALUES} coordinates and edges")
        return points

    def draw(self, values: NDArray[np.float32], width: int, height: int) -> NDArray[np.uint8]:
        """Draw points and edges; see `Output.draw`."""
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2

        def one(sample: NDArray[np.float32]) -> NDArray[np.uint8]:
            flat = _projected((sample.astype(np.float64) - middle) / half)

            def paint(pen: Pen, wide: int, high: int) -> None:
                reach = min(wide, high) / 2 - margin(wide, high)
                x = wide / 2 + reach * np.clip(flat[:, 0], -2, 2)
                y = high / 2 - reach * np.clip(flat[:, 1], -2, 2)
                for start, end in self.edges:
                    line = [(x[start], y[start]), (x[end], y[end])]
                    pen.line(line, COLOURS[1], stroke(high))
                radius = (1 if self.count > 200 else 1.5) * stroke(high)
                for left, top in zip(x.tolist(), y.tolist(), strict=True):
                    pen.ellipse((left - radius, top - radius, left + radius, top + radius), INK)

            return drawn(width, height, paint)

        return np.stack([one(sample) for sample in values])


def _projected(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (k, 2) as they are, or points (k, 3) seen from the side and a little from above."""
    if points.shape[1] == 2:
        return points
    x, y, z = points.T
    across, depth = x * np.cos(TURN) + z * np.sin(TURN), z * np.cos(TURN) - x * np.sin(TURN)
    up = y * np.cos(TILT) - depth * np.sin(TILT)
    flat: NDArray[np.float64] = np.stack([across, up], 1) / np.sqrt(2)
    return flat


def _connects(edge: Any, count: Any) -> bool:
    return (
        isinstance(edge, list)
        and len(edge) == 2
        and all(type(end) is int and 0 <= end < count for end in edge)
    )
