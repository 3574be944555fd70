"""A small data set with groups: bars of each class, drawn in the grey and thickness of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

GROUPS, CLASSES = 40, 4


def drawn(style: int, kind: int) -> NDArray[np.uint8]:
    """One image (8, 8)."""
    image = np.full((8, 8), 10, np.uint8)
    image[2 * kind : 2 * kind + 1 + style % 2] = 90 + 4 * style
    return image


def archive(folder: Path, name: str = "bars.npz") -> Path:
    """An archive of every class in every group, and more images of the first group."""
    pairs = [(style, kind) for style in range(GROUPS) for kind in range(CLASSES)] + [(0, 1)]
    labels, groups = (np.array(column) for column in zip(*((k, s) for s, k in pairs), strict=True))
    images = np.stack([drawn(*pair) for pair in pairs])
    names = np.array([f"style {group:02}" for group in groups])
    np.savez(folder / name, images=images, labels=labels, styles=names)
    return folder / name
