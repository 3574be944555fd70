"""The `.npz` format: a ZIP archive of arrays, each with a header for its type and shape."""

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
"""Kinds of plain numbers and text."""
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
"""What `zipfile` and NumPy raise for faulty archives, besides OSError and ValueError."""


class NotPlainError(ValueError):
    """An array has neither numbers nor text."""


def read_npz(path: Path, left_out: dict[str, str] | None = None) -> dict[str, NDArray[Any]]:
    """The arrays of an `.npz` file by name. Object arrays are refused, so nothing is unpickled.

    Args:
        path: the file.
        left_out: receives the names and types of arrays that are not plain numbers or text,
            which are then left out.

    Raises:
        OSError: the file cannot be read, or is not a regular file.
        ValueError: it is not such an archive, or an array claims to be larger than its data.
    """
    check_regular_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if one.filename.endswith(ENDING)]
            size = sum(one.file_size for one in members)
            if size > max_unpacked(path.stat().st_size):
                raise ValueError(
                    f"it unpacks to {size / 2**20:,.0f} MB, many times its size, unlike images"
                )
            arrays: dict[str, NDArray[Any]] = {}
            for one in members:
                try:
                    arrays[one.filename.removesuffix(ENDING)] = _array(archive, one)
                except NotPlainError as error:
                    if left_out is None:
                        raise
                    left_out[one.filename.removesuffix(ENDING)] = str(error)
            return arrays
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
            raise NotPlainError(
                f"'{member.filename}' has values of type {dtype}, not plain numbers"
            )
        count = 1
        for side in shape:
            count *= side
        available = member.file_size - file.tell()
        if min(shape, default=0) < 0 or count * dtype.itemsize != available:
            raise ValueError(
                f"'{member.filename}' claims to have {count} values of {dtype}, but has "
                f"{available} bytes"
            )
        values = np.frombuffer(file.read(available), dtype, count)
        return values.reshape(shape, order="F" if fortran else "C")
