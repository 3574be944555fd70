"""Fair turns for clients that decode on the server, and a bound on the memory of their replies."""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MAX_REPLY_BYTES = 256 * 2**20
"""Bytes of large replies that are being made or have not been read by their clients."""
SMALL_REPLY = 256 * 1024
"""Bytes of a reply that is exempt from that bound."""


class Turns:
    """First come, first served: limits how many networks run at once.

    A client has one request running and queues for its next turn behind all that wait, so a client
    with many requests does not delay one with few.
    """

    def __init__(self, at_once: int | None = None) -> None:
        self._free = asyncio.Semaphore(at_once or os.cpu_count() or 1)
        self._bytes = 0
        self._read = asyncio.Condition()

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it."""
        async with self._free:
            yield

    @contextlib.asynccontextmanager
    async def room(self, size: int) -> AsyncIterator[None]:
        """Wait until a reply of `size` bytes fits into the bound, and hold that much of it."""
        if size <= SMALL_REPLY:
            yield
            return
        async with self._read:
            await self._read.wait_for(lambda: self._bytes + size <= MAX_REPLY_BYTES)
            self._bytes += size
        try:
            yield
        finally:
            self._bytes -= size
            async with self._read:
                self._read.notify_all()
