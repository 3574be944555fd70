"""Pictures on disk, as files and as Parquet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pyarrow
import pyarrow.parquet
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def noise(count: int, seed: int = 0) -> NDArray[np.uint8]:
    """Pictures of noise: (n, 8, 8) uint8."""
    return np.random.default_rng(seed).integers(0, 256, (count, 8, 8), dtype=np.uint8)


def png(pixels: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def write_table(
    path: Path, images: list[object], group: int = 100, **columns: object
) -> pyarrow.Table:
    """A Parquet file with a column `image`, in row groups of `group`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pyarrow.table({"image": images, **columns})
    pyarrow.parquet.write_table(table, path, row_group_size=group)
    return table


def write_folder(folder: Path, pixels: NDArray[np.uint8], names: tuple[str, ...]) -> None:
    """A folder with a subfolder for each name, the pictures dealt out among them in turn."""
    for index, image in enumerate(pixels):
        path = folder / names[index % len(names)] / f"{index:05}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(image))
