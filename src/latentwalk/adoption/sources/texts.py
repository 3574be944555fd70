"""The user's data as texts, for models of categories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.data.texts import has_texts, read_texts
from latentwalk.outputs.categories import PADDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


def texts_of(data: Any) -> NDArray[np.str_] | None:
    """Texts (n,): a list, an array or a column of them, or the lines of a file; otherwise None.

    Raises:
        DataError: a file that cannot be read, or is empty.
    """
    if isinstance(data, (str, Path)):
        return read_texts(Path(data)) if has_texts(Path(data)) else None
    listed = data if isinstance(data, (list, tuple)) else None
    if getattr(data, "ndim", 0) == 1 or type(data).__name__ == "Series":
        listed = data.tolist() if hasattr(data, "tolist") else list(data)
    if not listed or not all(isinstance(one, str) for one in listed):
        return None
    return np.array(listed)


def are_made_of(texts: Iterable[str], symbols: Sequence[str]) -> bool:
    """Whether all texts consist of the symbols alone."""
    single = all(len(one) == 1 or one in PADDING for one in symbols)
    return all(set(one if single else one.split()) <= set(symbols) for one in texts)
