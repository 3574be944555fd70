"""Measures how much of an image the condition and the latent point determine, by swaps.

Codes of held-out images are decoded under every class. If the condition decides, the images show
the class under which they were decoded; if the code has kept the class, they show its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.evaluation import classifier
from latentwalk.evaluation.reader import Reader
from latentwalk.evaluation.result import ConditionMeasures, Estimate
from latentwalk.evaluation.samples import unreadable
from latentwalk.latent.metrics.variance import variance_shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.data import Dataset, Images
    from latentwalk.evaluation.labelling import Labelling

CODES = 300
"""The largest number of codes, evenly spaced."""
CLASSES = 64
"""The largest number of classes under which to decode them, evenly spaced."""
NUMBERS = 2**25
"""The largest number of decoded values to keep in memory: less codes of large images."""
SHIPPED, FITTED = "the shipped digit classifier", "a classifier fitted to the training images"


def swapped(
    labelling: Labelling, data: Dataset, images: Images, rng: np.random.Generator
) -> ConditionMeasures:
    """Decode the codes of images under every class, and measure what the decoded images show.

    Without an encoder, the codes are draws of the prior.

    Args:
        labelling: a model whose condition is the class of the data.
        data: the data; its training images teach the classifier.
        images: held-out images with labels.
        rng: the generator of all draws.
    """
    model = labelling.model
    present = np.unique(data.train.labels[data.train.labels >= 0])
    tried = present[_even(len(present), CLASSES)]
    room = NUMBERS // max(1, len(tried) * int(np.prod(model.image.shape)))
    some = images.take(_even(len(images), max(2, min(CODES, room))))
    n, k = len(some), len(tried)
    if model.can_encode:
        codes = model.encode_with(some.pixels, labelling.numbers(some.labels)).mean
    else:
        codes = model.draw(n, rng)
    rows = [
        np.concatenate([np.repeat(code[None], k, 0), labelling.numbers(tried)], axis=1)
        for code in codes
    ]
    samples = model.decode_rows(np.stack(rows))  # (n, k, c, h, w)
    pixels = model.image.to_pixels(samples.reshape(n * k, *samples.shape[2:]))
    read, name = _reader(data, images, rng)
    shown = read(pixels).reshape(n, k)
    own = some.labels[:, None]
    # (n, k): swaps to another class; draws have none of their own
    other = tried != own if model.can_encode else np.ones((n, k), np.bool_)
    whole = other.any(1)  # a code has none if its class is the only one
    as_condition, as_own = (
        (np.where(other, shown == one, 0).sum(1) / np.maximum(1, other.sum(1)))[whole]
        for one in (np.broadcast_to(tried, (n, k)), own)
    )
    condition = Estimate.of(as_condition)
    kept = Estimate.of(as_own) if model.can_encode else None
    shares = variance_shares(samples)
    return ConditionMeasures(
        name=labelling.condition.name,
        codes=n,
        classes=k,
        read_as_condition=condition.value,
        read_as_condition_error=condition.error,
        read_as_own=None if kept is None else kept.value,
        read_as_own_error=None if kept is None else kept.error,
        reader=name,
        reader_accuracy=float((read(images.pixels) == images.labels).mean()),
        variance_by_condition=shares.by_condition,
        variance_by_point=shares.by_point,
        variance_by_both=shares.by_both,
    )


def _reader(
    data: Dataset, images: Images, rng: np.random.Generator
) -> tuple[Callable[[NDArray[np.uint8]], NDArray[np.integer]], str]:
    """What reads the class of images, and its name."""
    if unreadable(data, images) is None:
        return (lambda pixels: classifier.read(pixels).logits.argmax(1)), SHIPPED
    return Reader.fitted(data.train, len(data.classes), rng).labels, FITTED


def _even(n: int, most: int) -> NDArray[np.intp]:
    return np.linspace(0, n, min(n, most), endpoint=False).astype(np.intp)
