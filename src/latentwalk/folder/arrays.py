"""Arrays of a safetensors file, checked: whatever a file holds, it is as expected or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from latentwalk.errors import FolderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]
    Expected = Mapping[str, tuple[tuple[int, ...], Any]]

MOST = 1e30
"""The greatest number: whatever is computed of it still fits 32 bits."""


def read_arrays(content: bytes, what: str) -> Arrays:
    """The arrays of a file by name; `what` says in errors what the file is.

    Raises:
        FolderError: it is no safetensors file.
    """
    try:
        return load(content)
    except SafetensorError as error:
        raise FolderError(f"The {what}'s file is not a safetensors file: {error}.") from error
    except (KeyError, AttributeError, TypeError, ValueError) as error:  # of types that NumPy lacks
        raise FolderError(f"The {what}'s file holds arrays of an unknown type: {error}.") from error


def length(arrays: Arrays, name: str) -> int:
    """How long an array is along its first axis; 0 where it is missing or has none."""
    return len(arrays[name]) if name in arrays and arrays[name].ndim else 0


def check_arrays(arrays: Arrays, expected: Expected, what: str, gaps: str = "") -> None:
    """Hold arrays to the shape and type expected of each, and to numbers that can be summed.

    Args:
        arrays: by name; there may be others.
        expected: shape and type, by name.
        what: says in errors what the file is.
        gaps: the name of one that may hold NaN.

    Raises:
        FolderError: one is missing, of another shape or type, not finite, or beyond all measure.
    """
    for name, (shape, dtype) in expected.items():
        if name not in arrays:
            raise FolderError(f"The {what} lacks the array '{name}'; write the folder anew.")
        array = arrays[name]
        if array.shape != shape or array.dtype != dtype:
            raise FolderError(
                f"The {what}'s '{name}' should be {np.dtype(dtype)} of shape {shape}, "
                f"but is {array.dtype} of shape {array.shape}."
            )
        if name != gaps and not np.isfinite(array).all():
            raise FolderError(f"The {what}'s '{name}' holds NaN or infinity; write it anew.")
        if array.dtype == np.float32 and (np.abs(array) > MOST).any():
            raise FolderError(
                f"The {what}'s '{name}' holds numbers beyond {MOST:g}; write it anew."
            )
