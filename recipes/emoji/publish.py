"""Writes the model folder of a trained model with presets and what it was made from."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import latentwalk
from latentwalk.folder.about import KEY, About
from latentwalk.folder.manifest import HISTORY
from latentwalk.folder.model_folder import write_folder

if TYPE_CHECKING:
    from pathlib import Path

PRESETS = {
    "grinning face": "grin",
    "red heart": "heart",
    "tiger face": "tiger",
    "sunflower": "sunflower",
    "tangerine": "tangerine",
    "pizza": "pizza",
    "automobile": "car",
    "frog": "frog",
    "soccer ball": "ball",
    "blue book": "book",
    "flag: Japan": "Japan",
    "flag: Italy": "Italy",
}
"""Emoji whose points become presets, and the names of these."""
START = "sunflower"
ABOUT = About(
    text="1,870 emoji in 32 dimensions: lay a path from a face to a fruit, and look which groups "
    "the map keeps together.",
    licence="MIT; images Apache 2.0, Google's Noto Emoji",
)
"""What the gallery says of it."""
FROM = "Google, Noto Color Emoji 2.042: images Apache 2.0, font SIL OFL 1.1"
LISTED = "Unicode, emoji-test.txt 15.0, Unicode License"


def publish(source: Path, out: Path, font: Path) -> None:
    """Write the model folder `out` from what `latentwalk train` wrote.

    Args:
        source: the trained model.
        out: the folder to write.
        font: the font that the images were drawn from.
    """
    model = latentwalk.open(source)
    folder, atlas, columns = model.folder, model.atlas, model.columns
    if atlas is None or columns is None:
        raise ValueError(f"{source} has no encoded emoji with columns: train with --columns.")
    place = {name: row for row, name in enumerate(columns["name"].objects())}
    presets = {
        short: tuple(round(float(value), 4) for value in atlas.mean[place[name]])
        for name, short in PRESETS.items()
    }
    provenance = {KEY: ABOUT.to_json(), **folder.manifest.provenance}
    provenance["data"] = {
        **provenance["data"],
        "from": FROM,
        "names": LISTED,
        "font_sha256": hashlib.sha256(font.read_bytes()).hexdigest(),
    }
    manifest = replace(
        folder.manifest, name="emoji", presets=presets, start=START, provenance=provenance
    )
    files = {name: folder.content(name) for name in folder.manifest.files if name != HISTORY}
    write_folder(out, manifest, files)
