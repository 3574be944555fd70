"""The training loop: from settings to a trained VAE.

After each epoch the folder holds a line of the history and a checkpoint, so that a stopped run can
be resumed as if it had never stopped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from latentwalk.files.atomic import write_bytes
from latentwalk.folder.manifest import HISTORY
from latentwalk.training import history
from latentwalk.training.checkpoint import copied
from latentwalk.training.controls import Controls
from latentwalk.training.prepare import prepare
from latentwalk.training.recorder import Recorder
from latentwalk.training.report import Silent
from latentwalk.training.settings import CHECKPOINT
from latentwalk.training.spare import narrowed
from latentwalk.training.trained import Trained

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from latentwalk.training.history import Epoch
    from latentwalk.training.prepare import Run
    from latentwalk.training.recorder import Watcher
    from latentwalk.training.report import Report
    from latentwalk.training.settings import TrainSettings


def fit(
    settings: TrainSettings,
    report: Report,
    lock: ExitStack,
    *,
    controls: Controls | None = None,
    watcher: Watcher | None = None,
) -> Trained:
    """Train according to `settings`, or resume the stopped run in their folder.

    Args:
        settings: the run's settings.
        report: shows the progress.
        lock: takes over the lock on the folder. The caller closes it after its last write there.
        controls: changes that a user makes during the run.
        watcher: receives the VAE during the run.

    Raises:
        LatentwalkError: unusable settings or data, a folder that cannot be written, or one that
            another run has locked.
    """
    run = prepare(settings, lock, report)
    _train(run, report, controls or Controls(), watcher)
    return _finish(run)


def _train(run: Run, report: Report, controls: Controls, watcher: Watcher | None) -> None:
    """Run the remaining epochs; each appends to the history and updates the checkpoint."""
    trainer, checkpoint = run.trainer, run.checkpoint
    recorder = None
    if trainer.fabric.is_global_zero:
        recorder = Recorder(trainer, run.data, checkpoint.epoch)
    else:
        report = Silent()
    controls.begin(run.settings.beta, (change for epoch in run.epochs for change in epoch.changes))
    if watcher is not None:
        watcher.opened(trainer, run.data, run.epochs)
    trainer.before_step = _before_step(recorder, controls, watcher)

    if run.epochs:  # those of the best start are not in the folder yet
        _write(run)
    pending = run.changes
    report.begin(trainer.recipe.epochs, trainer.steps, checkpoint.epoch)
    try:
        for number in range(checkpoint.epoch, trainer.recipe.epochs):
            epoch = trainer.epoch(number, report.steps)
            changes, paused = controls.ended()
            epoch = replace(epoch, seconds=epoch.seconds - paused, changes=(*pending, *changes))
            pending = ()
            report.epoch(epoch)
            _keep(run, epoch)
    finally:
        report.end()


def _keep(run: Run, epoch: Epoch) -> None:
    """Add a completed epoch to the history and the checkpoint, and write both."""
    trainer, checkpoint = run.trainer, run.checkpoint
    run.epochs.append(epoch)
    checkpoint.epoch = epoch.epoch
    if trainer.recipe.keep == "best" and epoch.train.loss < checkpoint.best_loss:
        checkpoint.best_loss = epoch.train.loss
        checkpoint.best_weights = copied(trainer.net.state_dict())
    _write(run)


def _write(run: Run) -> None:
    """Write the history, and a checkpoint with the current weights."""
    trainer, checkpoint = run.trainer, run.checkpoint
    checkpoint.weights, checkpoint.moments = trainer.net.state_dict(), trainer.descent.state()
    if trainer.fabric.is_global_zero:
        write_bytes(run.settings.out / HISTORY, history.to_bytes(run.epochs))
        checkpoint.write(run.settings.out / CHECKPOINT)
    trainer.saved = checkpoint.epoch


def _finish(run: Run) -> Trained:
    """The VAE with the weights that the recipe keeps, moved to the CPU."""
    checkpoint = run.checkpoint
    last = {name: tensor.cpu() for name, tensor in copied(checkpoint.weights).items()}
    vae = run.trainer.spare.without(checkpoint.best_weights or last)
    return Trained(
        settings=run.settings,
        data=run.data,
        data_sha256=checkpoint.data_sha256,
        vae=vae.eval(),
        last_weights=narrowed(last, run.settings.latent_dim),
        epochs=run.epochs,
        fabric=run.trainer.fabric,
    )


def _before_step(
    recorder: Recorder | None, controls: Controls, watcher: Watcher | None
) -> Callable[[int], tuple[float, float]]:
    """The trainer's callback: records snapshots, waits while paused, returns beta and the rate."""

    def before_step(step: int) -> tuple[float, float]:
        beta = controls.values["beta"]
        if recorder is not None:
            recorder.step(step, beta)
        if watcher is None:
            return controls.before(step)
        watcher.before(step, beta)
        return controls.before(step, lambda: watcher.rest(step, beta))

    return before_step
