"""Timeouts for clients that stall."""

from __future__ import annotations

import inspect
import socket
from typing import TYPE_CHECKING

import numpy as np
import pytest
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.sync.client import connect

import latentwalk
from latentwalk.hosts.server import timeouts
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.serving import Page
from tests.hosts.server.frames import frame

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setattr(timeouts, "INTERVAL", 0.3)
    page = Page([latentwalk.open("mnist")], ServerOptions(port=0))
    yield page
    page.stop()


def plain(page: Page) -> socket.socket:
    host, port = page.address.removeprefix("http://").rstrip("/").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def ended(wire: socket.socket) -> bool:
    """Whether the server ends the connection; it is waited for."""
    try:
        while wire.recv(2**16):
            pass
    except ConnectionResetError:
        pass
    return True


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: local",
        b"POST /models/0/encode HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc",
        b"GET /models/index.json HTTP/1.1\r\nHost: localhost\r\n\r\nGET",  # and half of a second
    ],
)
def test_a_client_that_stalls_in_a_request_is_disconnected(page: Page, beginning: bytes) -> None:
    with plain(page) as wire:
        wire.sendall(beginning)
        assert ended(wire)


def test_an_idle_websocket_is_kept(page: Page) -> None:
    with connect(page.address.replace("http", "ws") + "models/0/decode", compression=None) as wire:
        with pytest.raises(TimeoutError):
            wire.recv(timeout=1.5)
        wire.send(frame(1, 0, np.zeros((1, 6))))
        assert len(wire.recv()) == 24 + 784


def test_a_client_that_does_not_read_is_disconnected_and_others_are_served(page: Page) -> None:
    with plain(page) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.sendall(
            b"GET /models/0/decode HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"Sec-WebSocket-Version: 13\r\n\r\n"
        )
        payload = frame(1, 0, np.zeros((4096, 6)))
        head = b"\x82\xff" + len(payload).to_bytes(8, "big") + bytes(4)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            while True:
                wire.sendall(head + payload)
    test_an_idle_websocket_is_kept(page)


def test_too_many_connections_are_refused(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "MAX_CONNECTIONS", 3)
    wires = [plain(page) for _ in range(6)]
    assert all(ended(wire) for wire in wires[3:])
    for wire in wires:
        wire.close()


def test_uvicorn_has_the_internals_that_are_overridden() -> None:
    for protocol, names in (
        (H11Protocol, ("connection_made", "data_received", "handle_websocket_upgrade")),
        (H11Protocol, ("connection_lost", "resume_writing")),
        (WebSocketsSansIOProtocol, ("connection_made", "connection_lost", "resume_writing")),
    ):
        assert all(callable(getattr(protocol, name, None)) for name in names)
    attributes = inspect.getsource(H11Protocol) + inspect.getsource(WebSocketsSansIOProtocol)
    for name in ("cycle", "flow", "connections", "transport", "loop", "writable"):
        assert f"self.{name}" in attributes, name
