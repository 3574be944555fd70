"""What the model's columns say about each style, as its font file states it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fontTools.ttLib import TTFont

from recipes.typefaces.fonts import read_font

if TYPE_CHECKING:
    from pathlib import Path

    from recipes.typefaces.style import Style

NAMED = {
    "sans": r"\b(sans|gothic|grotesk)\b",
    "serif": r"\b(serif|slab|roman|antykwa|garamond|bodoni|baskerville|caslon|didot)\b",
}
"""Words of a family's name that tell its serifs."""
LATIN_TEXT = 2
"""The family kind of the PANOSE numbers for which the next number tells the serifs."""
SERIF, SANS = range(2, 11), range(11, 16)
"""PANOSE serif styles: cove to triangle, and normal sans to rounded."""


def facts_of(styles: list[Style], fonts: Path) -> dict[str, list[Any]]:
    """The columns of the styles, one value for each.

    `weight` is the OS/2 table's (400 is regular, 700 bold), `slant` the angle from the vertical in
    degrees, `serifs` what the PANOSE numbers or the family's name say (None if neither does),
    `width` the advance of the letters from a to z as a multiple of the height of x.
    """
    rows = [_facts(style, style.file(fonts)) for style in styles]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _facts(style: Style, path: Path) -> dict[str, Any]:
    font = read_font(path)
    if font is None:
        raise ValueError(f"{path} cannot be read.")
    with TTFont(path, lazy=True) as file:
        panose = file["OS/2"].panose
        glyphs, metrics = file.getBestCmap(), file["hmtx"].metrics
        advance = sum(metrics[glyphs[code]][0] for code in range(ord("a"), ord("z") + 1)) / 26
        height = getattr(file["OS/2"], "sxHeight", 0)
        angle = -float(file["post"].italicAngle)
        fixed = len({metrics[glyphs[ord(letter)]][0] for letter in "ilmw"}) == 1
    stated = panose.bSerifStyle if panose.bFamilyType == LATIN_TEXT else 0
    by_name = (kind for kind, words in NAMED.items() if re.search(words, style.family, re.I))
    serifs = "serif" if stated in SERIF else "sans" if stated in SANS else next(by_name, None)
    return {
        "family": style.family,
        "weight": font.weight,
        "slant": round(angle, 2) + 0.0 if abs(angle) < 45 else None,
        "italic": "italic" in style.style,
        "serifs": serifs,
        "width": round(advance / height, 3) if height > 0 else None,
        "monospaced": fixed,
        "licence": style.licence,
        "split": style.split,
    }
