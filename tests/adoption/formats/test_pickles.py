from __future__ import annotations

import collections
import io
import pickle
from typing import Any

import pytest

from latentwalk.adoption.formats.pickles import MAX_PARTS, largest_tuple


def parts(value: Any) -> int:
    """A tuple's parts, itself among them, gone through one by one."""
    return 1 + sum(map(parts, value)) if isinstance(value, tuple) else 1


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize(
    "value",
    [(), (1,), (1, 2, 3, 4), ((1, 2), (3, (4, 5))), tuple(range(50))],
)
def test_a_tuples_parts_are_counted(value: Any, protocol: int) -> None:
    assert largest_tuple(io.BytesIO(pickle.dumps(value, protocol))) == parts(value)


@pytest.mark.parametrize("protocol", [2, 4])
def test_a_doubling_tuple_is_detected(protocol: int) -> None:
    value: tuple[Any, ...] = ()
    for _ in range(200):
        value = (value, value)
    assert largest_tuple(io.BytesIO(pickle.dumps([value], protocol))) > MAX_PARTS


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_tuples_in_usual_weights_are_small(protocol: int) -> None:
    state = collections.OrderedDict({f"layer.{i}": [i, {"a": b"x", "b": 1.5}] for i in range(99)})
    assert largest_tuple(io.BytesIO(pickle.dumps(state, protocol))) < 10


def test_pickles_that_follow_each_other(tmp_path: Any) -> None:
    file = io.BytesIO(pickle.dumps(1) + pickle.dumps((1, 2)))
    assert [largest_tuple(file), largest_tuple(file)] == [1, 3]


@pytest.mark.parametrize("content", [b"", b"\x86.", b"no pickle", b"\x80\x02\x8e" + b"\xff" * 8])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="."):
        largest_tuple(io.BytesIO(content))
