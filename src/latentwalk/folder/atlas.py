"""The atlas: the encoded images of a data set."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import save

from latentwalk.folder.arrays import check_arrays, length, read_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRAINED_ON, HELD_OUT = 0, 1


@dataclass(frozen=True)
class Atlas:
    """n encoded images. All arrays have the same length n."""

    mean: NDArray[np.float32]
    """(n, d): the posterior means."""
    logvar: NDArray[np.float32]
    """(n, d): the posterior log-variances."""
    label: NDArray[np.int32]
    """(n,): an index into the model's classes, or -1 for no label."""
    split: NDArray[np.uint8]
    """(n,): 0 if the model was trained on the image, 1 if it was held out."""
    error: NDArray[np.float32]
    """(n,): summed squared error of the image decoded from its mean, in the model's values."""
    layout: NDArray[np.float32] | None = None
    """(n, 2): coordinates on a map made for the data, as by UMAP; None without one."""

    def __len__(self) -> int:
        return len(self.mean)

    def to_bytes(self) -> bytes:
        """The atlas as a safetensors file."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        present = {name: array for name, array in arrays.items() if array is not None}
        return save({name: np.ascontiguousarray(array) for name, array in present.items()})

    @classmethod
    def from_bytes(cls, content: bytes, latent_dim: int) -> Atlas:
        """Read a safetensors file as written by `to_bytes`.

        Raises:
            FolderError: the file is invalid, or its arrays do not fit each other or `latent_dim`.
        """
        arrays = read_arrays(content, "atlas")
        n = length(arrays, "mean")
        expected = {
            "mean": ((n, latent_dim), np.float32),
            "logvar": ((n, latent_dim), np.float32),
            "label": ((n,), np.int32),
            "split": ((n,), np.uint8),
            "error": ((n,), np.float32),
        }
        if "layout" in arrays:
            expected["layout"] = ((n, 2), np.float32)
        check_arrays(arrays, expected, "atlas")
        return cls(**{name: arrays[name] for name in expected})
