"""Data that are a part of other data, or in another order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


IN_ORDER = {"SequentialSampler", "BatchSampler", "_InfiniteConstantSampler", "NoneType"}
"""Samplers of loaders that keep the order."""


def places_of(data: Any) -> NDArray[np.int64] | None:
    """The places of a subset's items in the whole data set; None if it is no subset.

    A subset has `dataset` and `indices`, as PyTorch's does, or is a selection of a table of Hugging
    Face's `datasets`.
    """
    places: NDArray[np.int64] | None = None
    while True:
        table = getattr(data, "_indices", None)
        indices = getattr(data, "indices", None)
        if table is not None and hasattr(table, "column"):
            own = np.asarray(table.column(0).to_numpy(), np.int64)
            data = None
        elif hasattr(data, "dataset") and _are_places(indices):
            own, data = np.asarray(indices, np.int64), data.dataset
        else:
            return places
        places = own if places is None else own[places]


def files_of(data: Any) -> list[str] | None:
    """The names of a data set's files, as torchvision's `ImageFolder` has them; else None.

    Of a subset, those of its items.
    """
    places, whole = places_of(data), data
    while hasattr(whole, "dataset"):
        whole = whole.dataset
    samples = getattr(whole, "samples", None)
    if not isinstance(samples, list) or not samples or not isinstance(samples[0], tuple):
        return None
    names = [str(sample[0]) for sample in samples]
    return names if places is None else [names[place] for place in places]


def is_shuffled(loader: Any) -> bool:
    """Whether a loader, of PyTorch or Keras, gives the items of its data set in another order."""
    if getattr(loader, "shuffle", False) is True:
        return True
    sampler = getattr(loader, "sampler", None)
    if sampler is None or not hasattr(loader, "dataset"):
        return False
    batches = getattr(loader, "batch_sampler", None)
    kinds = {type(sampler).__name__, type(batches).__name__}
    return not kinds <= IN_ORDER


def _are_places(indices: Any) -> bool:
    if indices is None or callable(indices) or isinstance(indices, (str, bytes, Mapping)):
        return False
    try:
        array = np.asarray(indices)
    except Exception:  # whatever a foreign object raises
        return False
    return array.ndim == 1 and array.dtype.kind in "iu"
