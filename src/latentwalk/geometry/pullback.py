"""The metric that a decoder pulls back from samples to latent points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.geometry.differences import derivatives

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.infer.model import Model


def jacobian(
    model: Model, z: ArrayLike, conditions: Mapping[str, Any] | None = None
) -> NDArray[np.float64]:
    """How each value of a sample changes with each latent dimension, by central differences.

    Args:
        model: any model that decodes; two samples are decoded per dimension.
        z: (..., d), any leading axes.
        conditions: as for `Model.decode`.

    Returns:
        (..., size, d) float64, in the samples' values over latent units. `size` is the number of
        values in a sample, in the order of its flattened array.

    Raises:
        LatentError: a point of the wrong length, or not finite.
        ModelError: more than 512 dimensions.
        FolderError: the decoder fails, or returns NaN or infinity.
        ConditionError: an unknown condition, or what is no value of it.
    """
    each = list(derivatives_at(model, z, conditions))
    shape = (*np.shape(z)[:-1], model.output.size, model.latent_dim)
    return np.array(each).reshape(shape)


def metric(
    model: Model, z: ArrayLike, conditions: Mapping[str, Any] | None = None
) -> NDArray[np.float64]:
    """The pullback metric G = J'J: a small step v changes a sample by the root of v'Gv.

    Args:
        model: any model that decodes.
        z: (..., d), any leading axes.
        conditions: as for `Model.decode`.

    Returns:
        (..., d, d) float64, in the square of the samples' values over latent units.

    Raises:
        LatentError: a point of the wrong length, or not finite.
        ModelError: more than 512 dimensions.
        FolderError: the decoder fails, or returns NaN or infinity.
        ConditionError: an unknown condition, or what is no value of it.
    """
    d = model.latent_dim
    each = [change.T @ change for change in derivatives_at(model, z, conditions)]
    return np.array(each).reshape(*np.shape(z)[:-1], d, d)


def magnification(
    model: Model, z: ArrayLike, conditions: Mapping[str, Any] | None = None
) -> NDArray[np.float64]:
    """The root of det G: the volume of samples over the volume of latent points.

    Args:
        model: any model that decodes.
        z: (..., d), any leading axes.
        conditions: as for `Model.decode`.

    Returns:
        (...,) float64, in the samples' values over latent units to the power d; 0 where samples do
        not change in some direction, up to rounding in float32, or have fewer values than d.

    Raises:
        LatentError: a point of the wrong length, or not finite.
        ModelError: more than 512 dimensions.
        FolderError: the decoder fails, or returns NaN or infinity.
        ConditionError: an unknown condition, or what is no value of it.
    """
    each = [_volume(change) for change in derivatives_at(model, z, conditions)]
    return np.array(each, np.float64).reshape(np.shape(z)[:-1])


def derivatives_at(
    model: Model, z: ArrayLike, conditions: Mapping[str, Any] | None
) -> Iterator[NDArray[np.float64]]:
    """The Jacobian (size, d) at each of the points (..., d), one after the other."""
    rows = model.rows(z, conditions)
    return derivatives(model, rows.reshape(-1, model.row_dim))


def _volume(change: NDArray[np.float64]) -> float:
    """The root of det J'J by a QR decomposition, which does not square J's condition."""
    if change.shape[0] < change.shape[1]:
        return 0.0
    sides = np.abs(np.diag(np.linalg.qr(change, mode="r")))
    with np.errstate(over="ignore", under="ignore"):  # infinity or 0 in very many dimensions
        return float(np.prod(sides))
