"""Request frames of the decode WebSocket, for tests."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def frame(number: int, lane: int, z: np.ndarray) -> bytes:
    return struct.pack("<3I", number, lane, len(z)) + z.astype("<f4").tobytes()
