"""What a person may do to a run while it goes on: pause, step, change beta and the rate, stop."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError
from latentwalk.training.history import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PATIENCE = 0.1
"""Seconds between two looks at whether a paused run was interrupted."""
BETAS, RATES = (0.0, 1000.0), (0.0, 100.0)
"""What beta and the factor of the rate may be."""


class Controls:
    """The loop asks before each step; any other thread may change what it is told.

    A change holds from the next step on, which it is recorded with.
    """

    def __init__(self, beta: float = 1.0) -> None:
        self._values = {"beta": beta, "rate": 1.0}
        self._wanted: dict[str, float] = {}
        self._left: int | None = None  # steps until the next pause; None: no pause
        self._stopped = False
        self._changes: list[Change] = []
        self._waited = 0.0
        self._changed = threading.Condition()
        self.heard: Callable[[Change], None] = lambda _: None
        """Told of each change, when the first step is to be made by it."""

    # asked by the loop

    def before(self, step: int, rest: Callable[[], None] = lambda: None) -> tuple[float, float]:
        """Wait while the run is paused, and tell how the step is to be made.

        Args:
            step: counted from 0, over all epochs.
            rest: is called once where there is a pause.

        Returns:
            beta, and the factor of the rate that the schedule has.

        Raises:
            KeyboardInterrupt: the run is to stop.
        """
        with self._changed:
            resting = self._left == 0
        if resting and not self._stopped:
            rest()
        began = time.perf_counter()
        with self._changed:
            while self._left == 0 and not self._stopped:
                # with a timeout, so that an interruption comes through on every platform
                self._changed.wait(PATIENCE)
            if self._stopped:
                raise KeyboardInterrupt
            self._waited += time.perf_counter() - began
            if self._left is not None:
                self._left -= 1
            changes = [
                Change(step, what, self._values[what], to)
                for what, to in self._wanted.items()
                if to != self._values[what]
            ]
            self._changes += changes
            self._values |= self._wanted
            self._wanted.clear()
            made = self._values["beta"], self._values["rate"]
        for change in changes:
            self.heard(change)
        return made

    def ended(self) -> tuple[tuple[Change, ...], float]:
        """What was changed in the epoch that has ended, and the seconds that it was paused."""
        with self._changed:
            told = tuple(self._changes), self._waited
            self._changes, self._waited = [], 0.0
        return told

    def begin(self, beta: float, changes: Iterable[Change] = ()) -> None:
        """Begin a run of a beta, or go on with one that was stopped, as it was changed then."""
        with self._changed:
            self._values = {"beta": beta, "rate": 1.0}
            self._values |= {
                change.what: change.to for change in changes if change.what in self._values
            }

    # asked by those who watch

    def pause(self) -> None:
        """Make no further step."""
        self._go(0)

    def resume(self) -> None:
        """Go on."""
        self._go(None)

    def allow(self, steps: int) -> None:
        """Make so many steps, at least one, and pause then."""
        self._go(max(1, steps))

    def stop(self) -> None:
        """Stop the run, as an interruption does."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def change(self, what: str, to: float) -> None:
        """Change `beta`, or the factor of the `rate`, from the next step on.

        Raises:
            SettingsError: it cannot be that.
        """
        bounds = {"beta": BETAS, "rate": RATES}
        if what not in bounds:
            raise SettingsError(f"beta and rate can be changed, not '{what}'.")
        low, high = bounds[what]
        if not (math.isfinite(to) and low <= to <= high):
            raise SettingsError(f"{what} must be from {low:g} to {high:g}, got {to}.")
        with self._changed:
            self._wanted[what] = to

    @property
    def paused(self) -> bool:
        """Whether it makes no step, or only those that were allowed."""
        with self._changed:
            return self._left is not None

    @property
    def values(self) -> dict[str, float]:
        """`beta` and `rate` as the next step has them."""
        with self._changed:
            return self._values | self._wanted

    def _go(self, left: int | None) -> None:
        with self._changed:
            self._left = left
            self._changed.notify_all()
