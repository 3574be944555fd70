"""Measures a trained model, and writes its model folder with what it was made from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

import latentwalk
from latentwalk.evaluation import by_columns
from latentwalk.folder.about import KEY, About
from latentwalk.folder.manifest import HISTORY
from latentwalk.folder.model_folder import write_folder

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.columns.columns import Columns
    from latentwalk.evaluation import ColumnMeasures

MODELS = {
    "shapes": About(
        text="Coloured shapes with known factors: each slider changes place, colour and form at "
        "once; compare it with shapes-tc.",
        licence="MIT",
    ),
    "shapes-tc": About(
        text="The same shapes, with a price on sliders that tell of each other: here row, column, "
        "hue and size have one each.",
        licence="MIT",
    ),
}
"""The models, and what the gallery says of them."""
PRESETS = {
    "red": ("square", 0.0, 0.5, 0.5),
    "yellow": ("triangle", 0.17, 0.35, 0.4),
    "green": ("ellipse", 0.36, 0.65, 0.45),
    "blue": ("square", 0.62, 0.4, 0.6),
    "violet": ("triangle", 0.74, 0.6, 0.55),
}
"""Shape, hue, and column and row as shares of the image: the nearest encoded item is a preset."""
START = "yellow"
SEED = 0
"""Of the error of the gap; `latentwalk evaluate` has the same."""


def publish(name: str, source: Path, out: Path) -> ColumnMeasures:
    """Write the model folder `out` from what `latentwalk train` wrote, and return its MIG."""
    model = latentwalk.open(source)
    folder, atlas, columns = model.folder, model.atlas, model.columns
    if atlas is None or columns is None:
        raise ValueError(f"{source} has no encoded images with columns: train with --columns.")
    gap = by_columns(atlas, columns, np.random.default_rng([SEED, 5]))
    if gap is None:
        raise ValueError(f"{source} has too few encoded images: train with a larger --atlas.")
    provenance = {KEY: MODELS[name].to_json(), **folder.manifest.provenance}
    provenance["metrics"] = {
        **provenance["metrics"],
        "mig": {
            "mean": round(gap.mig, 4),
            "error": round(gap.mig_error, 4),
            "by_column": {
                column: round(share, 4)
                for column, share in zip(gap.names, gap.mig_by_column, strict=True)
            },
        },
    }
    presets = {
        preset: tuple(round(float(value), 4) for value in atlas.mean[nearest(columns, *wanted)])
        for preset, wanted in PRESETS.items()
    }
    manifest = replace(
        folder.manifest, name=name, presets=presets, start=START, provenance=provenance
    )
    files = {file: folder.content(file) for file in folder.manifest.files if file != HISTORY}
    write_folder(out, manifest, files)
    return gap


def nearest(columns: Columns, shape: str, hue: float, x: float, y: float) -> int:
    """The encoded item of a shape that is nearest to a hue and a place."""
    kinds, side = columns["shape"], 64
    off = [
        (columns["hue"].values - hue) / 0.1,
        columns["x"].values / side - x,
        columns["y"].values / side - y,
        (columns["angle"].values - 10) / 100,
        (columns["size"].values - 13) / 10,
    ]
    distance = np.square(off).sum(axis=0)
    distance[kinds.values != kinds.categories.index(shape)] = np.inf
    return int(distance.argmin())
