"""`evaluate`: all measures that a model and a data set permit, in one record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import DataError
from latentwalk.evaluation.factors import MIN_IMAGES, Coded, disentangled
from latentwalk.evaluation.labelling import Labelling, numbers_for
from latentwalk.evaluation.latents import accuracies, encoded, likelihood, loss_of_groups
from latentwalk.evaluation.result import Evaluation
from latentwalk.evaluation.samples import sampled, unreadable
from latentwalk.evaluation.swaps import swapped
from latentwalk.latent.posterior import POINT

if TYPE_CHECKING:
    from latentwalk.data import Dataset, Images
    from latentwalk.infer.model import Model

NO_ENCODER = "The model has no encoder: measures that need posteriors are missing."
NO_LABELLING = (
    "The classes of these data are not the values of a condition of the model, so all images are "
    "encoded and decoded under the conditions' defaults."
)
UNLABELLED = "{} held-out images have no label, the model's condition, and are left out."
NO_PRIOR = "The encoder gives points, so its prior is unknown: there are no samples to measure."


def evaluate(
    model: Model, data: Dataset, *, samples: int = 50, seed: int = 0, most: int | None = None
) -> Evaluation:
    """Evaluate a model on a data set's held-out images.

    Measures that need an encoder, labels, factors or readable digits are null without them, and
    the result's notes say so.

    Args:
        model: the model.
        data: images of the model's size, or samples of its kind and shape.
        samples: posterior samples per image.
        seed: the seed of all draws.
        most: the largest number of images to use, evenly spaced.

    Raises:
        DataError: there are no held-out images, or they are not of the model's size.
    """
    total = len(data.held_out)
    if not total:
        raise DataError(f"The data set {data.name} has no held-out images to evaluate on.")
    count = total if most is None else max(1, min(most, total))
    held_out = data.held_out.take(np.arange(count) * total // count)
    model.output.accepted(held_out.pixels[:1])  # raises if they do not fit
    labelling = Labelling.of(model, data) if model.conditions else None
    found = Evaluation(images=len(held_out))
    if model.conditions and labelling is None:
        found = replace(found, notes=(NO_LABELLING,))
    elif model.conditions:
        data, held_out, found = _labelled(data, held_out, found)
    if not model.can_encode:
        found = replace(found, notes=(*found.notes, NO_ENCODER))
        found = _with_swaps(found, labelling, data, held_out, seed)
        return _with_samples(found, model, data, held_out, seed, labelling)
    numbers, train_numbers = (
        numbers_for(model, labelling, part.labels) for part in (held_out, data.train)
    )
    posterior = encoded(model, held_out, "encoding held-out images", numbers)
    train_posterior = encoded(model, data.train, "encoding training images", train_numbers)
    rng = np.random.default_rng(seed)
    found = likelihood(found, model, held_out, posterior, train_posterior, samples, rng, numbers)
    rng = np.random.default_rng([seed, 3])
    found = loss_of_groups(found, model, held_out, posterior, rng, numbers)
    classes = max(len(data.classes), 1 + int(data.train.labels.max(initial=-1)))
    found = accuracies(found, held_out, posterior, data.train, train_posterior, classes)
    if (posterior.logvar <= POINT).all():
        found = replace(found, notes=(*found.notes, NO_PRIOR))
    else:
        found = _with_samples(found, model, data, held_out, seed, labelling)
    found = _with_swaps(found, labelling, data, held_out, seed)
    train, other = data.train.factors, held_out.factors
    if train is None or other is None or len(held_out) < MIN_IMAGES:
        return found
    coded, held_out_coded = Coded(train_posterior.mean, train), Coded(posterior.mean, other)
    rng = np.random.default_rng([seed, 2])
    factors = disentangled(data.factors, coded, held_out_coded, rng)
    return replace(found, factors=factors)


def _labelled(
    data: Dataset, held_out: Images, found: Evaluation
) -> tuple[Dataset, Images, Evaluation]:
    """The images with a label, which a conditional model needs; others are noted.

    Raises:
        DataError: no held-out or no training image has a label.
    """
    train, some = (part.take(np.flatnonzero(part.labels >= 0)) for part in (data.train, held_out))
    if not len(some) or not len(train):
        raise DataError(
            f"The model's condition is the class, but the images of {data.name} have no labels."
        )
    if len(some) < len(held_out):
        note = UNLABELLED.format(len(held_out) - len(some))
        found = replace(found, images=len(some), notes=(*found.notes, note))
    return replace(data, train=train), some, found


def _with_swaps(
    found: Evaluation, labelling: Labelling | None, data: Dataset, images: Images, seed: int
) -> Evaluation:
    if labelling is None or len(np.unique(data.train.labels)) < 2:
        return found
    rng = np.random.default_rng([seed, 4])
    return replace(found, condition=swapped(labelling, data, images, rng))


def _with_samples(
    found: Evaluation,
    model: Model,
    data: Dataset,
    images: Images,
    seed: int,
    labelling: Labelling | None,
) -> Evaluation:
    reason = unreadable(data, images)
    if reason is not None:
        return replace(found, notes=(*found.notes, reason))
    rng = np.random.default_rng([seed, 1])
    return replace(found, samples=sampled(model, data, images, rng, labelling))
