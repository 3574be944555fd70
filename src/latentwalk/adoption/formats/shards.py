"""Weights in several files, which an index beside them names, as Hugging Face's libraries write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from latentwalk.errors import ModelError
from latentwalk.files.bounded import check_regular_file, read_bounded

INDEX = ".index.json"
MAX_INDEX = 16 * 2**20
"""Bytes of an index."""


def is_index(path: PurePath) -> bool:
    """Whether a file's name is that of an index."""
    return path.name.endswith(INDEX)


def index_beside(path: Path) -> Path | None:
    """The index in the folder of a file that names it as a part; None if there is none."""
    for index in sorted(path.parent.glob(f"*{INDEX}")):
        try:
            names = _names(index)
        except ModelError:  # of other weights
            continue
        if path.name in names:
            return index
    return None


def shards_of(index: Path) -> dict[str, Path]:
    """The files that an index names, which are in its folder, by their names.

    Raises:
        ModelError: the index cannot be read, or names a file that is missing, elsewhere or an
            index.
    """
    parts = {}
    for name in _names(index):
        if is_index(PurePath(name)):
            raise ModelError(f"{index} names '{name:.60}', which is an index, not weights.")
        if PurePath(name).name != name or "\\" in name:
            raise ModelError(f"{index} names '{name:.60}', which is not in its own folder.")
        parts[name] = index.parent / name
        try:
            check_regular_file(parts[name])
        except (OSError, ValueError) as error:  # ValueError for characters that no name may have
            reason = getattr(error, "strerror", None) or error
            raise ModelError(
                f"{index} names {name}, which cannot be read: {reason}. Put all parts into its "
                "folder."
            ) from error
    return parts


def _names(index: Path) -> list[str]:
    """The names in an index, none of which is checked.

    Raises:
        ModelError: the index cannot be read.
    """
    try:
        content = json.loads(read_bounded(index, MAX_INDEX))
        return sorted({str(name) for name in content["weight_map"].values()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ModelError(f"{index} is not an index of weights: it lacks a weight_map.") from error


def joined(contents: Mapping[str, Any]) -> dict[str, Any]:
    """The weights of all parts.

    Raises:
        ModelError: a part has no named weights.
    """
    weights: dict[str, Any] = {}
    for name, content in contents.items():
        if not isinstance(content, Mapping):
            raise ModelError(f"{name} has no named weights, but a {type(content).__name__}.")
        weights.update(content)
    return weights
