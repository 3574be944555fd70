"""Models whose networks are Python functions, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import latentwalk
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import ModelFolder
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.infer.engine import Network


MANIFEST = Manifest("waves", 2, ImageSpec(4, 4, 3, 0.0, 1.0))
"""Of a model without any file."""


def waves(z: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    images = np.broadcast_to(1 / (1 + np.exp(-z[:, 0])), (3, 4, 4, len(z)))
    return [np.moveaxis(images, -1, 0)]


def lived(decoder: Network = waves, encoder: Network | None = None) -> latentwalk.Model:
    folder = ModelFolder(Path("nowhere"), MANIFEST)
    return latentwalk.Model(folder, decoder=decoder, encoder=encoder)
