"""The atlas: the encoded images of a data set."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import save

from latentwalk.errors import FolderError
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
    row: NDArray[np.int32] | None = None
    """(n,): the image's place in the data that it was taken from; None if unknown."""
    conditions: NDArray[np.float32] | None = None
    """(n, m): what each of the model's m conditions is for the item: the index of a value, or a
    number; NaN if unknown. None without conditions."""
    file: tuple[str, ...] | None = None
    """The names of the images' files; None if they are not files."""

    def __len__(self) -> int:
        return len(self.mean)

    def to_bytes(self) -> bytes:
        """The atlas as a safetensors file."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.file is not None:
            lines = "".join(f"{_on_one_line(name)}\n" for name in self.file)
            arrays["file"] = np.frombuffer(lines.encode("utf-8", "replace"), np.uint8)
        present = {name: array for name, array in arrays.items() if array is not None}
        return save({name: np.ascontiguousarray(array) for name, array in present.items()})

    @classmethod
    def from_bytes(cls, content: bytes, latent_dim: int, conditions: int = 0) -> Atlas:
        """Read a safetensors file as written by `to_bytes`.

        Args:
            content: the file.
            latent_dim: d.
            conditions: m, the number of the model's conditions.

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
        if "row" in arrays:
            expected["row"] = ((n,), np.int32)
        if "conditions" in arrays:
            expected["conditions"] = ((n, conditions), np.float32)
        names = _names(arrays.pop("file"), n) if "file" in arrays else None
        check_arrays(arrays, expected, "atlas", gaps="conditions")
        return cls(**{name: arrays[name] for name in expected}, file=names)


def _on_one_line(name: str) -> str:
    return name.replace("\n", " ")


def _names(text: NDArray[Any], n: int) -> tuple[str, ...]:
    """N names in UTF-8, each followed by a line break."""
    if text.dtype != np.uint8 or text.ndim != 1:
        raise FolderError("The atlas has names of files that are not text.")
    names = text.tobytes().decode("utf-8", "replace").split("\n")
    if len(names) != n + 1 or names[-1]:
        raise FolderError(f"The atlas has {n} images, but {len(names) - 1} names of files.")
    return tuple(names[:-1])
