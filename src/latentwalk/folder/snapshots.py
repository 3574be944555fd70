"""Training snapshots: the decoder at several steps, in half precision.

Each snapshot has the decoder's weights and the posterior means of some rows of the atlas, so that
the page can show the same latent point and the same map at different times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import save

from latentwalk.errors import FolderError
from latentwalk.folder.arrays import check_arrays, length, read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Halves = NDArray[np.float16]

MAX_SNAPSHOTS = 40
"""The largest number of snapshots in a model folder."""
PREFIX = "decoder."


@dataclass(frozen=True)
class Snapshots:
    """s states of a training run, in order of time; the last is the trained model."""

    weights: Mapping[str, Halves]
    """(s, ...) for each float32 array of weights in `decoder.onnx`, by its name there."""
    mean: Halves
    """(s, n, d): the posterior means of n rows of the atlas."""
    row: NDArray[np.int32]
    """(n,): the indices of these rows, in ascending order."""
    epoch: NDArray[np.float32]
    """(s,): the number of completed epochs, with fractions; 0 is before training."""
    loss: NDArray[np.float32]
    """(s,): the loss of these rows' images, in nats per image; NaN if unknown."""

    def __len__(self) -> int:
        return len(self.epoch)

    def to_bytes(self) -> bytes:
        """The snapshots as a safetensors file."""
        arrays: dict[str, NDArray[Any]] = {
            PREFIX + name: array for name, array in self.weights.items()
        }
        arrays |= {"mean": self.mean, "row": self.row, "epoch": self.epoch, "loss": self.loss}
        return save({name: np.ascontiguousarray(array) for name, array in arrays.items()})

    @classmethod
    def from_bytes(cls, content: bytes, latent_dim: int, rows: int) -> Snapshots:
        """Read a safetensors file as written by `to_bytes`.

        Args:
            content: the content of the file.
            latent_dim: the model's number of latent dimensions.
            rows: the number of rows in the atlas.

        Raises:
            FolderError: the file is invalid, or its arrays do not fit each other, `latent_dim` or
                `rows`.
        """
        arrays = read_arrays(content, "timeline")
        weights = {
            name.removeprefix(PREFIX): array
            for name, array in arrays.items()
            if name.startswith(PREFIX)
        }
        s, n = length(arrays, "epoch"), length(arrays, "row")
        expected: dict[str, tuple[tuple[int, ...], Any]] = {
            "mean": ((s, n, latent_dim), np.float16),
            "row": ((n,), np.int32),
            "epoch": ((s,), np.float32),
            "loss": ((s,), np.float32),
            **{
                PREFIX + name: ((s, *array.shape[1:]), np.float16)
                for name, array in weights.items()
            },
        }
        check_arrays(arrays, expected, "timeline", gaps="loss")
        row, epoch = arrays["row"], arrays["epoch"]
        if not 1 <= s <= MAX_SNAPSHOTS or not weights:
            raise FolderError(
                f"There must be 1 to {MAX_SNAPSHOTS} snapshots, each with weights; got {s}."
            )
        if (np.diff(row) <= 0).any() or (n and not 0 <= row[0] <= row[-1] < rows):
            raise FolderError(f"The snapshots' rows must ascend from 0 to below {rows}.")
        if (np.diff(epoch) < 0).any() or epoch[0] < 0:
            raise FolderError("The snapshots' epochs must ascend from 0 up.")
        return cls(weights, arrays["mean"], row, epoch, arrays["loss"])


def to_half(values: NDArray[np.float32]) -> Halves:
    """Round to half precision; numbers beyond its range become the largest of it."""
    largest = float(np.finfo(np.float16).max)
    return np.clip(values, -largest, largest).astype(np.float16)
