"""The state of the window: the current point and the movement in progress. No I/O.

The time is an argument, so that the host decides what it is, and a test can stop it.
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
    """The current latent point and the movement in progress."""

    def __init__(self, model: Model, seed: int | None = None) -> None:
        self.model = model
        self.z: NDArray[np.float32] = np.zeros(model.latent_dim, dtype=np.float32)
        """The current point, (d,)."""
        self.numbers: NDArray[np.float32] = model.conditions.default
        """The present numbers of the model's conditions, (w,)."""
        self.last_movement: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        """The start and target of the last movement, (d,) each."""
        self._movement: Movement | None = None
        self._rng = np.random.default_rng(seed)

    def rows(self, z: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points (n, d) with the present conditions, (n, d + w)."""
        return np.concatenate([z, np.repeat(self.numbers[None], len(z), axis=0)], axis=1)

    @property
    def moving(self) -> bool:
        """Whether a movement is in progress."""
        return self._movement is not None

    def set(self, dim: int, value: float) -> None:
        """Set one dimension, counted from 0, to a value, and cancel the movement in progress.

        Raises:
            LatentError: the value is not finite.
        """
        z = self.z.copy()
        z[dim] = value
        self.z = latent_points(z, self.model.latent_dim)
        self._movement = None

    def move(self, target: ArrayLike, clock: float) -> None:
        """Start a movement from the current point to `target` (d,); it replaces the previous one.

        Raises:
            LatentError: the target is not a point of this model.
        """
        point = latent_points(target, self.model.latent_dim)
        self.tick(clock)
        self.last_movement = (self.z, point)
        self._movement = Movement(self.z, point, clock)

    def move_randomly(self, clock: float) -> None:
        """Start a movement to a random point of the prior."""
        self.move(self.model.draw(1, self._rng)[0], clock)

    def tick(self, clock: float) -> bool:
        """Advance the movement in progress; return whether the point changed."""
        if self._movement is None:
            return False
        self.z = self._movement.at(clock)
        if self._movement.ended(clock):
            self._movement = None
        return True
