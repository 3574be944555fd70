"""Disentanglement: whether each dimension represents one factor, and each factor one dimension.

Three measures, for codes (n, d), usually posterior means, and factors (n, f) of integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.metrics.forest import Forest

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 20
"""The number of bins of equal width into which a code is cut."""


def mutual_information_gap(
    codes: NDArray[np.float32], factors: NDArray[np.int32]
) -> NDArray[np.float64]:
    """MIG by factor (f,), in [0, 1]; the measure is their mean.

    (I(v; z_first) - I(v; z_second)) / H(v): the difference in information about a factor between
    the two most informative dimensions (Chen et al., "Isolating sources of disentanglement in
    VAEs", 2018). Codes are cut into 20 bins, as in Locatello et al., "Challenging common
    assumptions in the unsupervised learning of disentangled representations", 2019; Chen et al.
    sample from the posteriors instead.
    """
    gaps = []
    for factor in factors.T:
        shared = np.sort([shared_information(cut(code), factor) for code in codes.T])
        shared = np.concatenate([[0.0], shared])  # a single dimension has no second
        entropy = shared_information(factor, factor)
        gaps.append((shared[-1] - shared[-2]) / entropy if entropy > 0 else 0.0)
    return np.array(gaps)


def attribute_predictability(
    codes: NDArray[np.float32],
    factors: NDArray[np.int32],
    other_codes: NDArray[np.float32],
    other_factors: NDArray[np.int32],
) -> NDArray[np.float64]:
    """SAP by factor (f,), in [0, 1]; the measure is their mean.

    The difference in balanced accuracy between the two dimensions that predict a factor best
    (Kumar, Sattigeri and Balakrishnan, "Variational inference of disentangled latent concepts",
    2018, whose scores of classes are such accuracies by thresholds). Here every factor is a class,
    and the thresholds are those of 20 bins. Each bin predicts the value that is most likely in it
    if all values are equally frequent. The thresholds are fitted to the first codes and factors,
    and the accuracies measured on the others.
    """
    gaps = []
    for factor, other in zip(factors.T, other_factors.T, strict=True):
        accuracies = sorted(
            _balanced_accuracy(code, factor, other_code, other)
            for code, other_code in zip(codes.T, other_codes.T, strict=True)
        )
        second = accuracies[-2] if len(accuracies) > 1 else 1 / len(np.unique(other))
        gaps.append(accuracies[-1] - second)
    return np.array(gaps)


@dataclass(frozen=True)
class Dci:
    """The three measures of Eastwood and Williams; 1 is best."""

    disentanglement: float
    """1 minus the entropy, in base f, of the importance of a dimension for the factors: the mean
    over dimensions, weighted by their importance."""
    completeness: float
    """1 minus the entropy, in base d, of the importance of the dimensions for a factor: the mean
    over factors."""
    informativeness: float
    """The share of the other images whose factor is predicted correctly: the mean over factors."""
    importance: NDArray[np.float64]
    """(d, f): the importance of each dimension for each factor; columns have the sum 1."""


def disentanglement(
    codes: NDArray[np.float32],
    factors: NDArray[np.int32],
    other_codes: NDArray[np.float32],
    other_factors: NDArray[np.int32],
    rng: np.random.Generator,
) -> Dci:
    """DCI: disentanglement, completeness, informativeness.

    Eastwood and Williams, "A framework for the quantitative evaluation of disentangled
    representations", 2018, with a random forest as the predictor, the second of the paper's two
    (see `forest`). It is fitted to the first codes and factors, and its accuracy measured on the
    others.
    """
    columns, accuracies = [], []
    for factor, other in zip(factors.T, other_factors.T, strict=True):
        forest = Forest.grown(codes, factor, rng)
        columns.append(forest.importance)
        accuracies.append(float((forest.labels(other_codes) == other).mean()))
    importance = np.column_stack(columns)
    return Dci(*scores(importance), float(np.mean(accuracies)), importance)


def scores(importance: NDArray[np.float64]) -> tuple[float, float]:
    """Disentanglement and completeness of an importance matrix (d, f)."""
    by_dimension = _certainty(importance)
    weight = importance.sum(1) / max(importance.sum(), 1e-12)
    varying = importance.T[importance.any(0)]  # without factors that do not vary
    completeness = float(_certainty(varying).mean()) if len(varying) else 0.0
    return float((weight * by_dimension).sum()), completeness


def cut(code: NDArray[np.floating]) -> NDArray[np.intp]:
    """The bins, from 0, of a code (n,) in 20 bins of equal width over its range: (n,)."""
    return _binned(code, _edges(code))


def shared_information(one: NDArray[np.integer], other: NDArray[np.integer]) -> float:
    """The mutual information of two arrays of integers from 0, (n,) each, in nats."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    table /= len(one)
    independent = table.sum(1, keepdims=True) * table.sum(0)
    positive = table > 0
    return float((table[positive] * np.log(table[positive] / independent[positive])).sum())


def _edges(code: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.linspace(float(code.min()), float(code.max()), BINS + 1)[1:-1]


def _binned(code: NDArray[np.floating], edges: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.asarray(np.searchsorted(edges, code, side="right"))


def _balanced_accuracy(
    code: NDArray[np.float32],
    factor: NDArray[np.int32],
    other_code: NDArray[np.float32],
    other_factor: NDArray[np.int32],
) -> float:
    """The accuracy on the others of predicting a factor by thresholds, averaged over its values."""
    edges = _edges(code)
    table = np.zeros((BINS, int(max(factor.max(), other_factor.max())) + 1))
    np.add.at(table, (_binned(code, edges), factor), 1)
    table /= np.maximum(table.sum(0), 1)
    right = table.argmax(1)[_binned(other_code, edges)] == other_factor
    return float(
        np.mean([right[other_factor == value].mean() for value in np.unique(other_factor)])
    )


def _certainty(importance: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 minus the entropy of each row, in base of its length; 1 for a single column."""
    shares = importance / np.maximum(importance.sum(1, keepdims=True), 1e-12)
    logs = np.log(np.where(shares > 0, shares, 1))
    return np.asarray(1 + (shares * logs).sum(1) / np.log(max(importance.shape[1], 2)))
