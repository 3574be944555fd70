"""Sheets: many small images of the same size in one WebP picture, row by row."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray


def packed(pixels: NDArray[np.uint8], across: int, quality: int | None) -> bytes:
    """Images as one WebP picture.

    Args:
        pixels: (k, h, w, c) uint8, with 1 to 4 channels: grey or RGB, and alpha.
        across: the images in a row; missing ones at the end are black.
        quality: 1 to 100; None for lossless, which keeps every number.
    """
    k, height, width, channels = pixels.shape
    down = -(-k // across)
    cells = np.zeros((down * across, *pixels.shape[1:]), np.uint8)
    cells[:k] = pixels
    whole = cells.reshape(down, across, height, width, channels).swapaxes(1, 2)
    whole = whole.reshape(down * height, across * width, channels)
    if channels < 3:
        whole = np.concatenate([np.repeat(whole[..., :1], 3, 2), whole[..., 1:]], axis=2)
    buffer = BytesIO()
    picture = Image.fromarray(whole, "RGBA" if whole.shape[2] == 4 else "RGB")
    if quality is None:  # a higher effort saves 2% in a hundred times the time
        picture.save(buffer, "WEBP", lossless=True, method=1, quality=20, exact=True)
    else:
        picture.save(buffer, "WEBP", quality=quality, method=2)
    return buffer.getvalue()


def unpacked(
    content: bytes, count: int, across: int, shape: tuple[int, int, int]
) -> NDArray[np.uint8]:
    """The images of a sheet, (count, h, w, c) uint8.

    Raises:
        ValueError: it is no WebP picture, or one of another size.
    """
    height, width, channels = shape
    down = -(-count // across)
    try:
        with Image.open(BytesIO(content), formats=("WEBP",)) as picture:
            if picture.size != (across * width, down * height):  # before a pixel is decoded
                raise ValueError(
                    f"a sheet is {picture.size[0]} x {picture.size[1]} pixels, not "
                    f"{across * width} x {down * height}"
                )
            whole = np.asarray(picture.convert("RGB" if channels % 2 else "RGBA"))
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError("a sheet is no WebP picture, or is damaged") from None
    if channels < 3:
        whole = np.concatenate([whole[..., :1], whole[..., 3:]], axis=2)
    cells = whole.reshape(down, height, across, width, channels).swapaxes(1, 2)
    return np.ascontiguousarray(cells.reshape(-1, *shape)[:count])
