from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from safetensors.numpy import load, save

from latentwalk.errors import FolderError
from latentwalk.folder.snapshots import MAX_SNAPSHOTS, Snapshots, to_half

if TYPE_CHECKING:
    from numpy.typing import NDArray


def taken(s: int = 3, n: int = 4) -> Snapshots:
    rng = np.random.default_rng(0)
    return Snapshots(
        weights={"linear.weight": rng.normal(size=(s, 5, 2)).astype(np.float16)},
        mean=rng.normal(size=(s, n, 2)).astype(np.float16),
        row=np.arange(0, 2 * n, 2, dtype=np.int32),
        epoch=np.arange(s, dtype=np.float32) / 2,
        loss=np.full(s, np.nan, np.float32),
    )


def test_they_read_what_they_write() -> None:
    some = taken()
    read = Snapshots.from_bytes(some.to_bytes(), 2, 8)
    assert len(read) == 3
    assert list(read.weights) == ["linear.weight"]
    np.testing.assert_array_equal(read.weights["linear.weight"], some.weights["linear.weight"])
    for name in ("mean", "row", "epoch", "loss"):
        np.testing.assert_array_equal(getattr(read, name), getattr(some, name))


@pytest.mark.parametrize("name", ["row", "epoch"])
def test_a_number_where_a_list_should_be_is_refused(name: str) -> None:
    arrays = load(taken().to_bytes())
    arrays[name] = np.array(1, arrays[name].dtype)
    with pytest.raises(FolderError, match="of shape"):
        Snapshots.from_bytes(save(arrays), 2, 8)


@pytest.mark.parametrize("name", ["mean", "row", "epoch", "loss"])
def test_a_missing_array_is_named(name: str) -> None:
    arrays = load(taken().to_bytes())
    del arrays[name]
    with pytest.raises(FolderError, match=f"lacks the array '{name}'|of shape"):
        Snapshots.from_bytes(save(arrays), 2, 8)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"mean": np.zeros((3, 4, 3), np.float16)}, "'mean' must be float16"),
        ({"mean": np.zeros((3, 4, 2), np.float32)}, "but is float32"),
        ({"mean": np.full((3, 4, 2), np.inf, np.float16)}, "NaN or infinity"),
        ({"weights": {"w": np.zeros((2, 5), np.float16)}}, "'decoder.w' must be float16"),
        ({"weights": {}}, "each with weights"),
        ({"row": np.array([0, 2, 2, 3], np.int32)}, "must ascend"),
        ({"row": np.array([0, 2, 3, 8], np.int32)}, "to below 8"),
        ({"row": np.array([-1, 2, 3, 4], np.int32)}, "from 0"),
        ({"epoch": np.array([0, 2, 1], np.float32)}, "epochs must ascend"),
    ],
)
def test_mismatched_arrays_are_refused(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FolderError, match=sentence):
        Snapshots.from_bytes(replace(taken(), **changed).to_bytes(), 2, 8)


def test_no_more_than_forty() -> None:
    with pytest.raises(FolderError, match="1 to 40"):
        Snapshots.from_bytes(taken(MAX_SNAPSHOTS + 1).to_bytes(), 2, 8)
    with pytest.raises(FolderError, match="not a safetensors file"):
        Snapshots.from_bytes(b"\0" * 20, 2, 8)


def test_a_half_is_the_nearest_there_is() -> None:
    values: NDArray[np.float32] = np.array([1 / 3, 1e9, -1e9, 65504], np.float32)
    assert to_half(values).tolist() == [np.float16(1 / 3), 65504, -65504, 65504]
