"""What data know about their items: `obs` of AnnData, a table's columns, the sizes of pictures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from latentwalk.adoption.sources.items import LABELS, PIXELS
from latentwalk.data.item_columns import ItemTable, table_of
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.adoption.sources.examples import Examples

SIZES = ("width", "height", "bytes")
"""What is known about a picture in a file."""
HELD = 4096
"""Pictures whose sizes are remembered, so that a file is opened once for all of them."""


def own_columns(data: Any, examples: Examples) -> ItemTable | None:
    """What is known about each item of some data, besides its label; None if nothing is.

    Args:
        data: what the user gave.
        examples: the same, read.
    """
    try:
        if hasattr(data, "obs") and hasattr(data, "var_names"):
            return table_of(data.obs)
        if hasattr(data, "column_names") and hasattr(data, "features"):
            return _of_features(data)
    except DataError:  # names that do not tell its columns apart, or too many
        return None
    source = examples.source
    if isinstance(source, list) and source and isinstance(source[0], (str, Path)):
        columns = [PictureSizes(source, at) for at in range(len(SIZES))]
        return ItemTable(list(SIZES), columns, len(source))
    return None


def _of_features(data: Any) -> ItemTable | None:
    """The columns of single values of a table of Hugging Face's `datasets`."""
    if not hasattr(data, "__len__"):  # streamed
        return None
    names = [
        name
        for name, feature in data.features.items()
        if name not in {*PIXELS, *LABELS}
        and getattr(feature, "dtype", None)
        and _is_single(feature)
    ]
    if not names:
        return None
    table = data.select_columns(names) if hasattr(data, "select_columns") else data
    columns = [_named(table[name], data.features[name]) for name in names]
    return ItemTable(names, columns, len(data))


def _is_single(feature: Any) -> bool:
    return type(feature).__name__ in {"Value", "ClassLabel"}


def _named(values: Any, feature: Any) -> Any:
    names = getattr(feature, "names", None)
    if not names:
        return values
    return [None if one is None or one < 0 else names[one] for one in values]


class PictureSizes:
    """The width, the height or the bytes of each of n pictures, read when they are asked for."""

    def __init__(self, paths: Sequence[str | Path], which: int) -> None:
        """Take the files, and the place in `SIZES`."""
        self._paths, self._which = paths, which

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, row: int) -> int | None:
        return _sizes(Path(self._paths[row]))[self._which]


@lru_cache(HELD)
def _sizes(path: Path) -> tuple[int | None, int | None, int | None]:
    try:
        with Image.open(path) as picture:
            return *picture.size, path.stat().st_size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None, None, None
