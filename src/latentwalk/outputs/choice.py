"""What of a field is drawn: its channels and, of a volume, the slice. Links have it as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

AXES = ("z", "y", "x")
"""The axes of a volume, in the order of its array."""
GRAMMAR = re.compile(
    r"(?P<channels>\d{1,9}(,\d{1,9},\d{1,9})?)?(:(?P<axis>[xyz])(?P<at>\d{1,9}))?", re.ASCII
)


@dataclass(frozen=True)
class Choice:
    """One channel, or three as red, green and blue; and a slice across an axis."""

    channels: tuple[int, ...] = (0,)
    """Their indices: one, or three."""
    axis: int = 0
    """The index in `AXES` that the slice lies across."""
    at: int = 0
    """The index of the slice."""

    @classmethod
    def of(cls, sides: Sequence[int]) -> Choice:
        """The first channel and the middle slice of (d, h, w), or of (h, w)."""
        return cls(at=sides[0] // 2 if len(sides) == 3 else 0)

    @classmethod
    def read(cls, text: str, channels: int, sides: Sequence[int]) -> Choice:
        """Parse `2`, `1,2,3` or `2:z16`: channels, from 1, an axis and the slice, from 0.

        Args:
            text: the choice; a part that is left out is that of `of`.
            channels: c, the channels that there are.
            sides: (h, w), or (d, h, w) of a volume.

        Raises:
            SettingsError: another text, or what the field does not have.
        """
        found, first = GRAMMAR.fullmatch(text), cls.of(sides)
        if found is None:
            raise SettingsError(
                "What is drawn of a field must be a channel, such as 2, or three, such as 1,2,3, "
                f"and of a volume a slice after it, such as 2:z16, got '{text[:40]}'."
            )
        named = found["channels"]
        chosen = tuple(int(one) - 1 for one in named.split(",")) if named else first.channels
        if not all(0 <= one < channels for one in chosen):
            have = "one channel, 1" if channels == 1 else f"{channels} channels, counted from 1"
            raise SettingsError(f"The field has {have}, got '{text}'.")
        if found["axis"] is None:
            return cls(chosen, first.axis, first.at)
        axis, at = AXES.index(found["axis"]), int(found["at"])
        if len(sides) < 3:
            raise SettingsError(f"The field is no volume, so it has no slices, got '{text}'.")
        if at >= sides[axis]:
            raise SettingsError(
                f"The field has {sides[axis]} slices across {AXES[axis]}, counted from 0, got "
                f"'{text}'."
            )
        return cls(chosen, axis, at)
