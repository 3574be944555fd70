"""Files of texts, one in each line, for models of categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import DataError
from latentwalk.files.bounded import read_bounded

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ENDINGS = (".txt", ".smi")


def has_texts(path: Path) -> bool:
    """Whether the ending is that of a file of texts."""
    return path.suffix.lower() in ENDINGS


def read_texts(path: Path) -> NDArray[np.str_]:
    """The lines of a file, (n,).

    Raises:
        DataError: it cannot be read, or is empty.
    """
    try:
        lines = read_bounded(path).decode("utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"Cannot read texts from {path}: {reason}.") from error
    if not lines:
        raise DataError(f"{path} has no texts: it must have one in each line.")
    return np.array(lines)
