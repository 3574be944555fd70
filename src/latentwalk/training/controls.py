"""Controls of a run in progress: pause, single steps, changes of beta and the rate, stop."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError
from latentwalk.training.history import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

POLL = 0.1
"""Seconds between two checks of a paused run for an interruption."""
BETAS, RATES = (0.0, 1000.0), (0.0, 100.0)
"""The ranges of beta and of the factor of the rate."""


class Controls:
    """The state shared by the training loop, which calls `before` each step, and other threads.

    A change takes effect with the next step, and is recorded with it.
    """

    def __init__(self, beta: float = 1.0) -> None:
        self._values = {"beta": beta, "rate": 1.0}
        self._pending: dict[str, float] = {}
        self._left: int | None = None  # steps until the next pause; None: no pause
        self._stopped = False
        self._changes: list[Change] = []
        self._paused_seconds = 0.0
        self._changed = threading.Condition()
        self.on_change: Callable[[Change], None] = lambda _: None
        """Called with each change, before the first step with it."""

    # called by the training loop

    def before(self, step: int, rest: Callable[[], None] = lambda: None) -> tuple[float, float]:
        """Wait while the run is paused, then return the settings of the next step.

        Args:
            step: the step's number, counted from 0 over all epochs.
            rest: called once if the run is paused.

        Returns:
            beta, and the factor of the schedule's rate.

        Raises:
            KeyboardInterrupt: the user stopped the run.
        """
        with self._changed:
            resting = self._left == 0
        if resting and not self._stopped:
            rest()
        began = time.perf_counter()
        with self._changed:
            while self._left == 0 and not self._stopped:
                # with a timeout, so that interruptions arrive on every platform
                self._changed.wait(POLL)
            if self._stopped:
                raise KeyboardInterrupt
            self._paused_seconds += time.perf_counter() - began
            if self._left is not None:
                self._left -= 1
            changes = [
                Change(step, what, self._values[what], to)
                for what, to in self._pending.items()
                if to != self._values[what]
            ]
            self._changes += changes
            self._values |= self._pending
            self._pending.clear()
            made = self._values["beta"], self._values["rate"]
        for change in changes:
            self.on_change(change)
        return made

    def ended(self) -> tuple[tuple[Change, ...], float]:
        """The changes in the epoch that has ended, and the seconds for which it was paused."""
        with self._changed:
            result = tuple(self._changes), self._paused_seconds
            self._changes, self._paused_seconds = [], 0.0
        return result

    def begin(self, beta: float, changes: Iterable[Change] = ()) -> None:
        """Set beta for a new run, or restore the values of a resumed one from its changes."""
        with self._changed:
            self._values = {"beta": beta, "rate": 1.0}
            self._values |= {
                change.what: change.to for change in changes if change.what in self._values
            }

    # called by other threads

    def pause(self) -> None:
        """Pause before the next step."""
        self._set_left(0)

    def resume(self) -> None:
        """Continue."""
        self._set_left(None)

    def allow(self, steps: int) -> None:
        """Make `steps` steps, at least one, then pause."""
        self._set_left(max(1, steps))

    def stop(self) -> None:
        """Stop the run, like an interruption."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def change(self, what: str, to: float) -> None:
        """Change `beta`, or the factor of the `rate`, from the next step on.

        Raises:
            SettingsError: an unknown name, or a value out of range.
        """
        bounds = {"beta": BETAS, "rate": RATES}
        if what not in bounds:
            raise SettingsError(f"Only beta and rate can be changed, got '{what}'.")
        low, high = bounds[what]
        if not (math.isfinite(to) and low <= to <= high):
            raise SettingsError(f"{what} must be from {low:g} to {high:g}, got {to}.")
        with self._changed:
            self._pending[what] = to

    @property
    def paused(self) -> bool:
        """Whether the run is paused, or will be after a limited number of steps."""
        with self._changed:
            return self._left is not None

    @property
    def values(self) -> dict[str, float]:
        """`beta` and `rate` of the next step."""
        with self._changed:
            return self._values | self._pending

    def _set_left(self, left: int | None) -> None:
        with self._changed:
            self._left = left
            self._changed.notify_all()
