"""Several conditions that a network takes side by side in one input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from latentwalk.conditions.condition import Condition

Taken: TypeAlias = "Condition | Several"
"""What one input takes."""


@dataclass(frozen=True)
class Several:
    """Conditions whose numbers one input takes side by side, such as forty attributes."""

    name: str
    """The name of the input."""
    items: tuple[Condition, ...]
    """The conditions, in their order."""

    @property
    def width(self) -> int:
        """The numbers of all of them."""
        return sum(one.width for one in self.items)


def items_of(taken: Taken) -> tuple[Condition, ...]:
    """The conditions that one input takes."""
    return taken.items if isinstance(taken, Several) else (taken,)
