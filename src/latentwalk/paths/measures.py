"""What a path is like: its lengths, how even it is, and how far from the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import LatentError
from latentwalk.geometry.differences import decoded
from latentwalk.latent.neighbours import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.infer.model import Model


@dataclass(frozen=True)
class Measures:
    """The measures of one path. Distances are Euclidean."""

    latent_length: float
    """Its length in latent units."""
    sample_length: float
    """The length of its decoded samples, in the samples' values."""
    peak_speed: float | None
    """The largest change from one point to the next, over the mean: 1 is even. None if samples do
    not change."""
    mean_distance: float | None
    """From its points to the nearest encoded item each, on average, in latent units. None without
    encoded data."""
    largest_distance: float | None
    """The largest of these distances."""

    def __str__(self) -> str:
        speed = "" if self.peak_speed is None else f", peak speed {self.peak_speed:.2f} x the mean"
        text = (
            f"Length {self.latent_length:.3g} in latent units, {self.sample_length:.3g} in sample "
            f"values{speed}"
        )
        if self.mean_distance is None:
            return f"{text}."
        return (
            f"{text}; {self.mean_distance:.3g} from the nearest encoded item on average, "
            f"{self.largest_distance:.3g} at most."
        )


def measure(model: Model, path: ArrayLike, conditions: Mapping[str, Any] | None = None) -> Measures:
    """Measure a path.

    Args:
        model: the model that decodes it.
        path: (n, d), n >= 2, its points evenly in time.
        conditions: as for `Model.decode`.

    Raises:
        LatentError: fewer than two points, or points that do not fit.
        FolderError: the decoder fails, or returns NaN or infinity.
        ConditionError: an unknown condition, or what is no value of it.
    """
    rows = model.rows(path, conditions)
    if rows.ndim != 2 or len(rows) < 2:
        raise LatentError(
            f"A path is an array (n, {model.latent_dim}) of two or more points, got one of shape "
            f"{np.shape(path)}."
        )
    return measure_rows(model, rows)


def measure_rows(model: Model, rows: NDArray[np.float32]) -> Measures:
    """Measure a path whose points have their conditions, (n, d + w); see `measure`."""
    points = rows[:, : model.latent_dim].astype(np.float64)
    steps = np.linalg.norm(np.diff(decoded(model, rows), axis=0), axis=1)
    mean = largest = None
    atlas = model.atlas
    if atlas is not None and len(atlas):
        distances = nearest(points, atlas.mean, 1)[1]
        mean, largest = float(distances.mean()), float(distances.max())
    return Measures(
        latent_length=float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum()),
        sample_length=float(steps.sum()),
        peak_speed=float(steps.max() / steps.mean()) if steps.any() else None,
        mean_distance=mean,
        largest_distance=largest,
    )
