"""The axes of a place: the directions along which samples change most there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.geometry.pullback import derivatives_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.infer.model import Model


def axes(
    model: Model, z: ArrayLike, conditions: Mapping[str, Any] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The eigenvectors of the pullback metric, and how much a sample changes along each.

    They are the right singular vectors of the Jacobian, of which the metric is the square.

    Args:
        model: any model that decodes.
        z: (..., d), any leading axes.
        conditions: as for `Model.decode`.

    Returns:
        The strengths (..., d), in descending order: the roots of the eigenvalues, in the samples'
        values over latent units; 0 where samples do not change, up to rounding in float32. And
        the directions (..., d, d): row i, of length 1, belongs to strength i, and its largest
        coordinate is positive. Directions of equal strengths are any in the space they span.

    Raises:
        LatentError: a point of the wrong length, or not finite.
        ModelError: more than 512 dimensions.
        FolderError: the decoder fails, or returns NaN or infinity.
        ConditionError: an unknown condition, or what is no value of it.
    """
    d = model.latent_dim
    leading = np.shape(z)[:-1]
    each = [_axes(change) for change in derivatives_at(model, z, conditions)]
    strengths = np.array([strength for strength, _ in each]).reshape(*leading, d)
    directions = np.array([direction for _, direction in each]).reshape(*leading, d, d)
    return strengths, directions


def _axes(change: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # the triangle has the singular values of the Jacobian, and at most d rows
    triangle = np.linalg.qr(change, mode="r")
    _, found, directions = np.linalg.svd(triangle, full_matrices=True)
    strengths = np.zeros(len(directions))
    strengths[: len(found)] = found
    largest = np.take_along_axis(directions, np.abs(directions).argmax(1)[:, None], axis=1)
    return strengths, directions * np.where(largest < 0, -1, 1)
