"""Derivatives of decoded samples by central differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from latentwalk.infer.model import Model

STEP = 2.0**-7
"""Latent units to both sides of a point, times its coordinate where that is larger than 1. In
float32, errors of rounding (1e-7 / STEP) and of the difference (STEP squared) are then alike."""
MOST_DIMENSIONS = 512
"""More have too many directions to decode each."""
MOST_ROWS, MOST_VALUES = 256, 2**23
"""How many rows, and values of samples, are decoded at once."""


def decoded(model: Model, rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Decode rows (n, d + w) to flat samples (n, size), in batches.

    Raises:
        FolderError: the decoder fails, or returns NaN or infinity.
    """
    batch = min(MOST_ROWS, max(1, MOST_VALUES // model.output.size))
    samples = np.empty((len(rows), model.output.size))
    for start in range(0, len(rows), batch):
        part = model.decode_rows(rows[start : start + batch].astype(np.float32))
        samples[start : start + batch] = part.reshape(len(part), -1)
    return samples


def derivatives(model: Model, rows: NDArray[np.floating]) -> Iterator[NDArray[np.float64]]:
    """The Jacobian (size, d) at each of the rows (n, d + w), one after the other.

    Raises:
        ModelError: more than 512 dimensions.
        FolderError: the decoder fails, or returns NaN or infinity.
    """
    d = model.latent_dim
    if d > MOST_DIMENSIONS:
        raise ModelError(
            f"{model.name} has {d:,} latent dimensions, but the geometry of a decoder is found for "
            f"at most {MOST_DIMENSIONS}: each point needs two decoded samples per dimension."
        )
    block = max(1, MOST_ROWS // (2 * d))
    each = np.arange(d)
    for start in range(0, len(rows), block):
        part = rows[start : start + block].astype(np.float32)
        step = STEP * np.maximum(1, np.abs(part[:, :d]))
        moved = np.repeat(part[:, None], 2 * d, axis=1).reshape(len(part), 2, d, -1)
        moved[:, 0, each, each] -= step
        moved[:, 1, each, each] += step
        apart = moved[:, 1, each, each].astype(np.float64) - moved[:, 0, each, each]
        samples = decoded(model, moved.reshape(-1, rows.shape[1])).reshape(len(part), 2, d, -1)
        change = (samples[:, 1] - samples[:, 0]) / apart[..., None]
        yield from change.transpose(0, 2, 1)
