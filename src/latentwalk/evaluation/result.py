"""The results of an evaluation: numbers with their errors, and notes on missing ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


class Estimate(NamedTuple):
    """A mean and its standard error, which is None if all values are equal, as a single one is."""

    value: float
    error: float | None

    @classmethod
    def of(cls, values: NDArray[np.floating]) -> Estimate:
        """The estimate from independent values (n,)."""
        wide = values.astype(np.float64)
        if (wide == wide[0]).all():
            return cls(float(wide.mean()), None)
        return cls(float(wide.mean()), float(wide.std(ddof=1) / np.sqrt(len(wide))))


@dataclass(frozen=True)
class SampleMeasures:
    """How images decoded from the prior compare with held-out ones.

    They are compared in the features of the shipped MNIST classifier. Values are means over `draws`
    draws of as many samples as there are images; errors are standard deviations between draws.
    """

    images: int
    """The number of held-out images, and of samples in each draw."""
    draws: int
    """The number of draws."""
    frechet: float
    """Frechet distance; 0 is best, `frechet_floor` is the best that can be expected."""
    frechet_error: float
    frechet_floor: float | None
    """The same distance for training images instead of samples; null if they are too few."""
    frechet_floor_error: float | None
    precision: float
    """The share of samples on the manifold of the images."""
    precision_error: float
    recall: float
    """The share of images on the manifold of the samples."""
    recall_error: float
    precision_floor: float | None
    """The precision of training images instead of samples: the best that can be expected."""
    recall_floor: float | None
    """The recall of training images instead of samples."""
    classifier_accuracy: float
    """The share of held-out images that the classifier reads as labelled."""


@dataclass(frozen=True)
class FactorMeasures:
    """How the latent dimensions represent the data's known factors: in [0, 1], 1 is best.

    Errors are standard errors, by the jackknife over random halves of the images.
    """

    names: tuple[str, ...]
    """The factors."""
    mig: float
    """Mutual information gap, the mean over the factors."""
    mig_error: float
    mig_by_factor: tuple[float, ...]
    sap: float
    """Separated attribute predictability, the mean over the factors."""
    sap_error: float
    sap_by_factor: tuple[float, ...]
    disentanglement: float
    """DCI: whether each dimension represents one factor."""
    disentanglement_error: float
    completeness: float
    """DCI: whether each factor is represented by one dimension."""
    completeness_error: float
    informativeness: float
    """DCI: the share of factors of held-out images that a random forest predicts."""
    informativeness_error: float
    importance: tuple[tuple[float, ...], ...]
    """The importance of each dimension to that forest for each factor; the sum over dimensions
    is 1."""


@dataclass(frozen=True)
class ColumnMeasures:
    """How the latent dimensions of encoded items represent the columns of these."""

    names: tuple[str, ...]
    """The columns that are numbers, dates, categories or booleans without missing values."""
    items: int
    """The number of encoded items."""
    mig: float
    """Mutual information gap, the mean over the columns: in [0, 1], 1 is best."""
    mig_error: float
    """Its standard error, by the jackknife over random halves of the items."""
    mig_by_column: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """The fields as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class ConditionMeasures:
    """What the class, given as a condition, and the latent point determine.

    Codes of held-out images are decoded under each of several classes. Errors are standard errors
    over the codes.
    """

    name: str
    """The condition."""
    codes: int
    """The number of codes."""
    classes: int
    """The number of classes under which each is decoded."""
    read_as_condition: float
    """The share of images, decoded under another class than the code's, that show that class; of
    draws, under any class."""
    read_as_condition_error: float | None
    read_as_own: float | None
    """The share of the same that show the class of the image that was encoded; null if the codes
    are draws of the prior."""
    read_as_own_error: float | None
    reader: str
    """What reads them."""
    reader_accuracy: float
    """The share of held-out images that it reads as labelled."""
    variance_by_condition: float
    """The share of the decoded images' variance that the class alone explains,"""
    variance_by_point: float
    """that the latent point alone explains,"""
    variance_by_both: float
    """and the rest, which depends on both together."""


@dataclass(frozen=True)
class Evaluation:
    """The measures of a model on held-out images, in nats per image unless stated otherwise.

    Fields ending in `_error` are standard errors over the images. Measures that do not apply to
    the model or the data, or need more images, are null, and `notes` say why.
    """

    images: int
    """The number of images."""
    loss: float | None = None
    """reconstruction + kl: the negative ELBO without its constant, with sampled posteriors."""
    loss_error: float | None = None
    reconstruction: float | None = None
    """Summed squared error."""
    reconstruction_error: float | None = None
    kl: float | None = None
    """Divergence of the posteriors from the prior."""
    kl_error: float | None = None
    kl_by_dimension: tuple[float, ...] | None = None
    """The same, by latent dimension."""
    active_units: int | None = None
    """The number of dimensions whose posterior mean has a variance above 0.01 over the images."""
    iwae: float | None = None
    """The importance-weighted bound, in the same unit as `loss`."""
    iwae_error: float | None = None
    iwae_samples: int | None = None
    """Posterior samples per image in that bound, and in `loss`."""
    mutual_information: float | None = None
    """A lower bound for image and latent point; at most `mutual_information_ceiling`."""
    mutual_information_error: float | None = None
    mutual_information_most: float | None = None
    """An upper bound on the same."""
    mutual_information_ceiling: float | None = None
    """The logarithm of the number of images in the lower bound."""
    knn_accuracy: float | None = None
    """The share of images whose class the five nearest training images in latent space predict
    (posterior means, Euclidean distance); null without labels."""
    knn_accuracy_error: float | None = None
    probe_accuracy: float | None = None
    """The share of images whose class a linear classifier predicts: logistic regression on the
    posterior means of the training images; null without labels."""
    probe_accuracy_error: float | None = None
    samples: SampleMeasures | None = None
    """How images decoded from the prior compare with held-out ones."""
    factors: FactorMeasures | None = None
    """How the dimensions represent the data's factors, if those are known."""
    groups: int | None = None
    """The number of groups whose images share a point, for models trained with groups."""
    group_loss: float | None = None
    """The loss with one posterior for a group, that of all its images, in nats per image."""
    group_loss_error: float | None = None
    condition: ConditionMeasures | None = None
    """What the class and the latent point determine, for models whose condition is the class."""
    notes: tuple[str, ...] = ()
    """The reasons for null measures."""

    def to_json(self) -> dict[str, Any]:
        """The fields as plain values."""
        return asdict(self)
