"""Fits pictures into a model's size: one rule for every command, and the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.data.findings import Findings
    from latentwalk.data.picture_options import Fit, PictureOptions

Box = tuple[float, float, float, float]


def scaled(
    pixels: NDArray[np.uint8], height: int, width: int, box: Box | None = None
) -> NDArray[np.uint8]:
    """Scale images (n, h, w, c), bicubic, or Lanczos if a side shrinks.

    Args:
        pixels: the images.
        height: rows of the result.
        width: columns of the result.
        box: (left, top, right, bottom): the part of each image to scale; by default all of it.
    """
    rows, columns = pixels.shape[1:3]
    if (rows, columns) == (height, width) and box is None:
        return pixels
    left, top, right, bottom = box or (0, 0, columns, rows)
    shrinks = height < bottom - top or width < right - left
    method = Image.Resampling.LANCZOS if shrinks else Image.Resampling.BICUBIC
    grey = pixels.shape[3] == 1
    out = np.empty((len(pixels), height, width, pixels.shape[3]), dtype=np.uint8)
    for row, image in enumerate(pixels):
        picture = Image.fromarray(image[..., 0] if grey else image)
        picture = picture.resize((width, height), method, box)
        out[row] = np.asarray(picture).reshape(out.shape[1:])
    return out


def framed(
    pixels: NDArray[np.uint8],
    height: int,
    width: int,
    fit: Fit,
    findings: Findings | None = None,
    name: str = "",
) -> NDArray[np.uint8]:
    """Scale images (n, h, w, c) to a size.

    Args:
        pixels: the images.
        height: rows of the result.
        width: columns of the result.
        fit: `crop` takes the largest centred part with the aspect ratio of the result, as the page
            does; `squash` takes all of it.
        findings: counts the images that were cropped, if any.
        name: the image's name.
    """
    box = None if fit == "squash" else centre(pixels.shape[1], pixels.shape[2], height, width)
    if box is not None and findings is not None:
        findings.add(
            "of another aspect ratio than the model's: cropped to the middle (--fit squash keeps "
            "all of it)",
            name,
        )
    return scaled(pixels, height, width, box)


def centre(rows: int, columns: int, height: int, width: int) -> Box | None:
    """The largest centred part with another aspect ratio; None if that is the whole."""
    if rows * width == columns * height:
        return None
    scale = max(width / columns, height / rows)
    across, down = min(columns, width / scale), min(rows, height / scale)
    left, top = (columns - across) / 2, (rows - down) / 2
    return left, top, left + across, top + down


def oriented(pixels: NDArray[np.uint8], options: PictureOptions) -> NDArray[np.uint8]:
    """Images (n, h, w, c), transposed and mirrored as the options say."""
    if options.transpose:
        pixels = pixels.transpose(0, 2, 1, 3)
    if options.mirror:
        pixels = pixels[:, :, ::-1]
    return np.ascontiguousarray(pixels)
