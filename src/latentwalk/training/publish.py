"""From a trained VAE to its model folder."""

from __future__ import annotations

import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.torch import save

import latentwalk
from latentwalk.atlas import HELD_OUT, TRAINED_ON, Atlas
from latentwalk.data import Images
from latentwalk.folder import (
    ATLAS,
    DECODER,
    ENCODER,
    HISTORY,
    WEIGHTS,
    Manifest,
    write_folder,
)
from latentwalk.infer.engine import BATCH, OnnxEngine
from latentwalk.latent.presets import choose_presets
from latentwalk.training import history
from latentwalk.training.export import export
from latentwalk.training.settings import CHECKPOINT

if TYPE_CHECKING:
    from torch import Tensor

    from latentwalk.data import Dataset
    from latentwalk.folder import ModelFolder
    from latentwalk.image import ImageSpec
    from latentwalk.training.loop import Trained

LAST_WEIGHTS = "snapshots/last.safetensors"
"""The weights of the last epoch, where those of another one became the model."""


def publish(trained: Trained) -> ModelFolder:
    """Write the model folder of a run that ended, and remove its checkpoint.

    Raises:
        OutputError: the folder cannot be written.
    """
    settings, spec = trained.settings, trained.data.spec
    files = export(trained.vae)
    atlas = encode_atlas(trained.data, settings.atlas, files, spec, settings.latent_dim)
    weights = trained.vae.state_dict()
    files |= {
        WEIGHTS: _saved(weights),
        ATLAS: atlas.to_bytes(),
        HISTORY: history.to_bytes(trained.epochs),
    }
    if any(not weights[name].equal(last) for name, last in trained.last_weights.items()):
        files[LAST_WEIGHTS] = _saved(trained.last_weights)
    manifest = Manifest(
        name=settings.name or settings.out.resolve().name,
        latent_dim=settings.latent_dim,
        image=spec,
        classes=trained.data.classes,
        presets=choose_presets(atlas, trained.data.classes),
        provenance=_provenance(trained),
    )
    folder = write_folder(settings.out, manifest, files)
    (settings.out / CHECKPOINT).unlink(missing_ok=True)
    return folder


def encode_atlas(
    data: Dataset, most: int, files: dict[str, bytes], spec: ImageSpec, latent_dim: int
) -> Atlas:
    """Encode up to `most` images: those held out first, then trained-on ones, evenly picked."""
    chosen = _evenly(data.held_out, most)
    trained_on = _evenly(data.train, most - len(chosen))
    images = Images.join(chosen, trained_on)
    encoder = OnnxEngine(files[ENCODER], ENCODER, spec.shape, [(latent_dim,), (latent_dim,)])
    decoder = OnnxEngine(files[DECODER], DECODER, (latent_dim,), [spec.shape])
    means, logvars, errors = [], [], []
    for start in range(0, len(images), BATCH):
        values = spec.to_values(images.pixels[start : start + BATCH])
        mean, logvar = encoder(values)
        (decoded,) = decoder(mean)
        means.append(mean)
        logvars.append(logvar)
        errors.append(np.square(decoded - values).sum((1, 2, 3)))
    nothing = np.empty((0, latent_dim), np.float32)
    return Atlas(
        mean=np.concatenate([nothing, *means]),
        logvar=np.concatenate([nothing, *logvars]),
        label=images.labels,
        split=np.repeat([HELD_OUT, TRAINED_ON], [len(chosen), len(trained_on)]).astype(np.uint8),
        error=np.concatenate([nothing[:, 0], *errors]),
    )


def _evenly(images: Images, most: int) -> Images:
    if len(images) <= most:
        return images
    return images.take(np.linspace(0, len(images), most, endpoint=False).astype(np.intp))


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
        "recipe": {**asdict(settings.chosen_recipe()), "beta": settings.beta},
        "seed": settings.seed,
        "versions": {
            "latentwalk": latentwalk.__version__,
            "python": platform.python_version(),
            **{package: version(package) for package in ("torch", "numpy", "onnx")},
        },
        "metrics": {
            "train": asdict(last.train),
            "held_out": last.held_out and asdict(last.held_out),
        },
    }
