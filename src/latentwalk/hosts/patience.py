"""How long the server waits for those at the other end, and for how many.

uvicorn waits without end for a request that has begun, and for a client that reads no answer. Its
protocols are given a watch here: each looks now and then whether anything moved, and if not, lets
the connection go with all that it held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    import asyncio

MOST_CONNECTIONS = 800
"""At once. Below the 1,024 files that many systems let a process hold."""
PATIENCE = 15.0
"""Seconds between two looks at a connection."""
LEAST_BYTES = 16 * 1024
"""That must move, either way, between two looks."""


class PatientHTTP(H11Protocol):
    """HTTP that waits for a request, its body, and the reading of its answer, but not for ever."""

    _watch: asyncio.TimerHandle | None = None
    _seen: Any = None  # the request at the last look
    _came = 0  # bytes since the last look
    _unread: int | None = None  # bytes at the last look, if nothing could be written since

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._watch = self.loop.call_later(PATIENCE, self._look)

    def data_received(self, data: bytes) -> None:
        """Count what comes."""
        self._came += len(data)
        super().data_received(data)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand over to the WebSocket, which has a watch of its own."""
        self._end_watch()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the watch."""
        self._end_watch()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Note that the client reads."""
        self._unread = None
        super().resume_writing()

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    def _look(self) -> None:
        cycle, unread = self.cycle, self.transport.get_write_buffer_size()
        same = cycle is self._seen
        between = cycle is None or cycle.response_complete
        slow = not between and cycle.more_body and self._came < LEAST_BYTES
        stuck = self._unread is not None and unread > self._unread - LEAST_BYTES
        if (same and (between or slow)) or stuck:
            self.transport.abort()
            return
        self._seen, self._came = cycle, 0
        self._unread = unread if self.flow.write_paused else None
        self._watch = self.loop.call_later(PATIENCE, self._look)


class PatientWebSocket(WebSocketsSansIOProtocol):
    """A WebSocket whose client must read what it asked for."""

    _watch: asyncio.TimerHandle | None = None
    _unread: int | None = None  # bytes at the last look, if nothing could be written since

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to watch."""
        super().connection_made(transport)
        self._watch = self.loop.call_later(PATIENCE, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the watch."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Note that the client reads."""
        self._unread = None
        super().resume_writing()

    async def send(self, message: Any) -> None:
        """Send, and return when the client has read most of it: what was sent holds memory."""
        await super().send(message)
        await self.writable.wait()

    def _look(self) -> None:
        unread = self.transport.get_write_buffer_size()
        if self._unread is not None and unread > self._unread - LEAST_BYTES:
            self.transport.abort()
            return
        self._unread = None if self.writable.is_set() else unread
        self._watch = self.loop.call_later(PATIENCE, self._look)
