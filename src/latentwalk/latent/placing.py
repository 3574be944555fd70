"""Finds the latent point of an image by optimization, for models that can only decode.

It is the most probable point given the image, the minimum of |x - decode(z)|^2 + |z|^2 / 2, found
by the Levenberg-Marquardt method (Marquardt, "An Algorithm for Least-Squares Estimation of
Nonlinear Parameters", 1963). The decoder's derivatives are finite differences, so only calls of the
decoder are needed, wherever it runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from latentwalk.latent.posterior import Posterior

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Decode: TypeAlias = "Callable[[NDArray[np.float32]], NDArray[np.float32]]"
"""Maps points (n, d) to images (n, ...), float32."""

DRAWS = 128
"""Points of the prior from which the starting points are chosen."""
STARTS = 3
ROUNDS = 40
DIRECTIONS = 48
"""Directions per round; spaces with more dimensions are searched in random subspaces."""
STEP = 0.02
"""The step of the finite differences, in the prior's standard deviations."""
DAMPINGS = (0.1, 1.0, 10.0, 100.0)
"""Multiples of the damping to try in each round."""
MIN_GAIN = 1e-4
"""A round with a smaller relative gain ends the search; in subspaces, several such rounds."""


def place(decode: Decode, images: NDArray[np.float32], latent_dim: int, seed: int = 0) -> Posterior:
    """Find the points whose decoded images are nearest to the given ones.

    Args:
        decode: the decoder.
        images: (n, ...) float32, in units in which their noise has a variance of 1/2.
        latent_dim: d.
        seed: the seed of the starting points and subspaces.

    Returns:
        n posteriors: the most probable points, and the variances of the best diagonal Gaussian
        there, 1 / (1 + 2 |d decode / d z_i|^2).
    """
    rng = np.random.default_rng(seed)
    mean = np.empty((len(images), latent_dim), np.float32)
    logvar = np.empty_like(mean)
    for row, image in enumerate(images):
        mean[row], logvar[row] = _placed(decode, image.ravel(), latent_dim, rng)
    return Posterior(mean, logvar)


def _placed(
    decode: Decode, image: NDArray[np.float32], d: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    first = np.concatenate([np.zeros((1, d)), rng.standard_normal((DRAWS, d))])
    nearest = first[np.argsort(_costs(decode, first, image))[:STARTS]]
    found = [_minimized(decode, z, image, rng) for z in nearest]
    _, z = min(found, key=lambda pair: pair[0])
    steepness = np.empty(d)
    for start in range(0, d, DIRECTIONS):
        axes = np.eye(d)[:, start : start + DIRECTIONS]
        steepness[start : start + DIRECTIONS] = np.square(_slopes(decode, z, axes)).sum(0)
    return z.astype(np.float32), -np.log1p(2 * steepness).astype(np.float32)


def _minimized(
    decode: Decode, z: NDArray[np.float64], image: NDArray[np.float32], rng: np.random.Generator
) -> tuple[float, NDArray[np.float64]]:
    """The cost and the point at the end of the descent from z."""
    d = len(z)
    cost = float(_costs(decode, z[None], image)[0])
    damping, stalled = 1e-3, 0
    patience = 1 if d <= DIRECTIONS else -(-d // DIRECTIONS)
    for _ in range(ROUNDS * patience):
        basis = np.eye(d) if d <= DIRECTIONS else _subspace(d, rng)
        slopes = _slopes(decode, z, basis)  # (p, k)
        residual = _decoded(decode, z[None])[0] - image
        gradient = 2 * slopes.T @ residual + basis.T @ z
        curvature = 2 * slopes.T @ slopes + np.eye(basis.shape[1])
        dampings = damping * np.array(DAMPINGS)
        diagonal = np.diag(np.diag(curvature))
        steps = [-basis @ np.linalg.solve(curvature + by * diagonal, gradient) for by in dampings]
        tried = z + np.stack(steps)
        costs = _costs(decode, tried, image)
        best = int(np.argmin(costs))
        gain = (cost - float(costs[best])) / cost if cost > 0 else 0.0
        if gain > 0:
            z, cost, damping = (
                tried[best],
                float(costs[best]),
                float(np.clip(dampings[best], 1e-9, 1e9)),
            )
        else:
            damping = min(1e9, damping * 10)
        stalled = stalled + 1 if gain < MIN_GAIN else 0
        if stalled > patience:
            break
    return cost, z


def _subspace(d: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Random orthonormal directions: (d, DIRECTIONS)."""
    basis: NDArray[np.float64] = np.linalg.qr(rng.standard_normal((d, DIRECTIONS)))[0]
    return basis


def _slopes(
    decode: Decode, z: NDArray[np.float64], basis: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The decoder's derivatives along the columns of a basis (d, k): (p, k)."""
    around = np.concatenate([z + STEP * basis.T, z - STEP * basis.T])
    ahead, behind = np.split(_decoded(decode, around), 2)
    slopes: NDArray[np.float64] = (ahead - behind).T / (2 * STEP)
    return slopes


def _costs(
    decode: Decode, z: NDArray[np.float64], image: NDArray[np.float32]
) -> NDArray[np.float64]:
    """|x - decode(z)|^2 + |z|^2 / 2 for points (n, d): (n,)."""
    errors = np.square(_decoded(decode, z) - image).sum(1)
    return np.asarray(errors + 0.5 * np.square(z).sum(1))


def _decoded(decode: Decode, z: NDArray[np.float64]) -> NDArray[np.float64]:
    return decode(z.astype(np.float32)).reshape(len(z), -1).astype(np.float64)
