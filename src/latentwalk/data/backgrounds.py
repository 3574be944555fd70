"""Lays transparent pictures on a background that their ink stands out from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from latentwalk.data.findings import Findings

MIDDLE = 127.5
"""Ink that is darker than this on average is dark."""
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def flattened(
    picture: Image.Image,
    name: str,
    colour: tuple[int, int, int] | None,
    findings: Findings,
) -> Image.Image:
    """Lay a picture on a background.

    Args:
        picture: RGBA.
        name: its name.
        colour: the background; None for white behind dark ink and black behind light ink, which
            is counted among the findings.
        findings: counts pictures.

    Returns:
        The picture, opaque RGBA.
    """
    if colour is None:
        colour = _chosen(picture, name, findings)
    return Image.alpha_composite(Image.new("RGBA", picture.size, (*colour, 255)), picture)


def _chosen(picture: Image.Image, name: str, findings: Findings) -> tuple[int, int, int]:
    """White if the mean luma of the ink, weighted by its opacity, is dark; else black."""
    opacity = np.asarray(picture.getchannel("A"))
    if opacity.min(initial=255) == 255 or not opacity.any():
        return BLACK  # nothing shows through, or there is no ink
    luma = np.asarray(picture.convert("RGB").convert("L"))
    dark = np.average(luma, weights=opacity) < MIDDLE
    ink, ground = ("dark", "white") if dark else ("light", "black")
    findings.add(
        f"with a transparent background: laid on {ground}, because the ink is {ink} (--background "
        "overrides this)",
        name,
    )
    return WHITE if dark else BLACK
