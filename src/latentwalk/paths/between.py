"""Paths between two latent points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import LatentError, SettingsError
from latentwalk.latent.point import latent_points
from latentwalk.paths.data import Data
from latentwalk.paths.geodesic import settle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.infer.model import Model

MOST_POINTS = 10_000
"""The most points on one path."""


def even(
    model: Model, a: ArrayLike, b: ArrayLike, n: int, conditions: Mapping[str, Any] | None = None
) -> NDArray[np.float32]:
    """A path along which samples change as evenly, and in total as little, as possible.

    It is a discrete geodesic of the decoder's metric, found from the straight line: a path whose
    energy, the sum of the squared differences between decoded neighbours, is least. It says nothing
    about the data: empty space is often cheap to cross, see `docs/geometry.md`.

    Args:
        model: any model that decodes, of at most 512 dimensions.
        a: (d,), the first point.
        b: (d,), the last point.
        n: the number of points, from 2 to 10,000. 2 n d samples are decoded in each of some ten
            steps.
        conditions: what the decoder takes besides, one value for all points; as for `Model.decode`.

    Returns:
        (n, d) float32.

    Raises:
        LatentError: a point of the wrong length, or not finite, or a and b are the same.
        SettingsError: another number of points, or more than fit into 2 GiB.
        ModelError: all samples on the line are the same, the model has too many dimensions, or the
            path has not settled after 200 steps.
        FolderError: the decoder fails, or returns NaN or infinity.
        ConditionError: an unknown condition, or what is no value of it.
    """
    line = np.linspace(*_ends(model, a, b, n), n)
    path = settle(model, model.rows(line, conditions))[:, : model.latent_dim]
    return path.astype(np.float32)


def through_data(model: Model, a: ArrayLike, b: ArrayLike, n: int) -> NDArray[np.float32]:
    """The shortest path through the encoded data, from one to a near one, smoothed.

    The means of the data, and a and b, are connected with their ten nearest; lengths are distances
    in the latent space. Groups that are not connected are bridged where they are nearest.

    Args:
        model: a model with encoded data; of more than 20,000 items, as many are used.
        a: (d,), the first point.
        b: (d,), the last point.
        n: the number of points, from 2 to 10,000.

    Returns:
        (n, d) float32, at equal distances along the path.

    Raises:
        LatentError: a point of the wrong length, or not finite, or a and b are the same.
        SettingsError: another number of points.
        MissingError: the model has no encoded data.
    """
    ends = np.stack(_ends(model, a, b, n))
    return Data(model, ends).path(0, 1, n).astype(np.float32)


def _ends(
    model: Model, a: ArrayLike, b: ArrayLike, n: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    first, last = (latent_points(end, model.latent_dim) for end in (a, b))
    if first.ndim != 1 or last.ndim != 1:
        raise LatentError(
            f"A path leads from one point ({model.latent_dim},) to another, got arrays of shape "
            f"{first.shape} and {last.shape}."
        )
    if not 2 <= n <= MOST_POINTS:
        raise SettingsError(f"A path has from 2 to {MOST_POINTS:,} points, got n={n}.")
    if (first == last).all():
        raise LatentError("A path needs two different points, but a and b are the same.")
    return first, last
