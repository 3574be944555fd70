"""Named values: genes, columns of a table, settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from latentwalk.outputs.lines import COLOURS, Pen, drawn, margin, placed
from latentwalk.outputs.output import MAX_VALUES, Output, checked_range, checked_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAX_NAMES = 1_000_000
MOST_BARS = 64
"""Bars in a picture: of more values, each bar is the one of its group that is farthest from 0."""


@dataclass(frozen=True)
class ValuesSpec(Output):
    """The names of a model's values, and the range in which they are drawn."""

    kind: ClassVar[str] = "values"
    plural: ClassVar[str] = "values"

    names: tuple[str, ...]
    """p names."""
    low: float = 0.0
    """The lower end of the axis."""
    high: float = 1.0
    """The upper end of the axis."""
    label: str = ""
    """What the values are, such as "expression"."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(p,)."""
        return (len(self.names),)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names."""
        return self.names

    def __str__(self) -> str:
        return f"{len(self.names):,} names"

    def to_json(self) -> dict[str, Any]:
        """The specification as the manifest contains it."""
        content = {"names": list(self.names), "low": self.low, "high": self.high}
        return content | ({"label": self.label} if self.label else {})

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> ValuesSpec:
        """Parse and check a specification.

        Raises:
            ValueError: invalid or too large values.
        """
        names = content.get("names")
        if not isinstance(names, list) or not 1 <= len(names) <= min(MAX_NAMES, MAX_VALUES):
            raise ValueError(f"the names of values must be a list of 1 to {MAX_NAMES:,}")
        values = cls(**{**content, "names": tuple(names)})
        checked_text(*values.names, values.label)
        checked_range(values.low, values.high)
        return values

    def draw(self, values: NDArray[np.float32], width: int, height: int) -> NDArray[np.uint8]:
        """Draw values as bars from 0, in their order; see `Output.draw`."""
        count = min(len(self.names), MOST_BARS, max(1, width // 2))
        starts = np.arange(count) * len(self.names) // count

        def one(sample: NDArray[np.float32]) -> NDArray[np.uint8]:
            most, least = np.maximum.reduceat(sample, starts), np.minimum.reduceat(sample, starts)
            bars = np.where(most >= -least, most, least)

            def paint(pen: Pen, wide: int, high: int) -> None:
                edge = margin(wide, high)
                base = min(max(0.0, self.low), self.high)
                bounds = (self.low, self.high, high - edge, edge)
                (zero,) = placed(np.array([base]), *bounds)
                step = (wide - 2 * edge) / count
                for i, top in enumerate(placed(bars, *bounds).tolist()):
                    left = edge + i * step
                    box = (left, min(top, zero), left + 0.75 * step, max(top, zero))
                    pen.rectangle(box, COLOURS[0 if top <= zero else 2])

            return drawn(width, height, paint)

        return np.stack([one(sample) for sample in values])
