"""Writes the model folder of a trained VAE."""

from __future__ import annotations

import platform
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.torch import save

from latentwalk.conditions.conditions import Conditions
from latentwalk.encoding import Labelled, encode_atlas
from latentwalk.encoding.columns import file_of_columns, rows_in_data
from latentwalk.evaluation.labelling import Labelling
from latentwalk.evaluation.swaps import swapped
from latentwalk.folder.atlas import HELD_OUT, TRAINED_ON
from latentwalk.folder.manifest import (
    ATLAS,
    HISTORY,
    ORIGINALS,
    SNAPSHOTS,
    UNKNOWN,
    WEIGHTS,
    Manifest,
)
from latentwalk.folder.model_folder import InMemoryFolder, write_folder
from latentwalk.infer.engine import BATCH
from latentwalk.infer.model import Model
from latentwalk.latent.presets import choose_presets
from latentwalk.layouts.choice import Choice
from latentwalk.originals.spool import Spool
from latentwalk.originals.writing import to_bytes
from latentwalk.terminal.console import say
from latentwalk.training import history
from latentwalk.training.conditioning import codes, conditions_of
from latentwalk.training.encoded import group_atlas, mean_presets
from latentwalk.training.onnx_writer import export
from latentwalk.training.prior import fit_prior
from latentwalk.training.recorder import clear, combined
from latentwalk.training.rows import Rows
from latentwalk.training.settings import CHECKPOINT
from latentwalk.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from latentwalk.data import Dataset
    from latentwalk.folder.atlas import Atlas
    from latentwalk.folder.model_folder import ModelFolder
    from latentwalk.training.settings import TrainSettings
    from latentwalk.training.trained import Trained

LAST_WEIGHTS = "snapshots/last.safetensors"
"""The weights after the last epoch, if the model has those of another one."""


def publish(trained: Trained) -> ModelFolder:
    """Write the model folder of a completed run, and remove its checkpoint and snapshots.

    Raises:
        OutputError: the folder cannot be written.
    """
    settings, spec = trained.settings, trained.data.spec
    files = export(trained.vae)
    manifest = Manifest(
        name=settings.name or settings.out.resolve().name,
        latent_dim=settings.latent_dim,
        output=spec,
        classes=trained.data.classes,
        provenance=_provenance(trained),
        prior=None if settings.beta or settings.mmd else UNKNOWN,
        conditions=conditions_of(trained.data) if settings.takes_classes else Conditions(),
        conditional_encoder=settings.takes_classes,
    )
    model = Model(InMemoryFolder.of(settings.out, manifest, files))
    originals_file: dict[str, bytes] = {}
    if settings.group is not None:
        atlas = group_atlas(model, trained.data, settings.atlas)
    else:
        batches = _labelled(trained.data, settings.atlas, settings.takes_classes)
        originals = Spool(spec) if settings.originals else None
        atlas = encode_atlas(model, batches, settings.atlas, originals)
        if originals is not None and len(originals):
            originals_file = {ORIGINALS: to_bytes(originals, spec)}
    if settings.takes_classes:
        presets = mean_presets(model, atlas, trained.data.classes)
        if trained.data.output is None:
            manifest.provenance["metrics"]["condition"] = _swaps(model, trained)
    else:
        presets = choose_presets(atlas, trained.data.classes)
    atlas, manifest = _with_layout(atlas, manifest, settings)
    weights = trained.vae.state_dict()
    files |= {ATLAS: atlas.to_bytes(), HISTORY: history.to_bytes(trained.epochs)}
    files |= originals_file
    if settings.columns is not None:
        files |= file_of_columns(settings.columns, manifest, atlas, say)
    if settings.weights:
        files[WEIGHTS] = _saved(weights)
    if settings.weights and any(
        not weights[name].equal(last) for name, last in trained.last_weights.items()
    ):
        files[LAST_WEIGHTS] = _saved(trained.last_weights)
    if settings.mixture:
        prior = fit_prior(model, trained.data.train, settings.mixture, settings.seed)
        manifest = replace(manifest, prior=prior)
    if settings.snapshots:
        files[SNAPSHOTS] = combined(trained).to_bytes()
    folder = write_folder(settings.out, replace(manifest, presets=presets), files)
    (settings.out / CHECKPOINT).unlink(missing_ok=True)
    clear(settings.out)
    return folder


def _with_layout(
    atlas: Atlas, manifest: Manifest, settings: TrainSettings
) -> tuple[Atlas, Manifest]:
    """The atlas with the layout of the settings, and the manifest that describes it."""
    layout, rows = Choice.of(settings.layout, settings.seed), None
    if layout.places is not None:
        rows = rows_in_data(manifest.provenance, atlas, len(layout.places), "layout")
    return layout.applied(atlas, manifest, say, rows)


def _labelled(data: Dataset, limit: int, conditional: bool) -> Iterator[Labelled]:
    """Up to `limit` images in batches, evenly spaced: held-out ones first, then trained-on ones."""
    chosen = Rows.of(data.held_out).evenly(limit).images
    trained_on = Rows.of(data.train).evenly(limit - len(chosen)).images
    for images, split in ((chosen, HELD_OUT), (trained_on, TRAINED_ON)):
        for start in range(0, len(images), BATCH):
            part = images.take(slice(start, start + BATCH))
            marks = np.full(len(part), split, np.uint8)
            values = data.spec.accepted(part.pixels)
            given = codes(part.labels) if conditional else None
            yield Labelled(values, part.labels, marks, part.places, part.files, given)


def _swaps(model: Model, trained: Trained) -> dict[str, Any] | None:
    """What the class and the latent point determine: on held-out images, if there are any."""
    data = trained.data
    labelling = Labelling.of(model, data)
    if labelling is None:
        return None
    rng = np.random.default_rng([trained.settings.seed, 4])
    images = data.held_out if len(data.held_out) else data.train
    return asdict(swapped(labelling, data, images, rng))


def _saved(weights: dict[str, Tensor]) -> bytes:
    return save({name: tensor.cpu().contiguous() for name, tensor in weights.items()})


def _provenance(trained: Trained) -> dict[str, Any]:
    settings, data = trained.settings, trained.data
    last = trained.epochs[-1]
    return {
        "data": {
            "name": data.name,
            "trained_on": len(data.train),
            "held_out": len(data.held_out),
            "sha256": trained.data_sha256,
        },
        "recipe": {
            "arch": settings.arch,
            **({"augment": settings.augmentation} if settings.chosen_recipe().warp else {}),
            **asdict(settings.objective()),
            **asdict(settings.chosen_recipe()),
            **({"conditional": True} if settings.takes_classes else {}),
            **({"group": settings.group} if settings.group is not None else {}),
        },
        "seed": settings.seed,
        "versions": {
            "latentwalk": __version__,
            "python": platform.python_version(),
            **{package: version(package) for package in ("torch", "numpy", "onnx")},
        },
        "metrics": {
            "train": asdict(last.train),
            "held_out": last.held_out and asdict(last.held_out),
        },
    }
