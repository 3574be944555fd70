"""Does each latent dimension hold one factor, and each factor lie in one dimension?

Three answers, for codes (n, d), as a rule posterior means, and factors (n, f) of integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.metrics.forest import Forest

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 20
"""Of equal width, that codes are cut into."""


def mutual_information_gap(
    codes: NDArray[np.float32], factors: NDArray[np.int32]
) -> NDArray[np.float64]:
    """MIG by factor (f,), in [0, 1]; the measure is their mean.

    (I(v; z_first) - I(v; z_second)) / H(v): how much more one dimension tells of a factor than
    the next one (Chen et al., "Isolating sources of disentanglement in VAEs", 2018). The codes
    are cut into 20 bins each, as Locatello et al. do ("Challenging common assumptions in the
    unsupervised learning of disentangled representations", 2019), where Chen et al. draw from
    the posteriors.
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

    The balanced accuracy with which one dimension tells a factor, less that of the next one
    (Kumar, Sattigeri and Balakrishnan, "Variational inference of disentangled latent concepts",
    2018, whose scores of classes are such accuracies by thresholds). Here every factor is a
    class, and the thresholds are those of 20 bins, each of which tells the value that is
    likeliest in it if all are as frequent. Thresholds are fitted to the first codes and factors,
    accuracies taken on the others.
    """
    gaps = []
    for factor, other in zip(factors.T, other_factors.T, strict=True):
        told = sorted(
            _balanced_accuracy(code, factor, asked, other)
            for code, asked in zip(codes.T, other_codes.T, strict=True)
        )
        second = told[-2] if len(told) > 1 else 1 / len(np.unique(other))
        gaps.append(told[-1] - second)
    return np.array(gaps)


@dataclass(frozen=True)
class Dci:
    """Eastwood and Williams's three measures; 1 is best."""

    disentanglement: float
    """1 less the entropy of what each dimension is important for, in base f, weighted by how
    important the dimension is."""
    completeness: float
    """1 less the entropy of what is important for each factor, in base d: the mean."""
    informativeness: float
    """The share of the other images whose factors are told, the mean over the factors."""
    importance: NDArray[np.float64]
    """(d, f): of each dimension for each factor; a column's sum is 1."""


def disentanglement(
    codes: NDArray[np.float32],
    factors: NDArray[np.int32],
    other_codes: NDArray[np.float32],
    other_factors: NDArray[np.int32],
    rng: np.random.Generator,
) -> Dci:
    """DCI: disentanglement, completeness, informativeness.

    Eastwood and Williams, "A framework for the quantitative evaluation of disentangled
    representations", 2018, with a random forest as the predictor (the second of the paper's two;
    `forest`): fitted to the first codes and factors, its accuracy taken on the others.
    """
    columns, told = [], []
    for factor, other in zip(factors.T, other_factors.T, strict=True):
        forest = Forest.grown(codes, factor, rng)
        columns.append(forest.importance)
        told.append(float((forest.labels(other_codes) == other).mean()))
    importance = np.column_stack(columns)
    return Dci(*scores(importance), float(np.mean(told)), importance)


def scores(importance: NDArray[np.float64]) -> tuple[float, float]:
    """Disentanglement and completeness of an importance matrix (d, f)."""
    by_dimension = _certainty(importance)
    weight = importance.sum(1) / max(importance.sum(), 1e-12)
    told = importance.T[importance.any(0)]  # factors that do not vary lie nowhere
    completeness = float(_certainty(told).mean()) if len(told) else 0.0
    return float((weight * by_dimension).sum()), completeness


def cut(code: NDArray[np.float32]) -> NDArray[np.intp]:
    """A code (n,) in 20 bins of equal width between its ends: (n,), from 0."""
    return _placed(code, _edges(code))


def shared_information(one: NDArray[np.integer], other: NDArray[np.integer]) -> float:
    """The mutual information of two lists of integers from 0, (n,) each, in nats."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    table /= len(one)
    apart = table.sum(1, keepdims=True) * table.sum(0)
    there = table > 0
    return float((table[there] * np.log(table[there] / apart[there])).sum())


def _edges(code: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.linspace(float(code.min()), float(code.max()), BINS + 1)[1:-1]


def _placed(code: NDArray[np.float32], edges: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.asarray(np.searchsorted(edges, code, side="right"))


def _balanced_accuracy(
    code: NDArray[np.float32],
    factor: NDArray[np.int32],
    other_code: NDArray[np.float32],
    other_factor: NDArray[np.int32],
) -> float:
    """The mean over a factor's values of the share of others that are told by thresholds."""
    edges = _edges(code)
    table = np.zeros((BINS, int(max(factor.max(), other_factor.max())) + 1))
    np.add.at(table, (_placed(code, edges), factor), 1)
    table /= np.maximum(table.sum(0), 1)
    right = table.argmax(1)[_placed(other_code, edges)] == other_factor
    return float(
        np.mean([right[other_factor == value].mean() for value in np.unique(other_factor)])
    )


def _certainty(importance: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 less the entropy of each row, in base of its length; 1 where there is one column."""
    shares = importance / np.maximum(importance.sum(1, keepdims=True), 1e-12)
    logs = np.log(np.where(shares > 0, shares, 1))
    return np.asarray(1 + (shares * logs).sum(1) / np.log(max(importance.shape[1], 2)))
