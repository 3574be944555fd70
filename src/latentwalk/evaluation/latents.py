"""Measures on posteriors and reconstructions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.evaluation.result import Estimate, Evaluation
from latentwalk.latent.metrics.bound import importance_bound
from latentwalk.latent.metrics.information import information_above, information_below
from latentwalk.latent.metrics.probe import LinearProbe
from latentwalk.latent.metrics.units import active_units
from latentwalk.latent.neighbours import nearest, vote
from latentwalk.latent.posterior import POINT, Posterior
from latentwalk.outputs.image import ImageSpec
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.data import Images
    from latentwalk.infer.model import Model

IMAGES_AT_ONCE = 50
"""Images whose posterior samples are decoded together."""
NEIGHBOURS = 5
INFORMED = 2500
"""Images, evenly spaced, whose mutual information with their points is estimated. Each point is
compared with every posterior, and this many give the estimate to a hundredth of a nat."""
POINTS_ONLY = (
    "The encoder gives points without a variance, as a plain autoencoder's does, so loss, KL, "
    "bound and mutual information are not defined."
)
MIN_IMAGES = 50
"""The smallest number of images for measures of the posteriors' distribution: from fewer, its
variance and the bounds on mutual information are too inaccurate to mean anything."""
ONE_IMAGE = "One image is too few for errors: evaluate on more to have them."
TOO_FEW = (
    "Active units and mutual information need the distribution of the latent points: evaluate on "
    f"{MIN_IMAGES} images or more, not on {{}}."
)
CONTRADICTION = (
    "{} images are too few for mutual information with {} latent dimensions: its estimated bounds "
    "contradict each other. Evaluate on more."
)
ANY_UNIT = "The squared error of {} is in their own unit, so it makes no loss or bound in nats."
ONE_CLASS = "Accuracies need labels of at least two classes among the training images."
NO_LABELS = "Accuracies need labels of both training and held-out images."


def encoded(
    model: Model, images: Images, what: str, numbers: NDArray[np.float32] | None = None
) -> Posterior:
    """The posteriors of images, with a progress bar labelled `what`.

    Args:
        model: a model with an encoder.
        images: the images.
        what: the label of the progress bar.
        numbers: (n, w), the conditions of the images; their defaults if None.
    """
    starts = range(0, len(images), 1000)
    given = model.conditions.numbers(None, len(images)) if numbers is None else numbers
    parts = [
        model.encode_with(images.pixels[i : i + 1000], given[i : i + 1000])
        for i in track(starts, what, len(starts))
    ]
    return Posterior(
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.logvar for part in parts]),
    )


def likelihood(
    found: Evaluation,
    model: Model,
    images: Images,
    posterior: Posterior,
    train_posterior: Posterior,
    samples: int,
    rng: np.random.Generator,
    numbers: NDArray[np.float32],
) -> Evaluation:
    """Add loss, bound and mutual information to an evaluation.

    Args:
        found: the evaluation so far; what its images are too few for stays null, with a note.
        model: a model with an encoder.
        images: the images to evaluate on.
        posterior: their posteriors.
        train_posterior: the posteriors of the training images.
        samples: points to draw from each posterior.
        rng: the generator of these draws.
        numbers: (n, w), the conditions under which the images are decoded.
    """
    errors, bounds = _sampled(model, images, posterior, samples, rng, numbers)
    reconstruction = Estimate.of(errors)
    found = replace(
        found,
        reconstruction=reconstruction.value,
        reconstruction_error=reconstruction.error,
    )
    enough = len(images) >= MIN_IMAGES
    if enough:
        found = replace(found, active_units=active_units(posterior.mean))
    else:
        found = replace(found, notes=(*found.notes, TOO_FEW.format(len(images))))
    if len(images) == 1:
        found = replace(found, notes=(*found.notes, ONE_IMAGE))
    if (posterior.logvar <= POINT).all():
        return replace(found, notes=(*found.notes, POINTS_ONLY))
    divergence = posterior.kl()
    loss, kl, iwae = (
        Estimate.of(values) for values in (errors + divergence.sum(1), divergence.sum(1), bounds)
    )
    found = replace(
        found,
        kl=kl.value,
        kl_error=kl.error,
        kl_by_dimension=tuple(float(nats) for nats in divergence.mean(0)),
    )
    if isinstance(model.output, ImageSpec):
        found = replace(
            found,
            loss=loss.value,
            loss_error=loss.error,
            iwae=iwae.value,
            iwae_error=iwae.error,
            iwae_samples=samples,
        )
    else:
        found = replace(found, notes=(*found.notes, ANY_UNIT.format(model.output.plural)))
    if not enough:
        return found
    information = Estimate.of(_information(posterior, train_posterior, rng))
    most = information_above(posterior)
    if most < information.value:
        note = CONTRADICTION.format(len(images), posterior.mean.shape[1])
        return replace(found, notes=(*found.notes, note))
    return replace(
        found,
        mutual_information=information.value,
        mutual_information_error=information.error,
        mutual_information_most=most,
        mutual_information_ceiling=float(np.log(len(posterior) + len(train_posterior))),
    )


def loss_of_groups(
    found: Evaluation,
    model: Model,
    images: Images,
    posterior: Posterior,
    rng: np.random.Generator,
    numbers: NDArray[np.float32],
) -> Evaluation:
    """Add the loss with one point for each group to an evaluation.

    The groups' posteriors are the products of their images', see `Posterior.of_groups`. Its error
    is that of a ratio of means over the groups (Cochran, "Sampling Techniques", 1977, chapter 6).

    Args:
        found: the evaluation so far.
        model: a model that was trained with groups.
        images: images with groups.
        posterior: their posteriors.
        rng: the generator of the points, one of each posterior.
        numbers: (n, w), the conditions under which the images are decoded.
    """
    if images.groups is None:
        return found
    _, group = np.unique(images.groups, return_inverse=True)
    shared = posterior.of_groups(group)
    rows = np.concatenate([shared.sample(rng)[group], numbers], axis=1)
    errors = []
    for start in range(0, len(images), 1000):
        part = slice(start, start + 1000)
        difference = model.decode_rows(rows[part]) - model.output.accepted(images.pixels[part])
        squared = np.square(difference).reshape(len(difference), -1)
        errors.append(squared.sum(1, dtype=np.float64))
    sizes = np.bincount(group)
    sums = np.bincount(group, np.concatenate(errors)) + shared.kl().sum(1)
    value = float(sums.sum() / sizes.sum())
    residual = Estimate.of((sums - value * sizes) / sizes.mean())
    return replace(found, groups=len(sizes), group_loss=value, group_loss_error=residual.error)


def accuracies(
    found: Evaluation,
    images: Images,
    posterior: Posterior,
    train: Images,
    train_posterior: Posterior,
    classes: int,
) -> Evaluation:
    """Add the accuracies of nearest neighbours and of a linear probe to an evaluation."""
    labelled, train_labelled = images.labels >= 0, train.labels >= 0
    if not labelled.any() or not train_labelled.any():
        return replace(found, notes=(*found.notes, NO_LABELS))
    if len(np.unique(train.labels[train_labelled])) == 1:
        return replace(found, notes=(*found.notes, ONE_CLASS))
    labels = images.labels[labelled]
    queries, points = posterior.mean[labelled], train_posterior.mean[train_labelled]
    indices, _ = nearest(queries, points, min(NEIGHBOURS, len(points)))
    knn = Estimate.of(vote(train.labels[train_labelled][indices]) == labels)
    linear = LinearProbe.fitted(points, train.labels[train_labelled], classes)
    probe = Estimate.of(linear.labels(queries) == labels)
    return replace(
        found,
        knn_accuracy=knn.value,
        knn_accuracy_error=knn.error,
        probe_accuracy=probe.value,
        probe_accuracy_error=probe.error,
    )


def _information(
    posterior: Posterior, train_posterior: Posterior, rng: np.random.Generator
) -> NDArray[np.float64]:
    """The lower bound on the mutual information, for evenly spaced images."""
    chosen = np.zeros(len(posterior), np.bool_)
    chosen[:: -(-len(posterior) // INFORMED)] = True
    some = Posterior(posterior.mean[chosen], posterior.logvar[chosen])
    others = Posterior(
        np.concatenate([posterior.mean[~chosen], train_posterior.mean]),
        np.concatenate([posterior.logvar[~chosen], train_posterior.logvar]),
    )
    return information_below(some, some.sample(rng), others)


def _sampled(
    model: Model,
    images: Images,
    posterior: Posterior,
    samples: int,
    rng: np.random.Generator,
    numbers: NDArray[np.float32],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The squared error, averaged over samples, and the importance-weighted bound, (n,) each."""
    errors, bounds = [], []
    starts = range(0, len(images), IMAGES_AT_ONCE)
    for start in track(starts, "sampling posteriors", len(starts)):
        part = slice(start, start + IMAGES_AT_ONCE)
        some = Posterior(posterior.mean[part], posterior.logvar[part])
        z = np.stack([some.sample(rng) for _ in range(samples)], axis=1)  # (b, k, d)
        values = model.output.accepted(images.pixels[part])[:, None]  # (b, 1, *sample)
        rows = np.concatenate([z, np.repeat(numbers[part, None], samples, 1)], axis=2)
        decoded = model.decode_rows(rows)
        squared = np.square(decoded - values).reshape(*z.shape[:2], -1)
        error = squared.sum(2, dtype=np.float64)  # (b, k)
        errors.append(error.mean(1))
        bounds.append(importance_bound(error, some, z))
    return np.concatenate(errors), np.concatenate(bounds)
