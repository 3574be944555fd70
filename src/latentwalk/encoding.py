"""Encoding images into an atlas, batch by batch: never more than a batch of images is held."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from latentwalk.atlas import Atlas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

SEED = 20140501
"""Of the draw of a fair sample: the same data give the same atlas."""


class Labelled(NamedTuple):
    """n images to encode."""

    values: NDArray[np.float32]
    """(n, c, h, w), in the model's values."""
    labels: NDArray[np.int32]
    """(n,): indices into the classes, or -1."""
    split: NDArray[np.uint8]
    """(n,): as an atlas has it."""


def encode_atlas(model: Model, batches: Iterable[Labelled], most: int) -> Atlas:
    """Encode batches into an atlas of at most `most` images.

    Of more than that a fair sample is kept: each image with the same chance, whatever their order
    (Vitter, "Random Sampling with a Reservoir", 1985, algorithm R).

    Raises:
        LatentwalkError: the model has no encoder, or an image does not fit it.
    """
    kept = _empty(model.latent_dim)
    seen = 0
    rng = np.random.default_rng(SEED)
    for batch in batches:
        rows = _encoded(model, batch)
        free = max(0, most - len(kept))
        kept = _joined(kept, _taken(rows, slice(0, free)))
        late = np.arange(free, len(rows))
        places = rng.integers(0, seen + late + 1) if len(late) else late
        for row, place in zip(late[places < most], places[places < most], strict=True):
            for field in fields(Atlas):
                if field.name != "layout":
                    getattr(kept, field.name)[place] = getattr(rows, field.name)[row]
        seen += len(rows)
    return kept


def _encoded(model: Model, batch: Labelled) -> Atlas:
    posterior = model.encode(batch.values)
    error = np.square(model.decode(posterior.mean) - batch.values).sum((1, 2, 3))
    return Atlas(posterior.mean, posterior.logvar, batch.labels, batch.split, error)


def _empty(latent_dim: int) -> Atlas:
    nothing = np.empty((0, latent_dim), np.float32)
    none = np.empty(0)
    return Atlas(
        nothing, nothing, none.astype(np.int32), none.astype(np.uint8), none.astype(np.float32)
    )


def _joined(one: Atlas, other: Atlas) -> Atlas:
    names = [field.name for field in fields(Atlas) if field.name != "layout"]
    return Atlas(
        **{name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names}
    )


def _taken(atlas: Atlas, rows: slice) -> Atlas:
    names = [field.name for field in fields(Atlas) if field.name != "layout"]
    return Atlas(**{name: getattr(atlas, name)[rows] for name in names})
