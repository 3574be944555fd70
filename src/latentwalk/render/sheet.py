"""Sheets: many images in one picture, in rows."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from latentwalk.errors import OutputError
from latentwalk.files.atomic import replacing
from latentwalk.outputs.checkerboard import opaque

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MAX_PIXELS = 200_000_000
"""The largest number of pixels of a picture, to bound the memory."""
FORMATS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")

WITH_ALPHA = (".png", ".webp", ".tif", ".tiff")
"""Of these, those that keep alpha."""


def picture(pixels: NDArray[np.uint8], scale: int = 1, *, smooth: bool = False) -> Image.Image:
    """An image (h, w, c) uint8 as a Pillow picture, enlarged by `scale`.

    Args:
        pixels: c = 1 (grey) or 3 (RGB), or 2 or 4 with alpha.
        scale: a whole factor.
        smooth: bicubic instead of pixel-exact.

    Raises:
        OutputError: the picture would be too large.
    """
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    if scale == 1:
        return image
    if image.width * image.height * scale**2 > MAX_PIXELS:
        raise OutputError(
            f"Enlarged {scale} times, the picture would have {image.width * scale} x "
            f"{image.height * scale} pixels: choose a smaller --scale, or fewer images."
        )
    method = Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST
    return image.resize((image.width * scale, image.height * scale), method)


def sheet(pixels: NDArray[np.uint8], columns: int | None = None, gap: int = 2) -> NDArray[np.uint8]:
    """Arrange n images in rows, from the top left.

    Args:
        pixels: (n, h, w, c) uint8, n >= 1.
        columns: images per row; by default the sheet is nearly square.
        gap: black pixels between two images, transparent ones if they have alpha.

    Returns:
        (height, width, c) uint8.
    """
    n, height, width, channels = pixels.shape
    columns = columns or math.ceil(math.sqrt(n))
    rows = math.ceil(n / columns)
    cells = np.zeros((rows * columns, height + gap, width + gap, channels), dtype=np.uint8)
    cells[:n, :height, :width] = pixels
    grid = cells.reshape(rows, columns, *cells.shape[1:]).swapaxes(1, 2)
    whole = grid.reshape(rows * (height + gap), columns * (width + gap), channels)
    return whole[: whole.shape[0] - gap, : whole.shape[1] - gap]


def png(image: Image.Image) -> bytes:
    """An image as a PNG file."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def write_picture(path: Path, image: Image.Image) -> None:
    """Write a picture atomically; the ending chooses the format. Alpha that it lacks is drawn.

    Raises:
        OutputError: an unknown ending, a picture too large for the format, or a file that cannot be
            written.
    """
    check_picture(path)
    if image.mode in {"LA", "RGBA"} and path.suffix.lower() not in WITH_ALPHA:
        image = Image.fromarray(opaque(np.asarray(image)).squeeze())
    with replacing(path) as temporary:
        try:
            image.save(temporary)
        except ValueError as error:
            raise OutputError(f"Cannot write {path} as {path.suffix}: {error}.") from error


def check_picture(path: Path) -> None:
    """Check early whether a picture can be written to `path`.

    Raises:
        OutputError: the ending is not that of a picture format.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputError(f"{path} must end in {' or '.join(FORMATS)}, which chooses the format.")
