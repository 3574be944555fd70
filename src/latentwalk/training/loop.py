"""A training run, from its settings to the trained VAE.

Each epoch leaves a line of the history and a checkpoint behind, so that a run can be stopped at
any time and go on as if it had not been.
"""

from __future__ import annotations

import copy
import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from latentwalk.atomic import make_folder, write_bytes
from latentwalk.data import load
from latentwalk.errors import SettingsError
from latentwalk.folder import HISTORY, MANIFEST, SNAPSHOTS
from latentwalk.temporary import clear_leftovers
from latentwalk.training import history
from latentwalk.training.checkpoint import Checkpoint, copied
from latentwalk.training.claim import claimed
from latentwalk.training.controls import Controls
from latentwalk.training.devices import fabric_of
from latentwalk.training.history import PEAK, Change
from latentwalk.training.prior import check_fitting
from latentwalk.training.report import Silent
from latentwalk.training.settings import CHECKPOINT
from latentwalk.training.snapshots import Recorder
from latentwalk.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from lightning_fabric import Fabric
    from torch import Tensor

    from latentwalk.data import Dataset, Images
    from latentwalk.model.vae import VAE
    from latentwalk.training.history import Epoch
    from latentwalk.training.report import Report
    from latentwalk.training.settings import TrainSettings
    from latentwalk.training.snapshots import Watcher


@dataclass(frozen=True)
class Trained:
    """A run that ended."""

    settings: TrainSettings
    """What it was told."""
    data: Dataset
    """What it was trained on."""
    data_sha256: str
    """Of all its images and labels."""
    vae: VAE
    """The VAE with the weights that become the model, on the CPU."""
    last_weights: dict[str, Tensor]
    """The weights after the last epoch; the VAE's own unless the recipe keeps the best."""
    epochs: list[Epoch]
    """The history."""
    fabric: Fabric
    """The devices that it ran on; each process of them has all of this."""


def fit(
    settings: TrainSettings,
    report: Report,
    controls: Controls | None = None,
    watcher: Watcher | None = None,
    holding: ExitStack | None = None,
) -> Trained:
    """Train as `settings` say, or go on with the run that was stopped in their folder.

    After each epoch the folder holds its line of the history and a checkpoint.

    Args:
        settings: what to do.
        report: is told what happens.
        controls: what a person changes meanwhile.
        watcher: is shown the VAE as it learns.
        holding: takes over the lock on the folder, for who still writes there.

    Raises:
        LatentwalkError: settings or data that cannot be used, a folder that cannot be written, or
            that another run holds.
    """
    checkpoint = _stopped_run(settings)
    if checkpoint is not None:
        settings = settings.resumed(checkpoint.settings)
    if settings.mixture:  # as the stopped run had it, too
        check_fitting()
    recipe = settings.chosen_recipe()
    data = load(settings.data, settings.data_dir, settings.size)
    if recipe.merged:
        data = data.merged()
    digest = _sha256(data)
    if checkpoint is not None and checkpoint.data_sha256 != digest:
        raise SettingsError(
            f"The data of {settings.data} are not those that the run in {settings.out} was begun "
            f"with (SHA-256 {checkpoint.data_sha256[:8]}... then, {digest[:8]}... now): put them "
            "back as they were, or begin anew with --overwrite."
        )
    fabric = fabric_of(settings)  # what comes before needs no other process, and fails in one
    trainer = Trainer(settings, data, fabric)
    epochs: list[Epoch] = []
    if checkpoint is not None:
        _restore(trainer, checkpoint, settings)
        epochs = history.read(settings.out / HISTORY)[: checkpoint.epoch]
    if fabric.is_global_zero:
        make_folder(settings.out)
        (holding or ExitStack()).enter_context(claimed(settings.out))
        clear_leftovers(settings.out)
        if checkpoint is None:  # what is overwritten goes now: a run's folder holds no other model
            for name in (MANIFEST, CHECKPOINT, HISTORY, SNAPSHOTS):
                (settings.out / name).unlink(missing_ok=True)
    else:
        report = Silent()
    run = checkpoint or Checkpoint(settings.to_json(), digest, 0, {}, {})
    told = _changed(settings, run, trainer.steps)
    controls = controls or Controls()
    controls.begin(settings.beta, (change for epoch in epochs for change in epoch.changes))
    if watcher is not None:
        watcher.opened(trainer, data, epochs)
    recorder = Recorder(trainer, data, run.epoch) if fabric.is_global_zero else None
    trainer.ask = _asking(recorder, controls, watcher)

    report.begin(recipe.epochs, trainer.steps, run.epoch)
    try:
        for number in range(run.epoch, recipe.epochs):
            epoch = trainer.epoch(number, report.steps)
            changes, waited = controls.ended()
            changes, told = (*told, *changes), ()
            epochs.append(replace(epoch, seconds=epoch.seconds - waited, changes=changes))
            report.epoch(epochs[-1])
            run.epoch = number + 1
            run.weights, run.moments = trainer.vae.state_dict(), trainer.descent.state()
            if recipe.keep == "best" and epochs[-1].train.loss < run.best_loss:
                run.best_loss = epochs[-1].train.loss
                run.best_weights = copied(run.weights)
            if fabric.is_global_zero:
                write_bytes(settings.out / HISTORY, history.to_bytes(epochs))
                run.write(settings.out / CHECKPOINT)
    finally:
        report.end()
    last = {name: tensor.cpu() for name, tensor in copied(run.weights).items()}
    vae = copy.deepcopy(trainer.vae).cpu()
    vae.load_state_dict(run.best_weights or last)
    return Trained(settings, data, digest, vae.eval(), last, epochs, fabric)


def _changed(settings: TrainSettings, run: Checkpoint, steps: int) -> tuple[Change, ...]:
    """What a run that goes on does otherwise than before; its checkpoints say so from now on."""
    before = replace(settings, rate=run.settings["rate"]).chosen_recipe().rate
    now = settings.chosen_recipe().rate
    run.settings = settings.to_json()
    return (Change(run.epoch * steps, PEAK, before, now),) if now != before else ()


def _restore(trainer: Trainer, checkpoint: Checkpoint, settings: TrainSettings) -> None:
    try:
        trainer.restore(checkpoint.weights, checkpoint.moments)
    except (RuntimeError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(
            f"{settings.out / CHECKPOINT} is of another architecture than its settings say: "
            f"{reason}. Begin anew with --overwrite."
        ) from error


def _asking(
    recorder: Recorder | None, controls: Controls, watcher: Watcher | None
) -> Callable[[int], tuple[float, float]]:
    """What the trainer asks before each step."""

    def ask(step: int) -> tuple[float, float]:
        beta = controls.values["beta"]
        if recorder is not None:
            recorder.step(step, beta)
        if watcher is None:
            return controls.before(step)
        watcher.before(step, beta)
        return controls.before(step, lambda: watcher.rest(step, beta))

    return ask


def _stopped_run(settings: TrainSettings) -> Checkpoint | None:
    """The checkpoint to go on from, None for a new run."""
    finished = (settings.out / MANIFEST).exists()
    if settings.resume:
        if finished and not (settings.out / CHECKPOINT).exists():
            raise SettingsError(f"The run in {settings.out} has ended; open it, or train anew.")
        return Checkpoint.read(settings.out / CHECKPOINT)
    if finished and not settings.overwrite:
        raise SettingsError(
            f"{settings.out} already holds a model; give another folder, or --overwrite."
        )
    if (settings.out / CHECKPOINT).exists() and not settings.overwrite:
        raise SettingsError(
            f"{settings.out} holds a run that was stopped; go on with --resume, or begin anew "
            "with --overwrite."
        )
    return None


def _sha256(data: Dataset) -> str:
    digest = hashlib.sha256()
    parts: tuple[Images, ...] = (data.train, data.held_out)
    for part in parts:
        digest.update(part.pixels.tobytes())
        digest.update(part.labels.tobytes())
    return digest.hexdigest()
