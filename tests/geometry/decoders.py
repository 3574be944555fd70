"""Models whose decoders are functions with known geometries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import latentwalk
from latentwalk.folder.atlas import Atlas
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import ModelFolder
from latentwalk.outputs.values import ValuesSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def decoding(
    function: Callable[[NDArray[Any]], NDArray[Any]], d: int, size: int, data: Any = None
) -> latentwalk.Model:
    """A model that decodes points (n, d) by a function in float64, with encoded data (n, d)."""
    names = tuple(f"v{i}" for i in range(size))
    folder = ModelFolder(Path("nowhere"), Manifest("known", d, ValuesSpec(names)))

    def decoder(z: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        return [function(z.astype(np.float64)).astype(np.float32)]

    model = latentwalk.Model(folder, decoder=decoder)
    model.__dict__["atlas"] = None if data is None else encoded(np.asarray(data, np.float32))
    return model


def encoded(mean: NDArray[np.float32]) -> Atlas:
    n = len(mean)
    return Atlas(
        mean, np.zeros_like(mean), label=np.full(n, -1, np.int32), split=np.zeros(n, np.uint8),
        error=np.zeros(n, np.float32),
    )  # fmt: skip


PLANE = np.random.default_rng(3).normal(size=(2, 5))


def plane(z: NDArray[Any]) -> NDArray[Any]:
    return z @ PLANE


def cylinder(z: NDArray[Any]) -> NDArray[Any]:
    """The height is stretched, so that straight lines are not even."""
    return np.stack([np.cos(z[:, 0]), np.sin(z[:, 0]), np.sinh(z[:, 1])], axis=1)


def sphere(z: NDArray[Any]) -> NDArray[Any]:
    """Of longitude and latitude."""
    longitude, latitude = z.T
    return np.stack(
        [
            np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ],
        axis=1,
    )  # fmt: skip


def constant(z: NDArray[Any]) -> NDArray[Any]:
    return np.ones((len(z), 4))
