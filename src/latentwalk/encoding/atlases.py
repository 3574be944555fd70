"""Encodes images into an atlas, with at most a batch of images in memory."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from latentwalk.encoding.sample import HIGHEST, keys
from latentwalk.folder.atlas import Atlas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from latentwalk.infer.model import Model


class Labelled(NamedTuple):
    """n images to encode."""

    values: NDArray[np.float32]
    """(n, c, h, w), in the model's values."""
    labels: NDArray[np.int32]
    """(n,): indices into the classes, or -1."""
    split: NDArray[np.uint8]
    """(n,): the split, as in an atlas."""


def encode_atlas(model: Model, batches: Iterable[Labelled], limit: int) -> Atlas:
    """Encode batches into an atlas of at most `limit` images.

    Of more images a fair sample is kept, in its order: see `encoding.sample`. Images that cannot
    belong to it any more are not encoded.

    Raises:
        LatentwalkError: the model has no encoder, or an image does not fit it.
    """
    kept, kept_keys = _empty(model.latent_dim), np.empty(0, np.uint64)
    seen = 0
    for batch in batches:
        batch_keys = keys(seen + np.arange(len(batch.labels)))
        seen += len(batch.labels)
        highest = kept_keys.max() if len(kept) and len(kept) == limit else np.uint64(HIGHEST)
        candidates = np.flatnonzero(batch_keys <= highest)
        if not len(candidates):
            continue
        part = Labelled(batch.values[candidates], batch.labels[candidates], batch.split[candidates])
        rows = _encoded(model, part)
        kept = _joined(kept, rows)
        kept_keys = np.concatenate([kept_keys, batch_keys[candidates]])
        if len(kept) > limit:
            lowest = np.sort(np.argsort(kept_keys)[:limit])
            kept, kept_keys = _taken(kept, lowest), kept_keys[lowest]
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


def _taken(atlas: Atlas, rows: NDArray[np.intp]) -> Atlas:
    names = [field.name for field in fields(Atlas) if field.name != "layout"]
    return Atlas(**{name: getattr(atlas, name)[rows] for name in names})
