"""Files of originals, right and wrong."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.originals.index import HEAD, MAGIC
from latentwalk.originals.spool import Spool
from latentwalk.originals.writing import to_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output


def written(output: Output, samples: NDArray[Any]) -> bytes:
    """A file of samples: pixels (n, h, w, c) uint8, or (n, *shape) float32."""
    spool = Spool(output)
    spool.add_stored(samples)
    return to_bytes(spool, output)


def index_of(content: bytes) -> dict[str, Any]:
    """The index of a file, read without the package."""
    (length,) = struct.unpack_from("<I", content, len(MAGIC))
    return dict(json.loads(content[HEAD : HEAD + length]))


def with_index(content: bytes, **changes: Any) -> bytes:
    """The same file with other values in its index."""
    (length,) = struct.unpack_from("<I", content, len(MAGIC))
    text = json.dumps(index_of(content) | changes).encode()
    return MAGIC + struct.pack("<I", len(text)) + text + content[HEAD + length :]


def smooth(n: int, side: int, channels: int) -> NDArray[np.uint8]:
    """Pictures of gradients with a little noise, as photographs have."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:side, :side] / side
    waves = rng.uniform(1, 4, (n, 1, 1, channels, 2))
    values = np.sin(waves[..., 0] * x[..., None]) + np.cos(waves[..., 1] * y[..., None])
    noisy = 128 + 60 * values + rng.normal(0, 2, values.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)
