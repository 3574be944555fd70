"""Reads and checks the arrays of an untrusted safetensors file."""

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

MAX_VALUE = 1e30
"""The largest magnitude of a number, so that sums of them fit float32."""


def read_arrays(content: bytes, what: str) -> Arrays:
    """The arrays of a file by name; `what` names the file in error messages.

    Raises:
        FolderError: it is not a safetensors file.
    """
    try:
        return load(content)
    except SafetensorError as error:
        raise FolderError(f"The {what}'s file is not a safetensors file: {error}.") from error
    except (KeyError, AttributeError, TypeError, ValueError) as error:  # of types that NumPy lacks
        raise FolderError(f"The {what}'s file has arrays of an unknown type: {error}.") from error


def length(arrays: Arrays, name: str) -> int:
    """The length of an array along its first axis; 0 if it is missing or a scalar."""
    return len(arrays[name]) if name in arrays and arrays[name].ndim else 0


def check_arrays(arrays: Arrays, expected: Expected, what: str, gaps: str = "") -> None:
    """Check that arrays have the expected shapes and dtypes, and usable numbers.

    Args:
        arrays: the arrays by name; others are ignored.
        expected: shape and dtype by name.
        what: names the file in error messages.
        gaps: the name of an array that may have NaN.

    Raises:
        FolderError: an array is missing, has another shape or dtype, or has NaN, infinity or
            numbers that are too large.
    """
    for name, (shape, dtype) in expected.items():
        if name not in arrays:
            raise FolderError(f"The {what} lacks the array '{name}': write the folder again.")
        array = arrays[name]
        if array.shape != shape or array.dtype != dtype:
            raise FolderError(
                f"The {what}'s '{name}' must be {np.dtype(dtype)} of shape {shape}, "
                f"but is {array.dtype} of shape {array.shape}."
            )
        if name != gaps and not np.isfinite(array).all():
            raise FolderError(f"The {what}'s '{name}' has NaN or infinity: write it again.")
        if array.dtype == np.float32 and (np.abs(array) > MAX_VALUE).any():
            raise FolderError(
                f"The {what}'s '{name}' has numbers beyond {MAX_VALUE:g}: write it again."
            )
