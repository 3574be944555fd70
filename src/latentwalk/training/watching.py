"""Connects a run to the page that watches it: sends its curves and snapshots, executes commands."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from safetensors.numpy import save

from latentwalk.conditions.conditions import Conditions
from latentwalk.errors import SettingsError
from latentwalk.folder.atlas import HELD_OUT, TRAINED_ON, Atlas
from latentwalk.folder.manifest import ATLAS, DECODER, Manifest
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.folder.snapshots import PREFIX
from latentwalk.infer.model import Model
from latentwalk.training.conditioning import codes, conditions_of
from latentwalk.training.onnx_writer import export
from latentwalk.training.recorder import Moment, Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from latentwalk.data import Dataset
    from latentwalk.hosts.messages import RunCommand
    from latentwalk.training.controls import Controls
    from latentwalk.training.history import Change, Epoch
    from latentwalk.training.report import Report
    from latentwalk.training.trainer import Trainer

IMAGES = 1000
"""The number of tracked held-out images."""
INTERVAL = 0.5
"""The minimum number of seconds between two snapshots."""
SHARE = 0.05
"""The largest share of the time to spend on snapshots."""


class Host(Protocol):
    """Displays a run."""

    def point(self, *point: Any) -> None:
        """Add a point to the curves."""

    def state(self, **part: Any) -> None:
        """Update fields of the current state."""

    def show(self, frame: bytes) -> None:
        """Show a snapshot, a safetensors file."""


class Watching:
    """A report and a watcher of a run, which sends its events to a host."""

    def __init__(
        self, report: Report, controls: Controls, open_host: Callable[[Model], Host]
    ) -> None:
        """Create it; the host is opened when the run starts.

        Args:
            report: also receives every event.
            controls: the run's controls.
            open_host: called with the initial model; returns the host.
        """
        self._report, self._controls, self._open = report, controls, open_host
        self._opened = False
        self._host: Host
        self._trainer: Trainer
        self._sample: Sample
        self._values = controls.values
        controls.on_change = self._on_change
        self._step = self._total = 0
        self._shown = -1
        self._next = 0.0
        self._seen, self._mean, self._weight = 0, 0.0, 0.0

    # as a watcher

    def opened(self, trainer: Trainer, data: Dataset, epochs: Sequence[Epoch]) -> None:
        """Open the host with the initial model, and send the history."""
        self._trainer, self._values = trainer, self._controls.values
        self._total = trainer.recipe.epochs * trainer.steps
        self._step = len(epochs) * trainer.steps
        rows = len(data.held_out) or len(data.train)
        self._sample = Sample(data, rows, IMAGES, trainer.objective.likelihood)
        moment = self._sample.at(trainer.shown(), self._step, self._values["beta"])
        self._host = self._open(_model(trainer, data, self._sample, moment))
        self._opened = True
        for epoch in epochs:
            at = epoch.epoch * trainer.steps
            for change in epoch.changes:
                self._host.point("change", change.step, change.what, change.before, change.to)
            self._host.point("train", at, epoch.train.loss)
            if epoch.held_out:
                self._host.point("held_out", at, epoch.held_out.loss, list(epoch.kl_by_dimension))
        self._show(moment)

    def before(self, step: int, beta: float) -> None:
        """Send a snapshot if one is due."""
        self._step = step
        if time.perf_counter() >= self._next:
            self._take(beta)

    def rest(self, step: int, beta: float) -> None:
        """Send a snapshot of the paused run."""
        self._step = step
        self._take(beta)

    # as a report

    def begin(self, epochs: int, steps: int, done: int) -> None:
        """Pass the event on."""
        self._report.begin(epochs, steps, done)

    def steps(self, count: int, loss: float) -> None:
        """Add the mean loss of these steps to the curve."""
        self._report.steps(count, loss)
        if not self._opened:  # one of several starts: the host shows the run from the choice on
            return
        before, self._mean = self._mean, loss
        seen, self._seen = self._seen, self._seen + count
        beta, self._weight = self._weight, self._values["beta"]
        if beta == self._weight or not seen:  # else the mean mixes two values of beta
            mean = (loss * self._seen - before * seen) / count
            self._host.point("train", self._step + 1, mean)
        self._send_state()

    def epoch(self, epoch: Epoch) -> None:
        """Pass the event on, and start a new mean."""
        self._report.epoch(epoch)
        self._seen, self._mean = 0, 0.0

    def end(self) -> None:
        """Pass the event on."""
        self._report.end()

    # commands of the user

    def act(self, command: RunCommand) -> None:
        """Execute a command.

        Raises:
            SettingsError: the command is not possible.
        """
        controls, action = self._controls, command.action
        if action == "pause":
            controls.pause()
        elif action == "resume":
            controls.resume()
        elif action == "step":
            controls.allow(1)
        elif action == "epoch":
            steps = self._trainer.steps
            controls.allow(steps - self._step % steps)
        elif action == "stop":
            controls.stop()
        elif action == "change":
            self._change(command.name, command.value)
        self._send_state()

    def _on_change(self, change: Change) -> None:
        self._host.point("change", change.step, change.what, change.before, change.to)
        self._values[change.what] = change.to

    def _change(self, what: str, to: float) -> None:
        if what == "beta" and self._trainer.settings.beta == 0:
            raise SettingsError("An autoencoder encodes to points: its beta must stay 0.")
        self._controls.change(what, to)

    def _take(self, beta: float) -> None:
        if self._step == self._shown:
            return self._send_state()
        began = time.perf_counter()
        self._show(self._sample.at(self._trainer.shown(), self._step, beta))
        ended = time.perf_counter()
        self._next = ended + max(INTERVAL, (ended - began) / SHARE)
        return None

    def _show(self, moment: Moment) -> None:
        self._shown = moment.step
        self._host.point("held_out", moment.step, moment.loss, list(moment.kl))
        arrays = {PREFIX + name: array for name, array in moment.weights.items()}
        step = np.array([moment.step], np.int32)
        self._host.show(save(arrays | {"mean": moment.mean, "logvar": moment.logvar, "step": step}))
        self._send_state()

    def _send_state(self) -> None:
        trainer, values = self._trainer, self._controls.values
        at = min(self._step, self._total - 1)
        self._host.state(
            now="paused" if self._controls.paused else "training",
            step=self._step,
            steps=trainer.steps,
            epochs=trainer.recipe.epochs,
            beta=values["beta"],
            factor=values["rate"],
            rate=trainer.recipe.rate_at(at, self._total) * values["rate"],
        )


def _model(trainer: Trainer, data: Dataset, sample: Sample, moment: Moment) -> Model:
    """The initial model of a run: its decoder, and an atlas of the tracked images."""
    settings, rows, n = trainer.settings, sample.rows, len(sample.row)
    conditional = settings.takes_classes
    held_out = HELD_OUT if len(data.held_out) else TRAINED_ON
    atlas = Atlas(
        mean=moment.mean.astype(np.float32),
        logvar=moment.logvar.astype(np.float32),
        label=rows.labels,
        split=np.full(n, held_out, np.uint8),
        error=np.zeros(n, np.float32),
        conditions=codes(rows.labels) if conditional else None,
    )
    manifest = Manifest(
        name=settings.name or settings.out.resolve().name,
        latent_dim=settings.latent_dim,
        output=data.spec,
        classes=data.classes,
        provenance={
            "data": {"name": data.name},
            "recipe": {**asdict(trainer.recipe), "beta": settings.beta},
        },
        conditions=conditions_of(data) if conditional else Conditions(),
    )
    vae = trainer.shown()
    training = vae.training
    files = {DECODER: export(vae.eval())[DECODER], ATLAS: atlas.to_bytes()}
    vae.train(training)
    return Model(InMemoryFolder.of(settings.out, manifest, files))
