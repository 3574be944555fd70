"""Chooses the styles from all fonts of some packages, by rules; makes `styles.csv`.

1. A font has all 62 characters, none empty or larger than three ems, and does not call itself
   handwriting (PANOSE).
2. Its copyright or licence field names one of `LICENCES`, and not the GPL; if it names none, the
   package's copyright file does, for all files.
3. Of each family, the upright and the italic closest to weight 400, and to 700 from 600 on; plain
   widths before condensed, expanded or optical variants, then the shorter name of the style.
4. A reader that was trained on half of the families reads 85 % of the characters in the styles of
   the other half. This excludes symbols, blackletter, small capitals and most handwriting.
5. A style whose images equal an earlier one's, but for 1 % of the ink, is left out.
6. Families are kin if their names have the same first word, or the images of two styles differ by
   less than 5 % of the ink. Of the kin groups with up to twelve styles, some are held out at
   random, until a tenth of all styles is.

The fourth rule depends a little on the version of PyTorch and on the number of threads.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from recipes.typefaces.characters import CHARACTERS
from recipes.typefaces.collect import version_of
from recipes.typefaces.fonts import fonts_below, licence_in
from recipes.typefaces.reader import read, train_reader
from recipes.typefaces.render import draw_font
from recipes.typefaces.style import Style

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from recipes.typefaces.fonts import Font

VARIANT = (
    "cond|narrow|expand|wide|extend|compress|caps|caption|display|outline|swash|alt|infant|title|"
    "poster|subhead|shadow|inline|unicase|small"
)
LEGIBLE = 0.85
EQUAL, KIN = 0.01, 0.05
HELD_OUT = 0.1
LARGEST = 12


def survey(fonts: Path, packages: list[str]) -> list[Style]:
    """The chosen styles of all packages below a folder."""
    found: dict[str, dict[str, list[tuple[Font, str]]]] = defaultdict(lambda: defaultdict(list))
    for package in packages:
        stated = _licence_of(fonts / package)
        for font in fonts_below(fonts / package):
            licence = font.licence or stated
            if licence is not None:
                licensed = replace(font, licence=licence)
                found[key_of(font.family)][font.place].append((licensed, package))
    pairs = [
        min(candidates, key=lambda one: _order(one[0]))
        for _, places in sorted(found.items())
        for _, candidates in sorted(places.items())
    ]
    drawn = [draw_font(font.path) for font, _ in pairs]
    pairs = [pair for pair, images in zip(pairs, drawn, strict=True) if images is not None]
    images = np.stack([one for one in drawn if one is not None])
    families = [key_of(font.family) for font, _ in pairs]
    differences = relative_differences(images)
    kept = _different(np.flatnonzero(legible(images, families)), differences)
    words = [font.family.split()[0].lower() for font, _ in pairs]
    kin = _kin(kept, words, differences)
    held_out = _held_out(kin)
    versions = {package: version_of(package, fonts) for package in {pair[1] for pair in pairs}}
    return [
        Style(
            font.family,
            font.place,
            "test" if group in held_out else "train",
            str(font.licence),
            package,
            versions[package],
            str(font.path.relative_to(fonts / package)),
        )
        for (font, package), group in zip([pairs[index] for index in kept], kin, strict=True)
    ]


def key_of(family: str) -> str:
    """A family's name without case, spaces and signs."""
    return re.sub("[^a-z0-9]", "", family.lower())


def relative_differences(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The squared differences of styles' images at half size, relative to the lesser ink.

    Args:
        images: (n, 62, side, side), with an even side.

    Returns:
        (n, n); infinite on the diagonal.
    """
    n, count, side, _ = images.shape
    halves = images.reshape(n, count, side // 2, 2, side // 2, 2).mean((3, 5))
    values = halves.reshape(n, -1).astype(np.float32) / 255
    ink = np.square(values).sum(1)
    squared = np.maximum(ink[:, None] + ink - 2 * values @ values.T, 0)
    relative: NDArray[np.float32] = squared / np.minimum(ink[:, None], ink)
    np.fill_diagonal(relative, np.inf)
    return relative


def legible(images: NDArray[np.uint8], families: list[str]) -> NDArray[np.bool_]:
    """Which styles (n,) a reader can read that was trained on other families."""
    half = np.array([sum(map(ord, re.sub("[^a-z]", "", name)[:5])) % 2 for name in families])
    share = np.zeros(len(images))
    for part in (0, 1):
        said = read(train_reader(images[half != part], seed=0), images[half == part])
        share[half == part] = (said == np.arange(len(CHARACTERS))).mean(1)
    return share >= LEGIBLE


def _order(font: Font) -> tuple[bool, int, int, str]:
    variant = re.search(VARIANT, font.style, re.I) is not None
    target = 700 if font.place.startswith("bold") else 400
    return variant, abs(font.weight - target), len(font.style), str(font.path)


def _licence_of(package: Path) -> str | None:
    copyright_file = package / "usr/share/doc" / package.name / "copyright"
    if not copyright_file.exists():
        return None
    text = copyright_file.read_text(encoding="utf-8", errors="replace")
    stated = re.search(r"^Files: \*\n(?:.+\n)*?License: *(.+)", text, re.M)
    return licence_in(stated[1]) if stated else None


def _different(styles: NDArray[np.int64], differences: NDArray[np.float32]) -> list[int]:
    kept: list[int] = []
    for index in styles.tolist():
        if not (differences[index, kept] < EQUAL).any():
            kept.append(index)
    return kept


def _kin(kept: list[int], words: list[str], differences: NDArray[np.float32]) -> list[int]:
    """A group for each kept style: linked by their first word or by a small difference."""
    group = dict(zip(kept, kept, strict=True))
    for place, index in enumerate(kept):
        for other in kept[:place]:
            related = words[index] == words[other] or differences[index, other] < KIN
            if related and group[index] != group[other]:
                old, new = group[index], group[other]
                group = {one: new if its == old else its for one, its in group.items()}
    return list(group.values())


def _held_out(kin: list[int]) -> set[int]:
    sizes, chosen, count = Counter(kin), set[int](), 0
    for group in np.random.default_rng(0).permutation(list(dict.fromkeys(kin))).tolist():
        if count >= HELD_OUT * len(kin):
            break
        if sizes[group] <= LARGEST:
            chosen.add(group)
            count += sizes[group]
    return chosen
