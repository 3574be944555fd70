"""The labels of the few samples with which a model is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.adoption.sources.examples import indexable
from latentwalk.adoption.sources.samples import Samples
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.sources.examples import Examples

READ = 128
"""Samples whose labels show how many classes there are."""


def few_labels(source: Examples, limit: int) -> NDArray[np.int32] | None:
    """The labels (n,) of the samples of `trial` and `few`; None if they cannot be read twice."""
    if isinstance(source, Samples) and not indexable(source.source):
        return None
    try:
        if isinstance(source, Samples):
            return next(source.batches(limit)).labels
        return source.sample(limit).labels
    except (DataError, StopIteration):  # reported when the samples themselves are read
        return None


def few_conditions(source: Examples, limit: int) -> NDArray[np.float32] | None:
    """What the conditions are for those samples, as in an atlas; None if only labels say it."""
    if source.conditions is None or not indexable(source.source):
        return None
    n = len(source.source)
    rows = np.linspace(0, n, min(n, limit), endpoint=False).astype(int)
    chosen: NDArray[np.float32] = source.conditions[rows]
    return chosen


def are_ordered(source: Examples | None) -> bool:
    """Whether the order of a source's classes is known before all of it is read."""
    return source is None or bool(source.classes) or not source.reader.found


def class_names(source: Examples | None) -> tuple[str, ...]:
    """The names of a source's classes, as far as they are known before all of it is read."""
    if source is None:
        return ()
    if source.classes:
        return source.classes
    labels = source.labels if source.labels is not None else few_labels(source, READ)
    if source.reader.found or labels is None:
        return source.reader.found
    return tuple(map(str, range(int(labels.max(initial=-1)) + 1)))
