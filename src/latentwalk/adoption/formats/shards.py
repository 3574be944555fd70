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


def is_index(path: Path) -> bool:
    """Whether a file's name is that of an index."""
    return path.name.endswith(INDEX)


def index_beside(path: Path) -> Path | None:
    """The index in the folder of a file that names it as a part; None if there is none."""
    for index in sorted(path.parent.glob(f"*{INDEX}")):
        try:
            parts = shards_of(index)
        except ModelError:  # of other weights
            continue
        if path.name in parts:
            return index
    return None


def shards_of(index: Path) -> dict[str, Path]:
    """The files that an index names, which are in its folder, by their names.

    Raises:
        ModelError: the index cannot be read, or names a file that is missing or elsewhere.
    """
    try:
        content = json.loads(read_bounded(index, MAX_INDEX))
        names = sorted({str(name) for name in content["weight_map"].values()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ModelError(f"{index} is not an index of weights: it lacks a weight_map.") from error
    parts = {}
    for name in names:
        if PurePath(name).name != name or "\\" in name:
            raise ModelError(f"{index} names '{name:.60}', which is not in its own folder.")
        parts[name] = index.parent / name
        try:
            check_regular_file(parts[name])
        except OSError as error:
            raise ModelError(
                f"{index} names {name}, which cannot be read: {error.strerror or error}. Put all "
                "parts into its folder."
            ) from error
    return parts


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
