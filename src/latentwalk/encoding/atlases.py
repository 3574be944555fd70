"""Encodes images into an atlas, with at most a batch of images in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.encoding.sample import HIGHEST, keys
from latentwalk.folder.arrays import MAX_VALUE
from latentwalk.folder.atlas import Atlas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from latentwalk.infer.model import Model
    from latentwalk.originals.spool import Spool

ARRAYS = ("mean", "logvar", "label", "split", "error", "row", "conditions", "file")
"""The columns of an atlas that encoding gives."""


class Labelled(NamedTuple):
    """n images to encode."""

    values: NDArray[np.float32]
    """(n, *shape), in the model's values."""
    labels: NDArray[np.int32]
    """(n,): indices into the classes, or -1."""
    split: NDArray[np.uint8]
    """(n,): the split, as in an atlas."""
    rows: NDArray[np.integer] | None = None
    """(n,): their places in the data, if known."""
    files: NDArray[np.object_] | None = None
    """(n,): the names of their files, if they have any."""
    conditions: NDArray[np.float32] | None = None
    """(n, m): what the model's conditions are for them, as in an atlas; None for the defaults."""


def encode_atlas(
    model: Model, batches: Iterable[Labelled], limit: int, originals: Spool | None = None
) -> Atlas:
    """Encode batches into an atlas of at most `limit` images.

    Of more images a fair sample is kept, in its order: see `encoding.sample`. Images that cannot
    belong to it any more are not encoded.

    Args:
        model: the model.
        batches: the images.
        limit: the most images of the atlas.
        originals: gets the images of the atlas, in its order.

    Raises:
        LatentwalkError: the model has no encoder, or an image does not fit it.
    """
    kept: Atlas | None = None
    kept_keys = np.empty(0, np.uint64)
    seen = 0
    for batch in batches:
        batch_keys = keys(seen + np.arange(len(batch.labels)))
        seen += len(batch.labels)
        highest = kept_keys.max() if len(kept_keys) == limit else np.uint64(HIGHEST)
        candidates = np.flatnonzero(batch_keys <= highest)
        if not len(candidates):
            continue
        part = Labelled(
            batch.values[candidates],
            batch.labels[candidates],
            batch.split[candidates],
            None if batch.rows is None else batch.rows[candidates],
            None if batch.files is None else batch.files[candidates],
            None if batch.conditions is None else batch.conditions[candidates],
        )
        kept = _joined(kept, _encoded(model, part))
        if originals is not None:
            originals.add(part.values)
        kept_keys = np.concatenate([kept_keys, batch_keys[candidates]])
        if len(kept_keys) > limit:
            lowest = np.sort(np.argsort(kept_keys)[:limit])
            kept, kept_keys = _taken(kept, lowest), kept_keys[lowest]
            if originals is not None:
                originals.keep(lowest)
    return _empty(model.latent_dim) if kept is None else kept


def _encoded(model: Model, batch: Labelled) -> Atlas:
    codes = batch.conditions
    if codes is None:
        codes = np.full((len(batch.values), len(model.conditions)), np.nan, np.float32)
    numbers = model.conditions.expanded(codes)
    posterior = model.encode_with(batch.values, numbers)
    decoded = model.decode_rows(np.concatenate([posterior.mean, numbers], axis=1))
    difference = model.output.compared(decoded - batch.values)
    row = None if batch.rows is None else batch.rows.astype(np.int32)
    file = None if batch.files is None else tuple(map(str, batch.files))
    return Atlas(
        posterior.mean,
        posterior.logvar,
        batch.labels,
        batch.split,
        squared_error(difference),
        row=row,
        conditions=codes if len(model.conditions) else None,
        file=file,
    )


def squared_error(difference: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sums (n,) of squared differences (n, ...), at most what an atlas can hold."""
    with np.errstate(over="ignore"):
        squares = np.square(difference.reshape(len(difference), -1)).sum(1)
    capped: NDArray[np.float32] = np.minimum(squares, np.float32(MAX_VALUE))
    return capped


def _joined(one: Atlas | None, other: Atlas) -> Atlas:
    if one is None:
        return other
    joined: dict[str, Any] = {}
    for name in ARRAYS:
        first, second = getattr(one, name), getattr(other, name)
        if first is None:
            joined[name] = None
        else:
            is_text = isinstance(first, tuple)
            joined[name] = first + second if is_text else np.concatenate([first, second])
    return Atlas(**joined)


def _taken(atlas: Atlas, rows: NDArray[np.intp]) -> Atlas:
    taken: dict[str, Any] = {}
    for name in ARRAYS:
        values = getattr(atlas, name)
        if isinstance(values, tuple):
            taken[name] = tuple(values[row] for row in rows)
        else:
            taken[name] = None if values is None else values[rows]
    return Atlas(**taken)


def _empty(latent_dim: int) -> Atlas:
    nothing = np.empty((0, latent_dim), np.float32)
    none = np.empty(0)
    return Atlas(
        nothing, nothing, none.astype(np.int32), none.astype(np.uint8), none.astype(np.float32)
    )
