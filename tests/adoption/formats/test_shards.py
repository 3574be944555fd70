"""Indices of weights in several files name their parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.adoption.formats.shards import index_beside, joined, shards_of
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = "model-00001.safetensors", "model-00002.safetensors"


def index_of(folder: Path, *names: str) -> Path:
    """An index beside the first part of weights."""
    (folder / FIRST).touch()
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {str(at): name for at, name in enumerate(names)}}))
    return index


def test_parts_are_found_beside_their_index(tmp_path: Path) -> None:
    index = index_of(tmp_path, FIRST, SECOND, FIRST)
    (tmp_path / SECOND).touch()
    assert shards_of(index) == {name: tmp_path / name for name in (FIRST, SECOND)}
    assert index_beside(tmp_path / SECOND) == index


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (SECOND, f"names {SECOND}, which cannot be read"),
        ("a\0b", "which cannot be read: .*null"),
        ("../w.safetensors", "not in its own folder"),
        ("model.safetensors.index.json", "which is an index, not weights"),
    ],
)
def test_a_name_that_is_no_part(tmp_path: Path, name: str, message: str) -> None:
    index = index_of(tmp_path, FIRST, name)
    with pytest.raises(ModelError, match=message):
        shards_of(index)
    assert index_beside(tmp_path / FIRST) == index
    assert index_beside(tmp_path / "other.safetensors") is None


@pytest.mark.parametrize("content", ['{"metadata": {}}', "[]", "no JSON", "[" * 100_000])
def test_a_file_that_is_no_index(tmp_path: Path, content: str) -> None:
    index = index_of(tmp_path, FIRST)
    index.write_text(content)
    with pytest.raises(ModelError, match="lacks a weight_map"):
        shards_of(index)
    assert index_beside(tmp_path / FIRST) is None


def test_weights_of_all_parts_are_joined() -> None:
    assert joined({FIRST: {"a": 1}, SECOND: {"b": 2}}) == {"a": 1, "b": 2}
    with pytest.raises(ModelError, match=f"{SECOND} has no named weights, but a ndarray"):
        joined({FIRST: {"a": 1}, SECOND: np.zeros(3)})
