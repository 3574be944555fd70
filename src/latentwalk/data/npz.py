"""The `.npz` format: an archive of arrays, each with a header that says its type and shape."""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.files.bounded import check_regular_file, max_unpacked

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ENDING = ".npy"
KINDS = "biufU"
"""Kinds of plain numbers and of text."""
_FAULTY = (
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    TypeError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What `zipfile` and NumPy raise at faulty archives, besides OSError and ValueError."""


def read_npz(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an `.npz` by name. None holds objects, so nothing is unpickled.

    Raises:
        OSError: it cannot be read, or is not a regular file.
        ValueError: it is no such archive, or an array says that it is larger than what is there.
    """
    check_regular_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if one.filename.endswith(ENDING)]
            size = sum(one.file_size for one in members)
            if size > max_unpacked(path.stat().st_size):
                raise ValueError(
                    f"it unpacks to {size / 2**20:,.0f} MB, many times its size, as no images do"
                )
            return {one.filename.removesuffix(ENDING): _array(archive, one) for one in members}
    except _FAULTY as error:
        raise ValueError(" ".join(str(error).split()) or type(error).__name__) from error


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any]:
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        if version == (1, 0):
            shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
        else:
            shape, fortran, dtype = np.lib.format.read_array_header_2_0(file)
        if dtype.kind not in KINDS:
            raise ValueError(f"'{member.filename}' holds {dtype}, which are no plain numbers")
        count = 1
        for side in shape:
            count *= side
        there = member.file_size - file.tell()
        if min(shape, default=0) < 0 or count * dtype.itemsize != there:
            raise ValueError(
                f"'{member.filename}' says that it holds {count} values of {dtype}, and has "
                f"{there} bytes"
            )
        values = np.frombuffer(file.read(there), dtype, count)  # no more than it said
        return values.reshape(shape, order="F" if fortran else "C")
