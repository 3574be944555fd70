"""What an evaluation finds: numbers with their errors, and why some are missing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


class Estimate(NamedTuple):
    """A mean, and its standard error."""

    value: float
    error: float

    @classmethod
    def of(cls, values: NDArray[np.floating]) -> Estimate:
        """Of independent values (n,); the error of a single one is not known, and 0 here."""
        wide = values.astype(np.float64)
        error = wide.std(ddof=1) / np.sqrt(len(wide)) if len(wide) > 1 else 0.0
        return cls(float(wide.mean()), float(error))


@dataclass(frozen=True)
class SampleMeasures:
    """How images decoded from the prior, N(0, I), compare with those held out.

    In the features of the classifier of MNIST that ships. Means over `draws` draws of as many
    samples as there are images; errors are the standard deviations between the draws.
    """

    images: int
    """Images held out, and samples of each draw."""
    draws: int
    """How often that many samples were drawn."""
    frechet: float
    """Frechet distance; 0 is best, `frechet_floor` what can be expected of the best."""
    frechet_error: float
    frechet_floor: float | None
    """The same distance with training images in place of samples; null where they are too few."""
    frechet_floor_error: float | None
    precision: float
    """Share of samples that lie where images lie."""
    precision_error: float
    recall: float
    """Share of images that lie where samples lie."""
    recall_error: float
    precision_floor: float | None
    """Precision of training images in place of samples: what can be expected of the best."""
    recall_floor: float | None
    """Recall of training images in place of samples."""
    classifier_accuracy: float
    """Share of the images held out that the classifier reads as they are labelled."""


@dataclass(frozen=True)
class FactorMeasures:
    """How the latent dimensions hold the data's known factors: in [0, 1], 1 is best.

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
    """DCI: does each dimension hold one factor."""
    disentanglement_error: float
    completeness: float
    """DCI: does each factor lie in one dimension."""
    completeness_error: float
    informativeness: float
    """DCI: share of the factors of held-out images that a random forest tells."""
    informativeness_error: float
    importance: tuple[tuple[float, ...], ...]
    """For each dimension, how important it is to that forest for each factor; the dimensions'
    sum is 1."""


@dataclass(frozen=True)
class Evaluation:
    """What a model is worth on the images held out; nats per image unless said otherwise.

    What ends in `_error` is a standard error over the images. What does not apply to a model, or
    to the data, is null, and `notes` say why.
    """

    images: int
    """How many images it was judged on."""
    loss: float | None = None
    """reconstruction + kl: the negative ELBO without its constant, posteriors sampled."""
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
    """Dimensions whose posterior mean varies over the images by more than 0.01."""
    iwae: float | None = None
    """The importance-weighted bound, in the same unit as `loss`."""
    iwae_error: float | None = None
    iwae_samples: int | None = None
    """Posterior samples per image in that bound, and in `loss`."""
    mutual_information: float | None = None
    """Of image and latent point: a lower bound, at most `mutual_information_ceiling`."""
    mutual_information_error: float | None = None
    mutual_information_most: float | None = None
    """An upper bound on the same."""
    mutual_information_ceiling: float | None = None
    """The logarithm of the number of images that the lower bound knows of."""
    knn_accuracy: float | None = None
    """Share of images whose class the five nearest training images in the latent space tell
    (posterior means, Euclidean); null without labels."""
    knn_accuracy_error: float | None = None
    probe_accuracy: float | None = None
    """Share of images whose class a linear classifier tells, logistic regression on the posterior
    means of the training images; null without labels."""
    probe_accuracy_error: float | None = None
    samples: SampleMeasures | None = None
    """How images decoded from the prior compare with those held out."""
    factors: FactorMeasures | None = None
    """How the dimensions hold the data's factors, where those are known."""
    notes: tuple[str, ...] = ()
    """Why what is null is so, a sentence each."""

    def to_json(self) -> dict[str, Any]:
        """The fields as plain values."""
        return asdict(self)
