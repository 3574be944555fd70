"""The plane of a map: two directions of the latent space, or a layout of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import LatentError
from latentwalk.layouts.inverse import Inverse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model


@dataclass(frozen=True)
class Plane:
    """Places of the data on a map, and the latent points of other places."""

    names: tuple[str, str]
    """The names of the axes: to the right, upwards."""
    places: NDArray[np.float64]
    """(n, 2): where the encoded data is; (0, 2) without any."""
    origin: NDArray[np.float64]
    """(d,): the latent point at (0, 0)."""
    directions: NDArray[np.float64] | None
    """(2, d): the latent directions of the axes; None on a layout."""
    inverse: Inverse | None = None
    """What finds the points of a layout."""

    def points(self, places: NDArray[np.float64]) -> NDArray[np.float32]:
        """The latent points (n, d) at places (n, 2)."""
        if self.inverse is not None:
            return self.inverse(places.astype(np.float32))
        assert self.directions is not None
        return np.asarray(self.origin + places @ self.directions, np.float32)

    def trust(self, places: NDArray[np.float64]) -> NDArray[np.float32]:
        """How far these points can be trusted: (n,), from 1 to 0, far from all data on a layout."""
        if self.inverse is not None:
            return self.inverse.trust(places.astype(np.float32))
        return np.ones(len(places), np.float32)


def plane_of(model: Model, plane: str | tuple[int, int] | None = None) -> Plane:
    """A plane of a model.

    Args:
        model: the model.
        plane: two dimensions counted from 1, as numbers or as "1,2"; "components" for the first
            two principal components of the data; or "layout". By default the layout if there is
            one, the dimensions of a model with two, or else the components.

    Raises:
        LatentError: no such plane, or the model has no data for it.
    """
    atlas, d = model.atlas, model.latent_dim
    means = np.zeros((0, d)) if atlas is None else atlas.mean.astype(np.float64)
    layout = None if atlas is None else atlas.layout
    if plane is None:
        plane = "layout" if layout is not None else "components" if len(means) > 2 < d else "1,2"
    if plane == "layout":
        if layout is None:
            raise LatentError(
                f"{model.name} has no layout: choose --plane components, or two dimensions."
            )
        inverse = Inverse(layout, means.astype(np.float32)) if len(layout) > 1 else None
        return Plane(("", ""), layout.astype(np.float64), np.zeros(d), None, inverse)
    if plane == "components":
        return _components(model, means)
    return _dimensions(model, plane, means)


def _components(model: Model, means: NDArray[np.float64]) -> Plane:
    if len(means) < 3 or model.latent_dim < 2:
        raise LatentError(
            f"Principal components need at least 3 encoded points of 2 or more dimensions, "
            f"{model.name} has {len(means)} of {model.latent_dim}: choose --plane 1,2."
        )
    middle = means.mean(0)
    _, vectors = np.linalg.eigh(np.cov(means.T))
    directions = vectors.T[:-3:-1]
    # as on the page: the largest coordinate of each is positive
    largest = np.abs(directions).argmax(1)
    directions = directions * np.sign(directions[np.arange(2), largest])[:, None]
    return Plane(("PC 1", "PC 2"), (means - middle) @ directions.T, middle, directions)


def _dimensions(model: Model, plane: str | tuple[int, int], means: NDArray[np.float64]) -> Plane:
    d = model.latent_dim
    words = plane.split(",") if isinstance(plane, str) else list(map(str, plane))
    chosen = [int(word) - 1 for word in words if word.strip().isdecimal()]
    distinct = len(set(chosen)) == len(words) == 2
    if not distinct or not all(0 <= one < d for one in chosen):
        raise LatentError(
            f"A plane is two different dimensions from 1 to {d}, such as 1,2, 'components' or "
            f"'layout', got '{','.join(words)[:60]}'."
        )
    directions = np.eye(d)[chosen]
    origin = model.home.astype(np.float64) * (1 - directions.sum(0))
    names = (f"z{chosen[0] + 1}", f"z{chosen[1] + 1}")
    return Plane(names, means[:, chosen], origin, directions)
