from __future__ import annotations

import json
import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latentwalk.errors import LatentError, SettingsError
from latentwalk.hosts.messages import (
    DecodeRequest,
    RunCommand,
    decoded,
    failed,
    refused,
    request_id,
    run_status,
    superseded,
)
from tests.hosts.server.frames import frame

points = hnp.arrays(
    np.float32, st.tuples(st.integers(1, 9), st.just(3)), elements=st.floats(-9, 9, width=32)
)


@given(
    number=st.integers(0, 2**32 - 1),
    lane=st.integers(0, 2**32 - 1),
    z=points,
    exact=st.booleans(),
)
def test_a_request_is_read_as_it_was_written(
    number: int, lane: int, z: np.ndarray, exact: bool
) -> None:
    request = DecodeRequest.from_bytes(frame(number, lane, z, exact=exact), 3)
    assert (request.id, request.lane, request.exact) == (number, lane, exact)
    np.testing.assert_array_equal(request.z, z)


@given(st.binary(max_size=64))
def test_any_bytes_are_a_request_or_refused(content: bytes) -> None:
    try:
        request = DecodeRequest.from_bytes(content, 2)
    except LatentError:
        return
    assert request.z.shape[1] == 2


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_point_that_is_not_finite_is_refused(value: float) -> None:
    z = np.zeros((2, 3))
    z[1, 2] = value
    with pytest.raises(LatentError, match="finite"):
        DecodeRequest.from_bytes(frame(1, 0, z), 3).check()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "at least 12 bytes"),
        (frame(1, 0, np.zeros((0, 3))), "1 to 4096 images, got 0"),
        (struct.pack("<3I", 1, 0, 2**32 - 1), "1 to 4096"),
        (frame(1, 0, np.zeros((2, 3)))[:-1], "has 36 bytes, got 35"),
        (frame(1, 0, np.zeros((2, 4))), "got 44"),
    ],
)
def test_an_invalid_request_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(LatentError, match=reason):
        DecodeRequest.from_bytes(content, 3)


def test_answers() -> None:
    request = DecodeRequest(7, 2, np.zeros((2, 3), np.float32))
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 2, 2, 3)
    answer = decoded(request, pixels)
    assert struct.unpack_from("<6I", answer) == (7, 2, 2, 2, 2, 3)
    assert answer[24:] == bytes(range(24))
    assert json.loads(superseded([7, 9])) == {"type": "superseded", "ids": [7, 9]}
    assert json.loads(failed(7, "why")) == {"type": "error", "id": 7, "message": "why"}
    assert request_id(b"\x05\0\0\0") == 5
    assert request_id(b"\x05") == 0


def test_a_command_is_read_as_it_was_written() -> None:
    assert RunCommand.from_text('{"do": "pause", "more": 1}') == RunCommand("pause")
    change = RunCommand.from_text('{"do": "change", "what": "beta", "to": 4}')
    assert change == RunCommand("change", "beta", 4.0)


@pytest.mark.parametrize(
    "text",
    [
        "half a co", "[]", "null", "{}", '{"do": "dance"}', '{"do": ["pause"]}', "[" * 100_000,
        '{"do": "change"}', '{"do": "change", "what": 1, "to": 1}', '{"do": "stop", "": "\\ud800"}',
        '{"do": "change", "what": "beta", "to": true}',
        '{"do": "change", "what": "beta", "to": NaN}',
        '{"do": "change", "what": "beta", "to": 1e999}',
        '{"do": "change", "what": "beta", "to": ' + "9" * 400 + "}",
    ],
)  # fmt: skip
def test_an_invalid_command_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"\.$"):
        RunCommand.from_text(text)


def test_status_of_a_run() -> None:
    points = [["train", 1, math.nan], ["held_out", 1, 2.0, [math.inf, 1]]]
    assert json.loads(run_status(points, {"now": "paused"})) == {
        "type": "status",
        "points": [["train", 1, None], ["held_out", 1, 2.0, [None, 1]]],
        "now": "paused",
    }
    assert json.loads(refused("No.")) == {"type": "error", "message": "No."}
