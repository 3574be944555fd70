"""Fields: physical values on a grid in the plane or, as a volume, in space."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PIL import Image

from latentwalk.outputs.choice import AXES, Choice
from latentwalk.outputs.output import (
    MAX_VALUES,
    SPAN,
    Output,
    checked_range,
    checked_text,
    is_whole,
)
from latentwalk.outputs.palette import coloured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAX_CHANNELS = 4096
NAMED, RANGED = 4, 8
"""The most channels that are named in a few words, and with their ranges."""
SMALLEST = 64
"""The shorter side of a picture in pixels: smaller grids are enlarged by a whole factor."""
KEYS = {"height", "width", "channels", "depth", "low", "high", "ranges"}


@dataclass(frozen=True)
class FieldSpec(Output):
    """The grid and the channels of a model's fields, and the ranges in which they are drawn."""

    kind: ClassVar[str] = "field"
    plural: ClassVar[str] = "fields"

    height: int
    """h, the rows."""
    width: int
    """w, the columns."""
    channels: tuple[str, ...] = ("",)
    """The name of each channel, such as "temperature (K)"."""
    depth: int | None = None
    """d, the slices of a volume; None for a field in the plane."""
    low: float = -1.0
    """The lower end of the range of channels without one of their own."""
    high: float = 1.0
    """Its upper end."""
    ranges: tuple[tuple[float, float], ...] = ()
    """The lower and the upper end of each channel's range: none, or c."""
    choice: Choice | None = field(default=None, compare=False)
    """What is drawn; None for the first channel and, of a volume, the middle slice across z."""

    @property
    def grid(self) -> tuple[int, ...]:
        """(h, w), or (d, h, w) of a volume."""
        plane = (self.height, self.width)
        return plane if self.depth is None else (self.depth, *plane)

    @property
    def shape(self) -> tuple[int, ...]:
        """(c, h, w), or (c, d, h, w) of a volume."""
        return (len(self.channels), *self.grid)

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """The range of each channel."""
        return self.ranges or ((self.low, self.high),) * len(self.channels)

    @property
    def columns(self) -> tuple[str, ...]:
        """The channel of each value, and its place along z, y and x, from 0."""
        numbers = [name or str(i + 1) for i, name in enumerate(self.channels)]
        axes = AXES[-len(self.grid) :]
        places = [" ".join(map("{}{}".format, axes, at)) for at in np.ndindex(*self.grid)]
        return tuple(f"{name} {place}" for name in numbers for place in places)

    @property
    def cell(self) -> tuple[int, int]:
        """The grid's width and height, enlarged by a whole factor if it is small."""
        height, width = self._plane
        factor = max(1, -(-SMALLEST // min(height, width)))
        return factor * width, factor * height

    def __str__(self) -> str:
        count = len(self.channels)
        named = count <= NAMED and not all(one.isdigit() or not one for one in self.channels)
        names = f" ({', '.join(self.channels)})" if named else ""
        sides = " x ".join(map(str, self.grid))
        return sides + (f" with {count} channels{names}" if count > 1 else names)

    @property
    def ranged(self) -> str:
        """The range of each channel, in words."""
        if not self.ranges or len(self.ranges) > RANGED:
            return super().ranged
        named = zip(self.channels, self.ranges, strict=True)
        return ", ".join(f"{name} in [{low:g}, {high:g}]" for name, (low, high) in named)

    def to_json(self) -> dict[str, Any]:
        """The specification as the manifest contains it."""
        content: dict[str, Any] = {
            "height": self.height,
            "width": self.width,
            "channels": list(self.channels),
            "low": self.low,
            "high": self.high,
        }
        if self.depth is not None:
            content["depth"] = self.depth
        return content | ({"ranges": [list(one) for one in self.ranges]} if self.ranges else {})

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> FieldSpec:
        """Parse and check a specification.

        Raises:
            ValueError: invalid or too large values.
        """
        channels, ranges = content.get("channels", [""]), content.get("ranges", [])
        depth = content.get("depth")
        sides = [content.get("height"), content.get("width"), 1 if depth is None else depth]
        if not all(map(is_whole, sides)) or content.keys() - KEYS:
            raise ValueError(
                "a field has height, width, channels, low, high and, if needed, depth and ranges; "
                "its sides must be positive integers"
            )
        if not isinstance(channels, list) or not 1 <= len(channels) <= MAX_CHANNELS:
            raise ValueError(f"a field's channels must be a list of 1 to {MAX_CHANNELS} names")
        if not isinstance(ranges, list) or len(ranges) not in (0, len(channels)):
            raise ValueError("a field's ranges must be a list with one for each channel")
        if not all(isinstance(one, list) and len(one) == 2 for one in ranges):
            raise ValueError("a channel's range must be a list of its two ends")
        made = cls(
            **{
                **content,
                "channels": tuple(channels),
                "ranges": tuple((low, high) for low, high in ranges),
            }
        )
        checked_text(*made.channels)
        for low, high in ((made.low, made.high), *made.ranges):
            checked_range(low, high)
        if made.size > MAX_VALUES:
            raise ValueError(f"a field has at most {MAX_VALUES} values")
        return made

    def seen(self, choice: str) -> FieldSpec:
        """The same field, drawn as a link says it: see `Choice.read`.

        Raises:
            SettingsError: it has no such channel or slice.
        """
        return replace(self, choice=Choice.read(choice, len(self.channels), self.grid))

    def in_range_units(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Fields (n, *shape) in units in which the range of each channel is 2."""
        scales = np.array([SPAN / (high - low) for low, high in self.spans], np.float32)
        return values * scales.reshape(-1, *(1 for _ in self.grid))

    def draw(self, values: NDArray[np.float32], width: int, height: int) -> NDArray[np.uint8]:
        """Draw the chosen channel in its palette, or three as RGB; see `Output.draw`."""
        chosen = self._chosen
        planes = np.stack([self._cut(values[:, channel]) for channel in chosen.channels], -1)
        spans = [self.spans[channel] for channel in chosen.channels]
        if len(spans) == 1:
            colours = coloured(planes[..., 0], *spans[0])
        else:
            low, high = np.array(spans).T
            shares = (np.clip(np.nan_to_num(planes), low, high) - low) / (high - low)
            colours = np.rint(255 * shares).astype(np.uint8)
        return np.stack([_scaled(one, width, height) for one in colours])

    @property
    def _chosen(self) -> Choice:
        return self.choice or Choice.of(self.grid)

    @property
    def _plane(self) -> tuple[int, int]:
        """The rows and columns of what is drawn."""
        if self.depth is None:
            return self.height, self.width
        rows, columns = (side for i, side in enumerate(self.grid) if i != self._chosen.axis)
        return rows, columns

    def _cut(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The chosen slice (n, rows, columns) of a channel (n, *grid)."""
        if self.depth is None:
            return values
        cut: NDArray[np.float32] = np.take(values, self._chosen.at, axis=1 + self._chosen.axis)
        return cut


def _scaled(colours: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """A picture (h, w, 3) at another size; its cells keep their edges unless they shrink."""
    if colours.shape[:2] == (height, width):
        return colours
    shrinks = width < colours.shape[1] or height < colours.shape[0]
    method = Image.Resampling.BOX if shrinks else Image.Resampling.NEAREST
    return np.asarray(Image.fromarray(colours).resize((width, height), method), np.uint8)
