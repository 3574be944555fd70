"""Measures on images decoded from the prior, in the features of the shipped classifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from latentwalk.evaluation import classifier
from latentwalk.evaluation.labelling import numbers_for
from latentwalk.evaluation.result import SampleMeasures
from latentwalk.latent.metrics.frechet import frechet_distance
from latentwalk.latent.metrics.manifold import NEIGHBOURS, Manifold
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.data import Dataset, Images
    from latentwalk.evaluation.labelling import Labelling
    from latentwalk.infer.model import Model

DRAWS = 5
READABLE = 0.9
"""The share of labelled images that the classifier must read correctly for its features to be
meaningful."""
AT_ONCE = 1000


class _Set(NamedTuple):
    """Features and their manifold."""

    features: NDArray[np.float32]
    manifold: Manifold

    @classmethod
    def of(cls, features: NDArray[np.float32]) -> _Set:
        return cls(features, Manifold(features))


def unreadable(data: Dataset, images: Images) -> str | None:
    """Why the classifier's features do not suit some images; None if they do."""
    measures = "Frechet distance, precision and recall need "
    if data.spec.shape != classifier.IMAGE.shape:
        return f"{measures}digits of {classifier.IMAGE}; these images are {data.spec}."
    if data.classes != classifier.CLASSES or (images.labels < 0).any():
        return f"{measures}digits; these images are not all labelled as such."
    if len(images) <= NEIGHBOURS:
        return f"{measures}more than {NEIGHBOURS} digits."
    share = _accuracy(images)
    if share < READABLE:
        return (
            f"{measures}digits that the shipped classifier reads; it reads only {share:.0%} of "
            "these as they are labelled."
        )
    return None


def sampled(
    model: Model,
    data: Dataset,
    images: Images,
    rng: np.random.Generator,
    labelling: Labelling | None = None,
) -> SampleMeasures:
    """Compare images with as many samples, in several draws.

    Samples of a conditional model are decoded under the classes of random images.

    Args:
        model: the model to draw samples from.
        data: the data set, whose training images give the floors.
        images: held-out images that the classifier reads.
        rng: the generator of the draws.
        labelling: how the model's conditions follow from labels, if they do.
    """
    n = len(images)
    real = _Set.of(classifier.read(images.pixels).features)
    found, floor = [], []
    for _ in track(range(DRAWS), "measuring samples", DRAWS):
        points = model.draw(n, rng)
        labels = rng.choice(images.labels, n) if model.conditions else images.labels
        rows = np.concatenate([points, numbers_for(model, labelling, labels)], axis=1)
        samples = model.image.to_pixels(model.decode_rows(rows))
        found.append(_compared(real, _Set.of(classifier.read(samples).features)))
        if len(data.train) >= n:
            train = data.train.pixels[rng.choice(len(data.train), n, replace=False)]
            floor.append(_compared(real, _Set.of(classifier.read(train).features)))
    (frechet, precision, recall), errors = np.mean(found, 0), np.std(found, 0, ddof=1)
    return SampleMeasures(
        images=n,
        draws=DRAWS,
        frechet=float(frechet),
        frechet_error=float(errors[0]),
        frechet_floor=float(np.mean(floor, 0)[0]) if floor else None,
        frechet_floor_error=float(np.std(floor, 0, ddof=1)[0]) if floor else None,
        precision=float(precision),
        precision_error=float(errors[1]),
        recall=float(recall),
        recall_error=float(errors[2]),
        precision_floor=float(np.mean(floor, 0)[1]) if floor else None,
        recall_floor=float(np.mean(floor, 0)[2]) if floor else None,
        classifier_accuracy=_accuracy(images),
    )


def _compared(real: _Set, other: _Set) -> tuple[float, float, float]:
    """Frechet distance, precision and recall."""
    return (
        frechet_distance(real.features, other.features),
        float(real.manifold.holds(other.features).mean()),
        float(other.manifold.holds(real.features).mean()),
    )


def _accuracy(images: Images) -> float:
    logits = classifier.read(images.pixels).logits
    return float((logits.argmax(1) == images.labels).mean())
