"""Request frames of the decode WebSocket, for tests."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def frame(number: int, lane: int, z: np.ndarray, *, exact: bool = False) -> bytes:
    count = len(z) + (2**31 if exact else 0)
    return struct.pack("<3I", number, lane, count) + z.astype("<f4").tobytes()
