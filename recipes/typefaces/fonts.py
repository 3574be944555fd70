"""What a font file says about itself: its family, its weight, its slant, its licence."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont, TTLibError

from recipes.typefaces.characters import CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LICENCES = {
    "OFL-1.1": r"open font licen[cs]e|scripts\.sil\.org/ofl|openfontlicense\.org|\bOFL\b|\bSIL-1",
    "Apache-2.0": r"apache licen[cs]e|apache\.org/licenses|^apache-2",
    "LPPL-1.3c": r"gust font licen[cs]e|latex project public licen[cs]e|\bLPPL\b",
    "Bitstream-Vera": r"vera fonts? copyright|bitstream vera is a trademark|^bitstream-vera",
    "BSD-3-Clause": r"redistribution and use in source and binary forms|^bsd-3",
    "MIT": r"permission is hereby granted, free of charge, to any person|^mit$|^expat$",
}
"""Licences that allow to use, change and pass on fonts, and the words that name them."""
SCRIPT = 3
"""The family kind of handwriting in the PANOSE numbers of Latin text fonts; 2 is text."""
ENDINGS = (".ttf", ".otf")
_FAULTY = (TTLibError, KeyError, AttributeError, AssertionError, ValueError, OSError, struct.error)


@dataclass(frozen=True)
class Font:
    """One font file."""

    path: Path
    family: str
    """Its typographic family."""
    style: str
    """Its name within the family."""
    weight: int
    """100 to 1000; 400 is regular, 700 bold."""
    italic: bool
    licence: str | None
    """The licence that it states, None if none of `LICENCES`."""

    @property
    def place(self) -> str:
        """Which of a family's four styles it may be."""
        bold = "bold" if self.weight >= 600 else "regular"
        return f"{bold} italic" if self.italic else bold


def fonts_below(folder: Path) -> Iterator[Font]:
    """The fonts below a folder that have all characters and are not handwriting."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in ENDINGS and not path.is_symlink():
            font = read_font(path)
            if font is not None:
                yield font


def read_font(path: Path) -> Font | None:
    """Read a font; None if it is faulty, lacks a character, or is handwriting by its own word."""
    try:
        with TTFont(path, lazy=True) as file:
            if not set(map(ord, CHARACTERS)) <= set(file.getBestCmap() or ()):
                return None
            names, sizes = file["name"], file["OS/2"]
            if sizes.panose.bFamilyType == SCRIPT:
                return None
            family = names.getBestFamilyName() or ""
            style = names.getBestSubFamilyName() or ""
            licence = " ".join(filter(None, map(names.getDebugName, (0, 13, 14))))
            slanted = bool(sizes.fsSelection & 1) or file["post"].italicAngle != 0
            weight = _weight(int(sizes.usWeightClass), style)
    except _FAULTY:
        return None
    italic = slanted or re.search("ital|obli|slant", style, re.I) is not None
    return Font(path, family.strip(), style.strip(), weight, italic, licence_in(licence))


def licence_in(text: str) -> str | None:
    """The licence that a text names."""
    if re.search(r"\bA?GPL|general public licen[cs]e", text, re.I):
        return None
    found = (name for name, words in LICENCES.items() if re.search(words, text, re.I))
    return next(found, None)


def _weight(stated: int, style: str) -> int:
    """The weight; some files say 400 whatever their name says."""
    for words, weight in ((r"semi ?bold|demi", 600), (r"bold|heavy|black", 700)):
        if stated < 600 and re.search(words, style, re.I):
            return weight
    return stated
