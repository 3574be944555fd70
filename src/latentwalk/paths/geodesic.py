"""Discrete geodesics: paths whose decoded samples change as little, and as evenly, as possible.

The energy of a path is the sum of the squared differences between decoded neighbours. Its points
move until it is least (Shao et al., "The Riemannian geometry of deep generative models", 2017), by
Gauss-Newton steps: the differences are linearised with the decoder's Jacobians, which couples each
point with its two neighbours only, and the damping of Levenberg and Marquardt is raised until the
energy falls. A path of half as many segments nearly settles first, so that most steps are cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import ModelError, SettingsError
from latentwalk.geometry.differences import decoded, derivatives

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

    Floats = NDArray[np.float64]

SETTLED = 1e-5
"""The path is done when a step lowers its energy by a smaller share."""
NEARLY = 1e-3
"""The same for the path of half as many segments that a path starts from."""
FEWEST_SEGMENTS = 12
"""A path of fewer is too coarse to start from."""
MOST_STEPS = 200
MOST_VALUES = 2**28
"""Numbers in the samples and the system of one path, 2 GiB."""
LEAST_DAMPING, MOST_DAMPING = 1e-6, 1e6
"""Shares of the mean of the system's diagonal that are added to it."""


def settle(model: Model, rows: NDArray[np.floating]) -> Floats:
    """Move the points of a path between its ends until its energy is least.

    Args:
        model: the model.
        rows: (n, d + w), the path to start from; its conditions stay as they are.

    Returns:
        (n, d + w) float64.

    Raises:
        SettingsError: the path's samples and system do not fit into 2 GiB.
        ModelError: all samples of the path are the same, the model has too many dimensions, or the
            energy still falls after 200 steps.
        FolderError: the decoder fails, or returns NaN or infinity.
    """
    d, size = model.latent_dim, model.output.size
    if len(rows) * (size + 3 * d * d) > MOST_VALUES:
        raise SettingsError(
            f"An even path of {len(rows):,} points with {d} dimensions, in samples of {size:,} "
            "values, needs more than 2 GiB: take fewer points."
        )
    path = rows.astype(np.float64)
    samples = decoded(model, path)
    energy = _energy(samples)
    if energy == 0:
        raise ModelError(
            f"{model.name} decodes the line between these points to one and the same sample, so no "
            "path has an even speed: take a straight path, or other points."
        )
    if len(path) < 3:
        return path
    path, share = _descend(model, _nearly(model, path, energy), SETTLED)
    if share >= SETTLED:
        raise ModelError(
            f"The even path has not settled after {MOST_STEPS} steps, its energy still falls by "
            f"{share:.2%} a step: take fewer points on it, or ends that are nearer to each other."
        )
    return path


def _nearly(model: Model, path: Floats, energy: float) -> Floats:
    """A path of less energy through every other point, where those have nearly settled."""
    if len(path) % 2 == 0 or len(path) <= 2 * FEWEST_SEGMENTS:
        return path
    d = model.latent_dim
    half = path[::2]
    half, _ = _descend(model, _nearly(model, half, _energy(decoded(model, half))), NEARLY)
    between = path.copy()
    between[::2, :d] = half[:, :d]
    between[1::2, :d] = (half[:-1, :d] + half[1:, :d]) / 2
    return between if _energy(decoded(model, between)) < energy else path


def _descend(model: Model, path: Floats, settled: float) -> tuple[Floats, float]:
    """Take steps until one lowers the energy by a smaller share; return the path and that share."""
    samples = decoded(model, path)
    energy = _energy(samples)
    damping, share = 1e-3, 1.0
    for _ in range(MOST_STEPS):
        diagonal, beside, slope = _system(model, path, samples)
        d = slope.shape[1]
        scale = float(np.trace(diagonal, axis1=1, axis2=2).mean()) / d
        if scale == 0:
            return path, 0.0
        while damping <= MOST_DAMPING:
            moved = path.copy()
            moved[1:-1, :d] -= _solve(diagonal + damping * scale * np.eye(d), beside, slope)
            found = decoded(model, moved)
            if _energy(found) < energy:
                break
            damping *= 4
        else:
            return path, 0.0
        share = 1 - _energy(found) / energy
        path, samples, energy = moved, found, _energy(found)
        damping = max(LEAST_DAMPING, damping / 4)
        if share < settled:
            break
    return path, share


def _energy(samples: Floats) -> float:
    return float((np.diff(samples, axis=0) ** 2).sum())


def _system(model: Model, path: Floats, samples: Floats) -> tuple[Floats, Floats, Floats]:
    """The Gauss-Newton system of the inner points, m = n - 2.

    Returns:
        The blocks on its diagonal (m, d, d), those to the right of it (m - 1, d, d), and its right
        side, half the slope of the energy (m, d).
    """
    steps = np.diff(samples, axis=0)
    diagonal, beside, slope = [], [], []
    before = None
    for i, change in enumerate(derivatives(model, path[1:-1])):
        diagonal.append(2 * change.T @ change)
        slope.append(change.T @ (steps[i] - steps[i + 1]))
        if before is not None:
            beside.append(-before.T @ change)
        before = change
    d = model.latent_dim
    return np.array(diagonal), np.array(beside).reshape(-1, d, d), np.array(slope)


def _solve(diagonal: Floats, beside: Floats, right: Floats) -> Floats:
    """Solve a symmetric block-tridiagonal system by elimination from the first block on."""
    m, d = right.shape
    pivots, sides = diagonal.copy(), right.copy()
    ahead = np.empty_like(beside)
    for i in range(m - 1):
        both = np.linalg.solve(pivots[i], np.column_stack([beside[i], sides[i]]))
        ahead[i], sides[i] = both[:, :d], both[:, d]
        pivots[i + 1] -= beside[i].T @ ahead[i]
        sides[i + 1] -= beside[i].T @ sides[i]
    sides[-1] = np.linalg.solve(pivots[-1], sides[-1])
    for i in range(m - 2, -1, -1):
        sides[i] -= ahead[i] @ sides[i + 1]
    return sides
