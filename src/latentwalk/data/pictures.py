"""Picture files and pictures in memory: reads one as pixels."""

from __future__ import annotations

import contextlib
import logging
import os
import struct
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from latentwalk.data.backgrounds import flattened
from latentwalk.data.depth import eight_bit
from latentwalk.data.findings import Findings
from latentwalk.data.formats import advice, formats
from latentwalk.data.framing import oriented
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.errors import DataError
from latentwalk.files.bounded import check_regular_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from numpy.typing import NDArray

logging.getLogger("PIL").addHandler(logging.NullHandler())  # or Python prints its messages
MAX_PIXELS = 50_000_000
"""The largest number of pixels of a picture, so that reading it takes less than a gigabyte."""
_UNREADABLE = (
    OSError,  # UnidentifiedImageError is one
    AttributeError,
    AssertionError,
    IndexError,
    KeyError,
    MemoryError,
    RuntimeError,
    TypeError,
    zlib.error,
    ValueError,
    SyntaxError,
    EOFError,
    OverflowError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow's decoders raise for faulty files."""
GREY_MODES = {"1", "L", "LA", "La", "I", "F"}
MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
"""Pillow's modes by the number of channels."""
TRANSPARENT = {"LA", "La", "PA", "RGBA", "RGBa"}
BITS, PHOTOMETRIC, SAMPLE_FORMAT = 258, 262, 339
MOST = (281, 341)
"""TIFF tags: bits per sample, whether 0 is white, the type of samples, and their greatest value."""


def read_picture(
    path: Path,
    channels: int | None = None,
    options: PictureOptions = DEFAULT,
    findings: Findings | None = None,
) -> NDArray[np.uint8]:
    """Read a picture file as pixels (h, w, c) uint8.

    Args:
        path: the file.
        channels: 1 (grey) or 3 (RGB), one more to keep alpha; by default 1 or 3 as in the file.
        options: how to read it.
        findings: counts what was assumed.

    Raises:
        DataError: the file is missing or not a picture.
    """
    return decode_picture(path, str(path), channels, options, findings)


def decode_picture(
    source: Path | BinaryIO,
    name: str,
    channels: int | None = None,
    options: PictureOptions = DEFAULT,
    findings: Findings | None = None,
) -> NDArray[np.uint8]:
    """Decode a picture from a file or its content, as `read_picture`; `name` is for errors.

    Raises:
        DataError: as `read_picture`.
    """
    with _readable(name) as quiet:
        if isinstance(source, Path):
            check_regular_file(source)
        with Image.open(source, formats=formats()) as file:
            if file.format == "TIFF":
                quiet.enter_context(_no_standard_error())
            return _pixels(file, name, channels, options, findings or Findings())


def picture_pixels(
    picture: Image.Image,
    name: str,
    channels: int | None = None,
    options: PictureOptions = DEFAULT,
    findings: Findings | None = None,
) -> NDArray[np.uint8]:
    """The pixels of an open picture, which is left as it was: as `read_picture`.

    Raises:
        DataError: it cannot be read.
    """
    with _readable(name):
        return _pixels(picture, name, channels, options, findings or Findings())


def _pixels(
    picture: Image.Image,
    name: str,
    channels: int | None,
    options: PictureOptions,
    findings: Findings,
) -> NDArray[np.uint8]:
    if picture.width * picture.height > MAX_PIXELS:
        raise ValueError(
            f"it has {picture.width} x {picture.height} pixels, more than {MAX_PIXELS:,}"
        )
    opened = picture
    declared, inverted = _declared(picture), _is_inverted(picture)
    unsigned = _tag(picture, SAMPLE_FORMAT) in {None, 1}
    picture = ImageOps.exif_transpose(picture)  # phones record their orientation
    mode = picture.mode
    if channels is None:
        channels = 1 if mode in GREY_MODES or mode.startswith("I;16") else 3
    if mode == "F" or mode.startswith("I"):
        values = np.asarray(picture)
        if values.dtype == np.int32 and unsigned and declared is None and values.min() < 0:
            values = values.view(np.uint32)  # Pillow has no unsigned integers of 32 bits
        grey = eight_bit(values, name, findings, options.white, declared)
        clear = picture.info.get("transparency")
        picture = Image.fromarray(255 - grey if inverted else grey)
        if isinstance(clear, int):
            picture.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
    if channels % 2 == 0:
        picture = _in_mode(picture.convert("LA") if picture.mode == "La" else picture, "RGBA")
    elif picture.mode in TRANSPARENT or "transparency" in picture.info:
        clear = _in_mode(picture.convert("LA") if picture.mode == "La" else picture, "RGBA")
        picture = flattened(clear, name, options.colour, findings)
    array = np.asarray(_in_mode(picture, MODES[channels]))
    if _has_frames(opened):
        findings.add("with several frames: only the first is read", name)
    (pixels,) = oriented(array.reshape(1, *array.shape[:2], channels), options)
    return np.asarray(pixels)


def _has_frames(picture: Image.Image) -> bool:
    """Whether a picture has more frames than one; what cannot be read of others does not count."""
    try:
        return getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO"
    except (OSError, EOFError, ValueError, SyntaxError, IndexError, struct.error):
        return False


def _declared(picture: Image.Image) -> float | None:
    """The value of white that a picture of more than 8 bits declares, or its format does."""
    if picture.mode == "F" or not picture.mode.startswith("I"):
        return None
    if picture.format != "TIFF":  # the others are stored, or read by Pillow, in 16 bits
        return None if picture.format is None else 65535
    for tag in MOST:
        most = _tag(picture, tag)
        if isinstance(most, (int, float)) and most > 255:
            return float(most)
    bits = _tag(picture, BITS)
    return 2.0**bits - 1 if isinstance(bits, int) and 8 < bits < 16 else None


def _is_inverted(picture: Image.Image) -> bool:
    """Whether 0 is white in a deep TIFF; Pillow inverts only others."""
    return picture.format == "TIFF" and _tag(picture, PHOTOMETRIC) == 0


def _tag(picture: Image.Image, tag: int) -> Any:
    value = getattr(picture, "tag_v2", {}).get(tag)
    return value[0] if isinstance(value, tuple) and value else value


@contextlib.contextmanager
def _readable(name: str) -> Iterator[contextlib.ExitStack]:
    """Turn the errors of Pillow's decoders into DataErrors, and suppress its warnings."""
    try:
        with _no_warnings() as quiet:
            yield quiet
    except FileNotFoundError:
        raise DataError(f"{name} does not exist.") from None
    except _UNREADABLE as error:
        unknown = isinstance(error, UnidentifiedImageError)
        reason = "its format is unknown" if unknown else getattr(error, "strerror", None)
        reason = reason or str(error) or type(error).__name__
        reason = " ".join(reason.split()).rstrip(".")
        more = advice(Path(name).suffix)
        raise DataError(f"Cannot read {name} as a picture: {reason}{more}.") from error


@contextlib.contextmanager
def _no_warnings() -> Iterator[contextlib.ExitStack]:
    """Suppress Pillow's warnings about faulty files that it could read."""
    with contextlib.ExitStack() as quiet:
        quiet.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield quiet


@contextlib.contextmanager
def _no_standard_error() -> Iterator[None]:
    """Suppress standard error, to which libtiff writes directly."""
    try:
        kept = os.dup(2)
    except OSError:  # it is closed
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nothing)
        os.close(kept)


def _in_mode(picture: Image.Image, mode: str) -> Image.Image:
    """The picture in a mode; the picture itself, not a copy, if it has that mode."""
    return picture if picture.mode == mode else picture.convert(mode)
