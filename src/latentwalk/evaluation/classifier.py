"""The shipped MNIST classifier, whose features are used to compare images.

`benchmarks/classifier.py` trained it; its file has its accuracy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from latentwalk.infer.engine import OnnxEngine
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).with_name("classifier.onnx")
IMAGE = ImageSpec(28, 28)
"""Its input: grey images in [-1, 1]."""
CLASSES = tuple("0123456789")
LOGITS = "logits"
"""The name of its second output."""
FEATURES = 32
"""The size of its last hidden layer."""


class Reading(NamedTuple):
    """The classifier's outputs for n images."""

    features: NDArray[np.float32]
    """(n, 32), not negative: its last hidden layer."""
    logits: NDArray[np.float32]
    """(n, 10)."""


def read(pixels: NDArray[np.uint8]) -> Reading:
    """The features and logits of images (n, 28, 28, 1).

    Raises:
        DataError: images of another size.
    """
    return read_values(IMAGE.to_values(pixels))


def read_values(images: NDArray[np.float32]) -> Reading:
    """The features and logits of images (n, 1, 28, 28) with values in [-1, 1]."""
    return Reading(*_network()(images))


@cache
def _network() -> OnnxEngine:
    outputs = [(FEATURES,), (len(CLASSES),)]
    return OnnxEngine(FILE.read_bytes(), FILE.name, [IMAGE.shape], outputs)
