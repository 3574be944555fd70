"""Picture files: reads one as pixels, or a folder of them as a data set."""

from __future__ import annotations

import contextlib
import logging
import os
import struct
import warnings
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from latentwalk.data.dataset import Dataset, Images, scaled, split
from latentwalk.errors import DataError
from latentwalk.files.bounded import check_regular_file
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from numpy.typing import NDArray

logging.getLogger("PIL").addHandler(logging.NullHandler())  # or Python prints its messages
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm")
FORMATS = ("PNG", "JPEG", "BMP", "DIB", "GIF", "TIFF", "WEBP", "PPM", "JPEG2000", "AVIF")
"""Formats that Pillow may try; for some others it runs external programs."""
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
GREY_MODES = {"1", "L", "LA", "I", "I;16", "F"}


def read_picture(path: Path, channels: int | None = None) -> NDArray[np.uint8]:
    """Read a picture file as pixels (h, w, c) uint8; transparent areas become black.

    Args:
        path: the file.
        channels: 1 (grey) or 3 (RGB); by default as in the file.

    Raises:
        DataError: the file is missing or not a picture.
    """
    return decode_picture(path, str(path), channels)


def decode_picture(
    source: Path | BinaryIO, name: str, channels: int | None = None
) -> NDArray[np.uint8]:
    """Decode a picture from a file or its content, as `read_picture`; `name` is for errors.

    Raises:
        DataError: as `read_picture`.
    """
    try:
        if isinstance(source, Path):
            check_regular_file(source)
        with _no_warnings() as quiet, Image.open(source, formats=_formats()) as file:
            if file.format == "TIFF":
                quiet.enter_context(_no_standard_error())
            if file.width * file.height > MAX_PIXELS:
                raise ValueError(
                    f"it has {file.width} x {file.height} pixels, more than {MAX_PIXELS:,}"
                )
            ImageOps.exif_transpose(file, in_place=True)  # phones record their orientation
            picture: Image.Image = file
            if channels is None:
                channels = 1 if picture.mode in GREY_MODES else 3
            if picture.mode in {"LA", "PA", "RGBA", "RGBa"} or "transparency" in picture.info:
                clear = _in_mode(picture, "RGBA")
                picture = Image.alpha_composite(Image.new("RGBA", clear.size, "black"), clear)
                del clear
            elif picture.mode.startswith("I"):  # 16 bits per pixel
                return _from_deep(np.asarray(picture), channels)
            array = np.asarray(_in_mode(picture, "L" if channels == 1 else "RGB"))
    except FileNotFoundError:
        raise DataError(f"{name} does not exist.") from None
    except _UNREADABLE as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        reason = " ".join(reason.split()).rstrip(".")
        raise DataError(f"Cannot read {name} as a picture: {reason}.") from error
    return array.reshape(*array.shape[:2], channels)


@cache
def _formats() -> tuple[str, ...]:
    """The formats that the installed Pillow supports."""
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


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


def _from_deep(values: NDArray[np.generic], channels: int) -> NDArray[np.uint8]:
    deep = np.clip(values, 0, 65535).astype(np.uint32)
    pixels = ((deep + 128) // 257).astype(np.uint8)  # rounded; there are no ties
    return np.repeat(pixels[..., None], channels, axis=2)


class Pictures:
    """The picture files of a folder and its subfolders, as a sequence that reads lazily."""

    def __init__(self, folder: Path) -> None:
        """Find the files.

        Raises:
            DataError: the folder has no pictures.
        """
        found = (path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
        paths = sorted(path for path in found if not _hidden(path.relative_to(folder)))
        if not paths:
            raise DataError(f"{folder} has no pictures ({', '.join(ENDINGS[:3])}, ...).")
        names = [_class(folder, path) for path in paths]
        self.paths = paths
        """The files, in order."""
        self.classes = tuple(sorted({*names} - {""}))
        """The names of the subfolders with pictures."""
        index = {name: label for label, name in enumerate(self.classes)} | {"": -1}
        self.labels = np.array([index[name] for name in names], dtype=np.int32)
        """(n,): indices into `classes`, -1 for a picture in the folder itself."""

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, row: int) -> NDArray[np.uint8]:
        """The pixels (h, w, c) of one picture.

        Raises:
            DataError: the picture cannot be read.
        """
        return read_picture(self.paths[row])


def load_folder(folder: Path, size: int | None = None) -> Dataset:
    """A folder of pictures as a data set; the names of subfolders are its classes.

    Pictures in the folder itself have no label. All are RGB if one of them has colour.

    Args:
        folder: the folder; subfolders are included.
        size: scale every picture to a square of this side; by default they must have one size.

    Raises:
        DataError: no pictures, an unreadable one, or pictures of different sizes.
    """
    files = Pictures(folder)
    rows = track(range(len(files)), "reading pictures", len(files))
    pictures = [files[row] for row in rows]
    channels = max(picture.shape[2] for picture in pictures)
    if size is not None:
        pictures = [scaled(picture[None], size, size)[0] for picture in pictures]
    _check_sizes(files.paths, pictures)
    pixels = np.stack([np.repeat(p, channels // p.shape[2], axis=2) for p in pictures])
    return split(folder.resolve().name, Images(pixels, files.labels), files.classes)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _class(folder: Path, path: Path) -> str:
    name = path.relative_to(folder).parts[0] if path.parent != folder else ""
    return os.fsencode(name).decode("utf-8", "replace")  # a manifest is UTF-8


def _check_sizes(paths: Sequence[Path], pictures: Sequence[NDArray[np.uint8]]) -> None:
    first = pictures[0].shape[:2]
    for path, picture in zip(paths, pictures, strict=True):
        if picture.shape[:2] != first:
            raise DataError(
                f"{path} is {picture.shape[0]} x {picture.shape[1]}, but {paths[0]} is "
                f"{first[0]} x {first[1]}: give --size to scale them all to one size."
            )
