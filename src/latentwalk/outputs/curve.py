"""Curves: one or more lines over a common axis. With a sampling rate they are sound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from latentwalk.outputs.lines import COLOURS, FAINT, Pen, drawn, margin, placed, stroke
from latentwalk.outputs.output import (
    MAX_LEVEL,
    MAX_VALUES,
    Output,
    checked_range,
    checked_text,
    is_whole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MIN_RATE, MAX_RATE = 1.0, 1e6
"""Samples per second."""
MAX_CHANNELS = 1024


@dataclass(frozen=True)
class CurveSpec(Output):
    """The shape of a model's curves, their axes, and the range in which they are drawn."""

    kind: ClassVar[str] = "curve"
    plural: ClassVar[str] = "curves"

    length: int
    """t, the number of values along the axis."""
    channels: tuple[str, ...] = ("",)
    """The name of each line."""
    low: float = -1.0
    """The lower end of the vertical axis."""
    high: float = 1.0
    """The upper end of the vertical axis."""
    x: tuple[float, ...] | None = None
    """The t ascending positions of the values; by default 0, 1, 2, ... or, with a rate, seconds."""
    x_label: str = ""
    """What the horizontal axis shows, such as "time (ms)"."""
    y_label: str = ""
    """What the vertical axis shows, such as "mV"."""
    rate: float | None = None
    """Values per second, if the curve is sound."""
    spread: bool = False
    """Whether a sample has a standard deviation for each value, which is drawn as a band."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(c, t); with standard deviations (2c, t), these after the lines."""
        return ((1 + self.spread) * len(self.channels), self.length)

    @property
    def positions(self) -> NDArray[np.float64]:
        """(t,): the values' positions on the horizontal axis."""
        if self.x is not None:
            return np.array(self.x, np.float64)
        return np.arange(self.length) / (self.rate or 1.0)

    @property
    def columns(self) -> tuple[str, ...]:
        """The position of each value, after the name of its line."""
        names = [f"{name} " if name else "" for name in self.channels]
        names += [f"± {name}" for name in names] if self.spread else []
        return tuple(f"{name}{x:g}" for name in names for x in self.positions)

    def __str__(self) -> str:
        lines = "" if len(self.channels) == 1 else f"{len(self.channels)} x "
        sound = f" at {self.rate:g} Hz" if self.rate else ""
        band = " with standard deviations" if self.spread else ""
        values = "value" if self.length == 1 else "values"
        return f"{lines}{self.length} {values}{sound}{band}"

    def to_json(self) -> dict[str, Any]:
        """The specification as the manifest contains it."""
        content: dict[str, Any] = {
            "length": self.length,
            "channels": list(self.channels),
            "low": self.low,
            "high": self.high,
        }
        if self.x is not None:
            content["x"] = list(self.x)
        optional = {
            "x_label": self.x_label,
            "y_label": self.y_label,
            "rate": self.rate,
            "spread": self.spread,
        }
        return content | {name: value for name, value in optional.items() if value}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> CurveSpec:
        """Parse and check a specification.

        Raises:
            ValueError: invalid or too large values.
        """
        x, rate = content.get("x"), content.get("rate")
        channels = content.get("channels", [""])
        if not is_whole(content.get("length")) or not isinstance(channels, list):
            raise ValueError("a curve's length must be a positive integer, its channels a list")
        if not 1 <= len(channels) <= MAX_CHANNELS:
            raise ValueError(f"a curve has 1 to {MAX_CHANNELS} channels")
        if x is not None and not _ascends(x, content["length"]):
            raise ValueError("a curve's x must be as many ascending numbers as it has values")
        if type(content.get("spread", False)) is not bool:
            raise ValueError("a curve's spread must be true or false")
        if rate is not None and not (type(rate) in {int, float} and MIN_RATE <= rate <= MAX_RATE):
            raise ValueError(f"a curve's rate must be from {MIN_RATE:g} to {MAX_RATE:g}")
        curve = cls(
            **{
                **content,
                "channels": tuple(channels),
                "x": None if x is None else tuple(map(float, x)),
            }
        )
        checked_text(*curve.channels, curve.x_label, curve.y_label)
        checked_range(curve.low, curve.high)
        if curve.size > MAX_VALUES:
            raise ValueError(f"a curve has at most {MAX_VALUES} values")
        return curve

    def draw(self, values: NDArray[np.float32], width: int, height: int) -> NDArray[np.uint8]:
        """Draw curves as lines; see `Output.draw`."""
        at = self.positions
        span = (float(at[0]), float(at[-1])) if len(at) > 1 else (-1.0, 1.0)

        def one(sample: NDArray[np.float32]) -> NDArray[np.uint8]:
            def paint(pen: Pen, wide: int, high: int) -> None:
                edge = margin(wide, high)
                bounds = (self.low, self.high, high - edge, edge)
                x = placed(at, *span, edge, wide - edge)
                if self.low < 0 < self.high:
                    (zero,) = placed(np.zeros(1), *bounds)
                    pen.line([(0, zero), (wide, zero)], FAINT, stroke(high) // 2 or 1)
                lines = len(self.channels)
                for number, colour in enumerate(_colours(lines)):
                    line = sample[number]
                    if self.spread and len(x) > 1:
                        around = np.abs(sample[lines + number])
                        ends = [placed(line + one, *bounds) for one in (around, -around)]
                        band = [
                            *zip(x, ends[0], strict=True),
                            *zip(x[::-1], ends[1][::-1], strict=True),
                        ]
                        pen.polygon(band, tuple(part // 4 for part in colour))
                    y = placed(line, *bounds)
                    points = [*zip(x.tolist(), y.tolist(), strict=True)]
                    points = points if len(points) > 1 else [(0, y[0]), (wide, y[0])]
                    pen.line(points, colour, stroke(high), joint="curve")

            return drawn(width, height, paint)

        return np.stack([one(sample) for sample in values])

    def compared(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The lines, without standard deviations."""
        return values[:, : len(self.channels)]

    def prepared(self, samples: Any) -> Any:
        """Lines alone with standard deviations of 0, where a sample has some."""
        array = np.asarray(samples)
        if not self.spread or array.dtype.kind not in "fiub" or array.ndim < 2:
            return samples
        lines = replace(self, spread=False)._arranged(array)
        return samples if lines is None else np.concatenate([lines, np.zeros_like(lines)], axis=1)

    def _arranged(self, samples: NDArray[Any]) -> NDArray[Any] | None:
        """Also (n, t, c)."""
        arranged = super()._arranged(samples)
        if arranged is None and samples.shape[1:] == self.shape[::-1]:
            return samples.transpose(0, 2, 1)
        return arranged


def _colours(count: int) -> list[tuple[int, int, int]]:
    return [COLOURS[i % len(COLOURS)] for i in range(count)]


def _ascends(x: Any, length: int) -> bool:
    if not isinstance(x, list) or len(x) != length:
        return False
    if not all(type(one) in {int, float} and abs(one) <= MAX_LEVEL for one in x):
        return False
    return bool((np.diff(np.array(x, np.float64)) > 0).all())
