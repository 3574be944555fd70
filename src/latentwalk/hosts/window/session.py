"""One person's walk through one model: where they are, and where they are going. No I/O.

The clock is passed in, so that a host decides what time is and a test can stop it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.movement import Movement
from latentwalk.latent.point import latent_points

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from latentwalk.infer.model import Model


class Session:
    """The current latent point and the movement under way."""

    def __init__(self, model: Model, seed: int | None = None) -> None:
        self.model = model
        self.z: NDArray[np.float32] = np.zeros(model.latent_dim, dtype=np.float32)
        """(d,): where one is."""
        self.last_movement: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        """Where the last movement began and where it leads, (d,) each."""
        self._movement: Movement | None = None
        self._rng = np.random.default_rng(seed)

    @property
    def moving(self) -> bool:
        """Whether a movement is under way."""
        return self._movement is not None

    def set(self, dim: int, value: float) -> None:
        """Put one dimension (counted from 0) to a value; this ends a movement under way.

        Raises:
            LatentError: the value is not finite.
        """
        z = self.z.copy()
        z[dim] = value
        self.z = latent_points(z, self.model.latent_dim)
        self._movement = None

    def move(self, target: ArrayLike, clock: float) -> None:
        """Begin to move to `target` (d,) from where one is now, whatever was under way.

        Raises:
            LatentError: it is no point of this model.
        """
        point = latent_points(target, self.model.latent_dim)
        self.tick(clock)
        self.last_movement = (self.z, point)
        self._movement = Movement(self.z, point, clock)

    def move_randomly(self, clock: float) -> None:
        """Begin to move to a random point of the prior."""
        self.move(self.model.draw(1, self._rng)[0], clock)

    def tick(self, clock: float) -> bool:
        """Go along with the movement under way; return whether anything moved."""
        if self._movement is None:
            return False
        self.z = self._movement.at(clock)
        if self._movement.ended(clock):
            self._movement = None
        return True
