from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra import numpy as arrays

from latentwalk.data.npz import read_npz
from tests.attacks.make_attacks import npy

if TYPE_CHECKING:
    from pathlib import Path

KINDS = arrays.integer_dtypes() | arrays.unsigned_integer_dtypes() | arrays.boolean_dtypes()
KINDS |= arrays.floating_dtypes() | arrays.unicode_string_dtypes(max_len=5)


@given(arrays.arrays(KINDS, arrays.array_shapes(min_dims=0, min_side=0, max_side=4)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_it_reads_what_numpy_writes(tmp_path: Path, array: np.ndarray) -> None:
    np.savez(tmp_path / "a.npz", a=array, b=np.asfortranarray(array))
    read = read_npz(tmp_path / "a.npz")
    assert list(read) == ["a", "b"]
    for other in read.values():
        assert other.dtype == array.dtype
        np.testing.assert_array_equal(other, array)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (npy((2, 2), "|u1", bytes(3)), "claims to have 4 values"),
        (npy((2, 2), "|u1", bytes(5)), "claims to have 4 values"),
        (npy((-1, -4), "|u1", bytes(4)), "."),
        (npy((2**63, 2), "|u1", b""), "."),
        (npy((1,), "|O", b"\x80\x02K\x01."), "not plain numbers"),
        (npy((1,), "<M8[s]", bytes(8)), "not plain numbers"),
        (npy((1,), "|V8", bytes(8)), "not plain numbers"),
        (b"\x93NUMPY\x01\x00\x05\x00{'de", "."),
        (b"\x93NUMPY\x09\x00", "."),
        (b"", "."),
    ],
)
def test_a_faulty_array_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("a.npy", content)
    with pytest.raises(ValueError, match=reason):
        read_npz(tmp_path / "a.npz")
