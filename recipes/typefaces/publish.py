"""Judges a trained model, and writes its model folder with what it was made from."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np

import latentwalk
from latentwalk.columns.writing import to_bytes
from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions
from latentwalk.data.item_columns import table_of
from latentwalk.folder.about import KEY, About
from latentwalk.folder.manifest import COLUMNS
from latentwalk.folder.model_folder import write_folder
from recipes.typefaces.characters import CHARACTERS
from recipes.typefaces.facts import facts_of
from recipes.typefaces.judge import Judgement, judge
from recipes.typefaces.style import LIST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from recipes.typefaces.style import Style

PRESETS = (
    "Open Sans, regular",
    "Lato, bold",
    "EB Garamond, regular",
    "Libertinus Serif, regular italic",
    "Playfair Display, regular",
    "Roboto Slab, bold",
    "Courier Prime, regular",
    "Inter, regular italic",
    "Comfortaa, regular",
    "Yanone Kaffeesatz, regular",
)
"""The styles whose points become presets."""
CONDITION = "character"
FIRST = "g"
"""The character that is shown first, """
START = "Lato, bold"
"""and its style."""

ABOUT = About(
    text="Every point is a typeface: walk from thin to bold and from sans to serif, in any letter "
    "or digit.",
    licence="MIT; fonts under free licences",
)
"""What the gallery says of it."""


def publish(
    source: Path, out: Path, styles: list[Style], images: NDArray[np.uint8], fonts: Path
) -> Judgement:
    """Write the model folder `out` from a trained one.

    Args:
        source: what `latentwalk train` wrote.
        out: the folder to write.
        styles: the listed styles.
        images: theirs, (n, 62, side, side).
        fonts: the folder with their files.
    """
    model = latentwalk.open(source)
    folder, atlas = model.folder, model.atlas
    if atlas is None or atlas.file is None:
        raise ValueError(f"{source} has no atlas with the names of styles.")
    held_out = [number for number, style in enumerate(styles) if style.split == "test"]
    trained = [number for number, style in enumerate(styles) if style.split == "train"]
    judgement = judge(model, images[trained], images[held_out])
    place = {name: number for number, name in enumerate(atlas.file)}
    presets = {
        short(name): tuple(round(float(value), 4) for value in atlas.mean[place[name]])
        for name in PRESETS
    }
    provenance = {KEY: ABOUT.to_json(), **folder.manifest.provenance}
    provenance["metrics"] = {**provenance["metrics"], "reader": asdict(judgement)}
    provenance["fonts"] = _fonts(styles)
    manifest = replace(
        folder.manifest,
        presets=presets,
        start=short(START),
        provenance=provenance,
        conditions=Conditions((Category(CONDITION, tuple(CHARACTERS), CHARACTERS.index(FIRST)),)),
    )
    files = {name: folder.content(name) for name in folder.manifest.files}
    write_folder(out, manifest, files | {COLUMNS: columns_of(styles, fonts, atlas.file)})
    return judgement


def columns_of(styles: list[Style], fonts: Path, names: Sequence[str]) -> bytes:
    """The columns of the atlas, whose items have the styles' names, as a file."""
    place = {style.name: number for number, style in enumerate(styles)}
    table = table_of(facts_of(styles, fonts))
    return to_bytes(table.taken(np.array([place[name] for name in names]))[0])


def short(name: str) -> str:
    """The name of a preset: `Lato bold`, and for a regular style `Lato` or `Lato italic`."""
    return name.replace(",", "").replace(" regular", "")


def _fonts(styles: list[Style]) -> dict[str, object]:
    """The families by licence, and the exact list."""
    families: dict[str, set[str]] = defaultdict(set)
    for style in styles:
        families[style.licence].add(style.family)
    return {
        "list": "recipes/typefaces/styles.csv",
        "sha256": hashlib.sha256(LIST.read_bytes()).hexdigest(),
        "styles": len(styles),
        "families": {name: sorted(found) for name, found in sorted(families.items())},
    }
