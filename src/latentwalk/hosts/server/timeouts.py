"""Timeouts for stalled clients, and a limit on their number.

uvicorn waits without limit for the rest of a request, and for a client that does not read its
reply. These protocols check each connection every `INTERVAL` seconds and drop it, with the memory
it holds, if it made no progress between two checks.

They override uvicorn's internal protocol classes. `pyproject.toml` therefore limits uvicorn's
version, and `tests/hosts/server/test_timeouts.py` fails if the internals change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

MAX_CONNECTIONS = 800
"""Connections at one time; below the 1,024 files that many systems let a process open."""
INTERVAL = 15.0
"""Seconds between two checks of a connection."""
MIN_BYTES = 16 * 1024
"""Bytes that count as progress between two checks, in either direction."""


class TimedHTTP(H11Protocol):
    """HTTP with timeouts for requests, their bodies, and the reading of replies."""

    _check_handle: asyncio.TimerHandle | None = None
    _last_cycle: Any = None  # the request at the last check
    _received = 0  # bytes since the last check
    _unread: int | None = None  # bytes at the last check, if nothing could be written since

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Schedule the first check, or refuse a connection above the limit."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
            return
        self._check_handle = self.loop.call_later(INTERVAL, self._check)

    def data_received(self, data: bytes) -> None:
        """Count received bytes."""
        self._received += len(data)
        super().data_received(data)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand over to the WebSocket protocol, which has its own checks."""
        self._cancel_check()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the checks."""
        self._cancel_check()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Record that the client reads."""
        self._unread = None
        super().resume_writing()

    def _cancel_check(self) -> None:
        if self._check_handle is not None:
            self._check_handle.cancel()

    def _check(self) -> None:
        cycle: RequestResponseCycle | None = getattr(self, "cycle", None)
        unread = self.transport.get_write_buffer_size()
        idle = cycle is None or cycle.response_complete
        slow = cycle is not None and not idle and cycle.more_body and self._received < MIN_BYTES
        stuck = self._unread is not None and unread > self._unread - MIN_BYTES
        if (cycle is self._last_cycle and (idle or slow)) or stuck:
            self.transport.abort()
            return
        self._last_cycle, self._received = cycle, 0
        self._unread = unread if self.flow.write_paused else None
        self._check_handle = self.loop.call_later(INTERVAL, self._check)


class TimedWebSocket(WebSocketsSansIOProtocol):
    """A WebSocket with a timeout for clients that do not read."""

    _check_handle: asyncio.TimerHandle | None = None
    _unread: int | None = None  # bytes at the last check, if nothing could be written since

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Schedule the first check."""
        super().connection_made(transport)
        self._check_handle = self.loop.call_later(INTERVAL, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the checks."""
        if self._check_handle is not None:
            self._check_handle.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Record that the client reads."""
        self._unread = None
        super().resume_writing()

    async def send(self, message: Any) -> None:
        """Send, and return when the client has read most of it: unread replies hold memory."""
        await super().send(message)
        await self.writable.wait()

    def _check(self) -> None:
        unread = self.transport.get_write_buffer_size()
        if self._unread is not None and unread > self._unread - MIN_BYTES:
            self.transport.abort()
            return
        self._unread = None if self.writable.is_set() else unread
        self._check_handle = self.loop.call_later(INTERVAL, self._check)
