"""Preparing a training run: new, or resumed from the checkpoint in its folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.data import load
from latentwalk.data.item_columns import check_rows, table_of
from latentwalk.data.samples import load_samples
from latentwalk.errors import DataError, SettingsError
from latentwalk.files.atomic import make_folder
from latentwalk.files.temporary import clear_leftovers
from latentwalk.folder.manifest import HISTORY, MANIFEST, SNAPSHOTS
from latentwalk.layouts.choice import Choice
from latentwalk.terminal.console import say
from latentwalk.training import history
from latentwalk.training.checkpoint import Checkpoint
from latentwalk.training.checks import MAX_SIDE
from latentwalk.training.claim import claimed
from latentwalk.training.conditioning import usable
from latentwalk.training.devices import fabric_of
from latentwalk.training.history import PEAK, Change
from latentwalk.training.latent_size import smallest_size
from latentwalk.training.prior import check_fitting
from latentwalk.training.settings import CHECKPOINT
from latentwalk.training.starts import best_start
from latentwalk.training.trainer import Trainer

if TYPE_CHECKING:
    from contextlib import ExitStack

    from latentwalk.data import Dataset, Images
    from latentwalk.training.history import Epoch
    from latentwalk.training.report import Report
    from latentwalk.training.settings import TrainSettings
    from latentwalk.vae.kinds import Likelihood


@dataclass(frozen=True)
class Run:
    """A run that is ready to train."""

    settings: TrainSettings
    """The settings in force; of a resumed run, those of its checkpoint."""
    data: Dataset
    """The training and held-out images."""
    trainer: Trainer
    """The VAE with its optimizer, on its device."""
    checkpoint: Checkpoint
    """The state after the last completed epoch, updated in place after each epoch."""
    epochs: list[Epoch]
    """The history so far; one entry is appended per epoch."""
    changes: tuple[Change, ...]
    """Settings that a resumed run changes, to be recorded with its first epoch."""


def prepare(settings: TrainSettings, lock: ExitStack, report: Report) -> Run:
    """Load the data, build the trainer, restore the checkpoint and lock the folder.

    Everything that can be checked is checked before the folder is touched.

    Args:
        settings: the run's settings.
        lock: takes over the folder's lock. The caller closes it after its last write.
        report: shows the progress of a run that begins several times.

    Raises:
        LatentwalkError: unusable settings or data, a folder that cannot be written, or one that
            another run has locked.
    """
    stopped = _stopped_run(settings)
    if stopped is not None:
        settings = settings.resumed(stopped.settings)
    if settings.mixture:
        check_fitting()
    layout = Choice.of(settings.layout)
    data = _loaded(settings)
    settings = replace(settings, likelihood=_likelihood(settings, data))
    if settings.columns is not None:
        _check_columns(settings, data)
    if layout.places is not None and settings.group is None:
        _check_places(len(layout.places), len(data.train) + len(data.held_out))
    if settings.chosen_recipe().merged:
        data = data.merged()
    if settings.takes_classes:
        data = usable(data)
    digest = _sha256(data)
    if stopped is not None and stopped.data_sha256 != digest:
        raise SettingsError(
            f"The data of {settings.data} changed since the run in {settings.out} started "
            f"(SHA-256 {stopped.data_sha256[:8]}... then, {digest[:8]}... now): restore them, or "
            "start again with --overwrite."
        )
    # everything above runs in one process; a failure there starts no others
    fabric = fabric_of(settings)
    if settings.dim_tolerance is not None:
        found = smallest_size(settings, data, fabric, settings.dim_tolerance)
        settings = replace(settings, latent_dim=found, dim_tolerance=None)
    trainer = Trainer(settings, data, fabric, stopped.start if stopped else 0)
    epochs: list[Epoch] = []
    if stopped is not None:
        _restore(trainer, stopped, settings)
        epochs = history.read(settings.out / HISTORY)[: stopped.epoch]
    if trainer.fabric.is_global_zero:
        make_folder(settings.out)
        lock.enter_context(claimed(settings.out))
        clear_leftovers(settings.out)
        if stopped is None:  # overwriting: the old model goes now, not when the new one is ready
            for name in (MANIFEST, CHECKPOINT, HISTORY, SNAPSHOTS):
                (settings.out / name).unlink(missing_ok=True)
    if stopped is None:
        trainer, epochs = best_start(trainer, report)
    checkpoint = stopped or Checkpoint(
        settings.to_json(), digest, len(epochs), {}, {}, start=trainer.start
    )
    changes = _changed_rate(settings, checkpoint, trainer.steps)
    checkpoint.settings = settings.to_json()
    return Run(settings, data, trainer, checkpoint, epochs, changes)


def _loaded(settings: TrainSettings) -> Dataset:
    """The data, in the form in which the networks take them."""
    if settings.output != "image":
        return load_samples(Path(settings.data), settings.output)
    data = load(
        settings.data,
        settings.data_dir,
        settings.size,
        settings.pictures,
        settings.group,
        settings.alpha,
    )
    longest = max(data.train.pixels.shape[1:3])
    if longest > MAX_SIDE:
        raise DataError(
            f"The images of {data.name} have a side longer than the {MAX_SIDE} pixels that training"
            f" takes: scale them with --size {MAX_SIDE} or less."
        )
    return data


def _likelihood(settings: TrainSettings, data: Dataset) -> Likelihood:
    """The likelihood of the settings or, by default, the one that fits the values.

    Raises:
        SettingsError: the values have no such likelihood.
    """
    if settings.output == "image":
        return settings.objective().likelihood
    shares = (data.spec.low, data.spec.high) == (0.0, 1.0)
    if settings.likelihood == "bernoulli" and not shares:
        raise SettingsError(
            f"--likelihood bernoulli needs values in [0, 1], but those of {data.name} are not: "
            "scale them, or use gaussian or squared."
        )
    if settings.likelihood is None:
        chosen: Likelihood = "bernoulli" if shares else "gaussian"
        why = "the values are in [0, 1]" if shares else "the values are not all in [0, 1]"
        say(f"{data.name}: {why}, so the likelihood is {chosen} (--likelihood overrides this).")
        return chosen
    return settings.likelihood


def _stopped_run(settings: TrainSettings) -> Checkpoint | None:
    """The checkpoint to resume from; None for a new run."""
    finished = (settings.out / MANIFEST).exists()
    stopped = (settings.out / CHECKPOINT).exists()
    if settings.resume:
        if finished and not stopped:
            raise SettingsError(
                f"The run in {settings.out} is complete: open it, or train into another folder."
            )
        return Checkpoint.read(settings.out / CHECKPOINT)
    if finished and not settings.overwrite:
        raise SettingsError(
            f"{settings.out} already holds a model: choose another folder, or give --overwrite."
        )
    if stopped and not settings.overwrite:
        raise SettingsError(
            f"{settings.out} holds a stopped run: continue it with --resume, or start again with "
            "--overwrite."
        )
    return None


def _check_places(given: int, images: int) -> None:
    """Check before the run that its layout has coordinates for all images."""
    if given != images:
        raise DataError(
            f"The layout has {given:,} coordinates, but the data has {images:,} images: give two "
            "numbers for each, in their order."
        )


def _check_columns(settings: TrainSettings, data: Dataset) -> None:
    """Check before the run that its columns can be written after it."""
    check_rows(table_of(settings.columns), len(data.train) + len(data.held_out))
    if settings.chosen_recipe().merged and data.train.rows is None and len(data.held_out):
        raise SettingsError(
            f"{settings.data} numbers its training and its test images apart, and this recipe "
            "merges them, so that no row of --columns would be known to belong to an image: choose "
            "another recipe, or give the columns later with `latentwalk adopt`."
        )


def _restore(trainer: Trainer, checkpoint: Checkpoint, settings: TrainSettings) -> None:
    try:
        trainer.restore(checkpoint.weights, checkpoint.moments)
    except (RuntimeError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(
            f"{settings.out / CHECKPOINT} does not fit the architecture in its settings: "
            f"{reason}. Start again with --overwrite."
        ) from error


def _changed_rate(
    settings: TrainSettings, checkpoint: Checkpoint, steps: int
) -> tuple[Change, ...]:
    """The new learning rate of a resumed run, as an entry of the history."""
    before = replace(settings, rate=checkpoint.settings["rate"]).chosen_recipe().rate
    now = settings.chosen_recipe().rate
    return (Change(checkpoint.epoch * steps, PEAK, before, now),) if now != before else ()


def _sha256(data: Dataset) -> str:
    digest = hashlib.sha256()
    parts: tuple[Images, ...] = (data.train, data.held_out)
    for part in parts:
        digest.update(part.pixels.tobytes())
        digest.update(part.labels.tobytes())
        if part.groups is not None:
            digest.update(part.groups.tobytes())
    return digest.hexdigest()
