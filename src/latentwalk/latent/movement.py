"""An eased movement of a latent point to a target, which can be interrupted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DURATION = 0.6
"""The duration of a movement in seconds."""


@dataclass(frozen=True)
class Movement:
    """A straight movement of a latent point, slow at both ends."""

    start: NDArray[np.float32]
    """(d,): the start."""
    target: NDArray[np.float32]
    """(d,): the target."""
    began: float
    """The clock at the start, in seconds."""
    duration: float = DURATION
    """Seconds from start to target."""

    def at(self, clock: float) -> NDArray[np.float32]:
        """The point at `clock` seconds, (d,) float32; the start before, the target afterwards."""
        t = float(np.clip((clock - self.began) / self.duration, 0.0, 1.0))
        eased = t * t * (3 - 2 * t)
        if eased == 1.0:
            return self.target
        return np.asarray(self.start + eased * (self.target - self.start), dtype=np.float32)

    def ended(self, clock: float) -> bool:
        """Whether the target is reached at `clock` seconds."""
        return clock >= self.began + self.duration
