"""Draws the listed styles into the archive that `latentwalk train --group styles` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from recipes.typefaces.characters import CHARACTERS
from recipes.typefaces.render import draw_font

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from recipes.typefaces.style import Style


def draw_styles(styles: list[Style], fonts: Path) -> NDArray[np.uint8]:
    """The images of styles: (n, 62, side, side).

    Raises:
        ValueError: a font cannot be drawn.
    """
    drawn = []
    for style in styles:
        images = draw_font(style.file(fonts))
        if images is None:
            raise ValueError(f"{style.file(fonts)} cannot be drawn: is it the listed version?")
        drawn.append(images)
    return np.stack(drawn)


def write_archive(styles: list[Style], images: NDArray[np.uint8], path: Path) -> None:
    """Write the archive, with the split of the list."""
    arrays: dict[str, Any] = {}
    for split in ("train", "test"):
        chosen = [number for number, style in enumerate(styles) if style.split == split]
        names = np.array([styles[number].name for number in chosen])
        arrays[f"images_{split}"] = images[chosen].reshape(-1, *images.shape[2:])
        arrays[f"labels_{split}"] = np.tile(np.array(list(CHARACTERS)), len(chosen))
        arrays[f"styles_{split}"] = np.repeat(names, len(CHARACTERS))
    np.savez(path, **arrays)
