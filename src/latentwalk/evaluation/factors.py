"""Measures how the latent dimensions represent the known factors of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from latentwalk.evaluation.result import FactorMeasures
from latentwalk.latent.metrics.disentanglement import (
    attribute_predictability,
    disentanglement,
    mutual_information_gap,
)
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALVES = 5
MIN_IMAGES = 50
"""The smallest number of images to measure factors on; half of fewer has too few of each value."""


class Coded(NamedTuple):
    """Codes of images whose factors are known."""

    codes: NDArray[np.float32]
    """(n, d): posterior means."""
    factors: NDArray[np.int32]
    """(n, f)."""

    def take(self, index: NDArray[np.intp]) -> Coded:
        """The rows at `index`."""
        return Coded(self.codes[index], self.factors[index])


class _Found(NamedTuple):
    mig: NDArray[np.float64]
    sap: NDArray[np.float64]
    dci: NDArray[np.float64]
    importance: NDArray[np.float64]


def disentangled(
    names: tuple[str, ...], train: Coded, held_out: Coded, rng: np.random.Generator
) -> FactorMeasures:
    """MIG on all images; SAP and DCI fitted to training images and measured on held-out ones.

    Errors are standard deviations over random halves of the images: a delete-half jackknife (Shao
    and Wu, "A general theory for jackknife variance estimation", 1989).
    """
    found, halves = _measured(train, held_out, rng), []
    for _ in track(range(HALVES), "measuring factors", HALVES):
        half, other = (
            part.take(np.sort(rng.permutation(len(part.codes))[: max(1, len(part.codes) // 2)]))
            for part in (train, held_out)
        )
        halves.append(_measured(half, other, rng))
    errors = np.std([[h.mig.mean(), h.sap.mean(), *h.dci] for h in halves], axis=0, ddof=1)
    return FactorMeasures(
        names=names,
        mig=float(found.mig.mean()),
        mig_error=float(errors[0]),
        mig_by_factor=tuple(found.mig.tolist()),
        sap=float(found.sap.mean()),
        sap_error=float(errors[1]),
        sap_by_factor=tuple(found.sap.tolist()),
        disentanglement=float(found.dci[0]),
        disentanglement_error=float(errors[2]),
        completeness=float(found.dci[1]),
        completeness_error=float(errors[3]),
        informativeness=float(found.dci[2]),
        informativeness_error=float(errors[4]),
        importance=tuple(tuple(row) for row in found.importance.tolist()),
    )


def _measured(train: Coded, held_out: Coded, rng: np.random.Generator) -> _Found:
    codes = np.concatenate([train.codes, held_out.codes])
    factors = np.concatenate([train.factors, held_out.factors])
    dci = disentanglement(*train, *held_out, rng)
    return _Found(
        mutual_information_gap(codes, factors),
        attribute_predictability(*train, *held_out),
        np.array([dci.disentanglement, dci.completeness, dci.informativeness]),
        dci.importance,
    )
