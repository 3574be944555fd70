from __future__ import annotations

import threading

import pytest

from latentwalk.errors import SettingsError
from latentwalk.training.controls import Controls
from latentwalk.training.history import Change

SOON = 5.0


class Run(threading.Thread):
    """Makes steps as a loop does, until it is stopped."""

    def __init__(self, controls: Controls) -> None:
        super().__init__(daemon=True)
        self.controls = controls
        self.made: list[tuple[float, float]] = []
        self.rested = threading.Event()
        self.start()

    def run(self) -> None:
        try:
            while True:
                self.made.append(self.controls.before(len(self.made), self.rested.set))
        except KeyboardInterrupt:
            pass

    def until_it_rests(self) -> None:
        assert self.rested.wait(SOON)
        self.rested.clear()


def test_a_run_continues_unless_paused() -> None:
    controls = Controls(1.5)
    assert [controls.before(step) for step in range(3)] == [(1.5, 1.0)] * 3
    assert not controls.paused
    assert controls.ended()[0] == ()


def test_a_paused_run_makes_no_step_and_one_allowed_step_makes_one() -> None:
    controls = Controls(1.0)
    controls.pause()
    run = Run(controls)
    run.until_it_rests()
    assert (len(run.made), controls.paused) == (0, True)
    controls.allow(1)
    run.until_it_rests()
    assert len(run.made) == 1
    controls.allow(13)
    run.until_it_rests()
    assert len(run.made) == 14
    controls.stop()
    run.join(SOON)
    assert not run.is_alive()
    assert len(run.made) == 14
    assert controls.ended()[1] > 0


def test_a_change_takes_effect_with_the_next_step_and_is_reported_once() -> None:
    controls = Controls(1.0)
    controls.before(0)
    controls.change("beta", 4)
    controls.change("rate", 0.5)
    assert controls.values == {"beta": 4, "rate": 0.5}
    assert controls.before(1) == (4, 0.5)
    controls.change("beta", 4)  # which it is already
    controls.before(2)
    changes, _ = controls.ended()
    assert changes == (Change(1, "beta", 1.0, 4), Change(1, "rate", 1.0, 0.5))
    assert controls.ended()[0] == ()


def test_a_resumed_run_restores_changes() -> None:
    controls = Controls()
    controls.begin(1.0, [Change(3, "beta", 1.0, 2.0), Change(8, "beta", 2.0, 3.0)])
    assert controls.before(9) == (3.0, 1.0)
    assert controls.ended()[0] == ()


def test_stopping_ends_a_run() -> None:
    controls = Controls(1.0)
    controls.stop()
    with pytest.raises(KeyboardInterrupt):
        controls.before(0)


@pytest.mark.parametrize(
    ("what", "to"), [("beta", -1), ("beta", float("nan")), ("rate", 101), ("epochs", 1)]
)
def test_invalid_changes_are_refused(what: str, to: float) -> None:
    controls = Controls(1.0)
    with pytest.raises(SettingsError):
        controls.change(what, to)
    assert controls.values == {"beta": 1.0, "rate": 1.0}
