"""A small classifier of images, fitted to a data set: it reads which class an image shows.

Least squares on random features (Rahimi and Recht, "Weighted sums of random kitchen sinks", 2008):
a layer of random weights with ReLU, and a linear layer that is fitted in closed form. It needs
seconds and no PyTorch, and reads 95 % of MNIST's digits after 5,000 of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.data import Images

IMAGES = 5000
"""The largest number of images to fit to, evenly spaced."""
SIDE = 14
"""Images are shrunk by a whole factor to about this side."""
FEATURES = 1000
PENALTY = 1.0
"""The factor of the squared weights, against the sum of the images' squared errors."""


@dataclass(frozen=True)
class Reader:
    """A classifier of images of one size."""

    middle: NDArray[np.float64]
    """(p,): the mean of each value of the shrunk training images."""
    random: NDArray[np.float64]
    """(p + 1, f): the random layer, its bias last."""
    weight: NDArray[np.float64]
    """(f + 1, k): the fitted layer, its bias last."""

    @classmethod
    def fitted(cls, images: Images, classes: int, rng: np.random.Generator) -> Reader:
        """Fit to labelled images with labels below `classes`."""
        chosen = images.take(np.flatnonzero(images.labels >= 0))
        if len(chosen) > IMAGES:
            chosen = chosen.take(np.linspace(0, len(chosen), IMAGES, False).astype(np.intp))
        x = _shrunk(chosen.pixels)
        middle = x.mean(0)
        spread = max(float(x.std()), 1e-9)
        random = np.asarray(rng.standard_normal((x.shape[1] + 1, FEATURES)) / x.shape[1] ** 0.5)
        random[:-1] /= spread
        hidden = _hidden(x - middle, random)
        truth = np.eye(classes)[chosen.labels]
        penalty = np.full(hidden.shape[1], PENALTY)
        penalty[-1] = 1e-6  # the bias is hardly penalized
        weight = np.linalg.solve(hidden.T @ hidden + np.diag(penalty), hidden.T @ truth)
        return cls(np.asarray(middle), random, np.asarray(weight))

    def labels(self, pixels: NDArray[np.uint8]) -> NDArray[np.int32]:
        """The class that each of n images (n, h, w, c) shows, (n,)."""
        scores = _hidden(_shrunk(pixels) - self.middle, self.random) @ self.weight
        return np.asarray(scores.argmax(1), np.int32)


def _shrunk(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Images as rows of mean grey values of blocks, in [-1, 1]; a remainder is cut off."""
    n, height, width, _ = pixels.shape
    factor = max(1, round(max(height, width) / SIDE))
    rows, columns = max(1, height // factor), max(1, width // factor)
    grey = pixels.mean(3, dtype=np.float64)
    high, wide = min(factor, height), min(factor, width)
    blocks = grey[:, : rows * high, : columns * wide].reshape(n, rows, high, columns, wide)
    values: NDArray[np.float64] = blocks.mean((2, 4)).reshape(n, -1) / 127.5 - 1
    return values


def _hidden(x: NDArray[np.float64], random: NDArray[np.float64]) -> NDArray[np.float64]:
    """The random layer's activations and a column of ones."""
    activations = np.maximum(x @ random[:-1] + random[-1], 0)
    return np.column_stack([activations, np.ones(len(x))])
