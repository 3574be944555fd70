"""Watching whole runs, on the 8 x 8 digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from safetensors.numpy import load

from latentwalk.errors import SettingsError
from latentwalk.hosts.messages import RunCommand
from latentwalk.training import train_with
from latentwalk.training.controls import Controls
from latentwalk.training.watching import Watching
from tests.training.runs import Quiet, settings, weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from latentwalk.infer.model import Model

STEPS = 13
"""Of an epoch."""


class Host:
    """Records the events that it receives, and may act on them."""

    def __init__(self) -> None:
        self.model: Model | None = None
        self.points: list[tuple[Any, ...]] = []
        self.states: list[dict[str, Any]] = []
        self.frames: list[bytes] = []
        self.on_state: Callable[[dict[str, Any]], None] = lambda _: None

    def open(self, model: Model) -> Host:
        self.model = model
        return self

    def point(self, *point: Any) -> None:
        self.points.append(point)

    def state(self, **part: Any) -> None:
        self.states.append(part)
        self.on_state(part)

    def show(self, frame: bytes) -> None:
        self.frames.append(frame)

    def curve(self, kind: str) -> list[tuple[Any, ...]]:
        return [point[1:] for point in self.points if point[0] == kind]


def watched(out: Path, host: Host, controls: Controls, report: Quiet, **changed: Any) -> Watching:
    watching = Watching(report, controls, host.open)
    train_with(settings(out, **changed), watching, controls, watching)
    return watching


def test_a_watched_run_sends_events_and_gives_the_same_model(tmp_path: Path) -> None:
    host, report = Host(), Quiet()
    watched(tmp_path / "m", host, Controls(), report, epochs=2, latent_dim=2)
    train_with(settings(tmp_path / "n", epochs=2, latent_dim=2), Quiet())
    assert weights(tmp_path / "m") == weights(tmp_path / "n")
    assert (len(report.epochs), report.count, report.ended) == (2, 2 * STEPS, True)

    assert host.model is not None
    assert host.model.atlas is not None
    assert len(host.model.atlas) == 180
    assert set(host.model.folder.manifest.files) == {"decoder.onnx", "atlas.safetensors"}
    train = host.curve("train")
    assert [step for step, _ in train] == [10, 13, 23, 26]
    # the steps' own losses give the epoch's again
    (_, first), (_, second) = train[:2]
    assert (10 * first + 3 * second) / 13 == pytest.approx(report.epochs[0].train.loss, rel=0.02)
    step, loss, kl = host.curve("held_out")[0]
    assert (step, len(kl)) == (0, 2)
    assert loss > 0
    assert host.states[-1]["steps"] == STEPS
    arrays = load(host.frames[0])
    assert arrays["step"].tolist() == [0]
    assert arrays["mean"].shape == arrays["logvar"].shape == (180, 2)
    assert arrays["decoder.linear.weight"].dtype == np.float16


def test_a_run_of_several_starts_is_shown_from_the_chosen_one_on(tmp_path: Path) -> None:
    host, report = Host(), Quiet()
    chosen = {"epochs": 14, "latent_dim": 2, "starts": 2}
    watched(tmp_path / "m", host, Controls(), report, **chosen)
    train_with(settings(tmp_path / "n", **chosen), Quiet())
    assert weights(tmp_path / "m") == weights(tmp_path / "n")
    assert len(report.epochs) == 2 * 5 + 9
    # the five epochs of the chosen start, then two points of each other
    assert [step for step, _ in host.curve("train")[:7]] == [
        *range(STEPS, 6 * STEPS, STEPS),
        *(5 * STEPS + 10, 6 * STEPS),
    ]


def test_a_pause_and_a_single_step(tmp_path: Path) -> None:
    host, controls = Host(), Controls()
    controls.pause()
    at: list[int] = []

    def on_state(state: dict[str, Any]) -> None:
        if state["now"] != "paused":
            return
        at.append(state["step"])
        if len(at) < 4:
            controls.allow(1)
        elif len(at) < 5:
            controls.allow(STEPS)
        else:
            controls.resume()

    host.on_state = on_state
    watched(tmp_path / "m", host, controls, Quiet(), epochs=2)
    resting = sorted({step for step, *_ in host.curve("held_out")})
    assert resting[:3] == [0, 1, 2]


def test_what_is_changed_in_a_pause_is_marked_where_it_is_recorded(tmp_path: Path) -> None:
    host, controls, report = Host(), Controls(), Quiet()
    commands = [
        RunCommand("resume"),
        RunCommand("step"),
        RunCommand("change", "beta", 2),
        RunCommand("step"),
    ]

    def on_state(state: dict[str, Any]) -> None:
        if state["now"] == "paused" and commands:
            watching.act(commands.pop())

    host.on_state = on_state
    watching = Watching(report, controls, host.open)
    controls.pause()
    train_with(settings(tmp_path / "m", epochs=1), watching, controls, watching)
    recorded = [(one.step, one.what, one.before, one.to) for one in report.epochs[0].changes]
    assert host.curve("change") == recorded
    assert len(recorded) == 1


def test_what_is_changed_is_marked_on_the_curves(tmp_path: Path) -> None:
    host, controls, report = Host(), Controls(), Quiet()
    commands = [
        RunCommand("change", "beta", 2),
        RunCommand("change", "rate", 0.5),
    ]

    def on_state(_: dict[str, Any]) -> None:
        if commands:
            watching.act(commands.pop())

    host.on_state = on_state
    watching = Watching(report, controls, host.open)
    train_with(settings(tmp_path / "m", epochs=1), watching, controls, watching)
    assert sorted(host.curve("change")) == [(0, "beta", 1.0, 2.0), (0, "rate", 1.0, 0.5)]
    assert {(one.what, one.to) for one in report.epochs[0].changes} == {("beta", 2), ("rate", 0.5)}
    assert (host.states[-1]["beta"], host.states[-1]["factor"]) == (2, 0.5)
    for what, to in (("shoes", 1.0), ("beta", -1.0)):
        with pytest.raises(SettingsError):
            watching.act(RunCommand("change", what, to))


def test_stopping_from_the_page_and_the_fixed_beta_of_an_autoencoder(tmp_path: Path) -> None:
    host, controls, report = Host(), Controls(), Quiet()
    watching = Watching(report, controls, host.open)

    def on_state(_: dict[str, Any]) -> None:
        host.on_state = lambda _: None
        with pytest.raises(SettingsError, match="beta must stay 0"):
            watching.act(RunCommand("change", "beta", 1))
        watching.act(RunCommand("stop"))

    host.on_state = on_state
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "m", beta=0), watching, controls, watching)
    assert report.epochs == []


def test_a_resumed_run_sends_its_history(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train_with(settings(tmp_path / "m"), Quiet(stop_after=2))
    host = Host()
    watched(tmp_path / "m", host, Controls(), Quiet(), resume=True)
    assert [step for step, _ in host.curve("train")[:3]] == [13, 26, 36]
    assert [step for step, *_ in host.curve("held_out")[:3]] == [13, 26, 26]
