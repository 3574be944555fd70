"""Arrays and tensors of any framework.

No framework is imported here: whatever has a `shape` and can be reshaped counts as an array, so a
tensor that is being traced stays one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from latentwalk.errors import DataError


def is_array(value: object) -> bool:
    """Whether a value is an array or tensor of any framework, with at least a batch axis."""
    arraylike = hasattr(value, "reshape") or hasattr(value, "__array__")
    return arraylike and len(getattr(value, "shape", ())) > 0


def as_numpy(array: Any) -> np.ndarray[Any, Any]:
    """An array of any framework, on any device, as a NumPy array.

    Raises:
        DataError: parts of different shapes.
    """
    if hasattr(array, "detach"):
        array = array.detach().cpu()
        if str(array.dtype) in {"torch.bfloat16", "torch.float16"}:
            array = array.float()
    try:
        return np.asarray(array)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise DataError(
            "The data has items whose parts have different shapes: give the images alone, or "
            "(image, label)."
        ) from error
