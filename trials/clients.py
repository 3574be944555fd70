"""Misbehaving clients, one kind after the other, and whether the server still works after each.

    python -m trials.clients

They send garbage, request without reading, close in the middle, stall in a request, or are too many.
After each kind an honest client must get its image. The script prints the server's memory, the
maximum during the attack and the rest after it.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from trials.served import memory, serving

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 60.0
"""Seconds within which the server must disconnect a dead client."""


def plain(address: str) -> socket.socket:
    """A connection that has sent nothing yet."""
    place = urlsplit(address)
    return socket.create_connection((place.hostname, place.port), timeout=10)


def upgraded(address: str) -> socket.socket:
    """A raw WebSocket connection to `decode`."""
    wire = plain(address)
    wire.sendall(
        b"GET /models/0/decode HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Sec-WebSocket-Version: 13\r\n\r\n"
    )
    assert b" 101 " in wire.recv(4096)
    return wire


def masked(payload: bytes) -> bytes:
    """A binary frame as clients send it, with a mask of zeros."""
    return b"\x82\xff" + struct.pack(">Q", len(payload)) + bytes(4) + payload


def request(number: int, lane: int, n: int) -> bytes:
    """A frame that requests n images of the origin of six dimensions."""
    return masked(struct.pack("<3I", number, lane, n) + bytes(24 * n))


def garbage(address: str) -> int:
    """Noise instead of HTTP, noise instead of frames, frames of noise."""
    draw = random.Random(0)
    for number in range(200):
        with plain(address) if number % 2 else upgraded(address) as wire:
            noise = draw.randbytes(draw.randrange(1, 20_000))
            with contextlib.suppress(OSError):
                wire.sendall(noise if number % 3 else masked(noise))
    return 200


def unread(address: str) -> int:
    """Request thousands of images in each lane, again and again, and read nothing."""
    wires = [upgraded(address) for _ in range(20)]
    gone = _until_gone(wires, lambda wire: wire.sendall(request(1, random.randrange(4), 4096)))
    for wire in wires:
        wire.close()
    return gone


def middle(address: str) -> int:
    """Close in the middle of a reply, of a frame, of an upload."""
    for number in range(150):
        with plain(address) if number % 3 == 2 else upgraded(address) as wire:
            if number % 3 == 0:
                wire.sendall(request(1, 0, 400))
            elif number % 3 == 1:
                wire.sendall(request(1, 0, 400)[:1000])
            else:
                wire.sendall(
                    b"POST /models/0/encode HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    b"Content-Length: 31360000\r\n\r\n" + bytes(100_000)
                )
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return 150


def half(address: str) -> int:
    """Begin a request or a handshake, and send one letter per second."""
    wires = [plain(address) for _ in range(200)]
    for wire in wires:
        wire.sendall(b"GET /models/0/decode HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: ")
    gone = _until_gone(wires, lambda wire: wire.sendall(b"w"))
    for wire in wires:
        wire.close()
    return gone


def many(address: str) -> int:
    """Open more connections than the server accepts."""
    wires = [plain(address) for _ in range(1500)]
    time.sleep(1)
    for wire in wires:
        wire.close()
    return len(wires)


def _until_gone(wires: list[socket.socket], nag: Callable[[socket.socket], None]) -> int:
    """How many connections the server closed; `nag` is called on each every second."""
    left, began = list(wires), time.monotonic()
    while left and time.monotonic() - began < LONGEST:
        for wire in list(left):
            wire.settimeout(0.01)
            try:
                nag(wire)
            except TimeoutError:
                continue  # the send buffer is full: the server does not read either
            except OSError:
                left.remove(wire)
        time.sleep(1)
    return len(wires) - len(left)


def well(address: str) -> bool:
    """Whether an honest client gets its image."""
    try:
        with connect(address.replace("http", "ws") + "models/0/decode", compression=None) as wire:
            wire.send(struct.pack("<3I6f", 7, 0, 1, *[0.0] * 6))
            return len(wire.recv(timeout=20)) == 24 + 784
    except (OSError, WebSocketException):
        return False


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with serving("mnist") as (process, address):
        assert well(address)
        print(f"{'':8} {'clients':>8} {'seconds':>8} {'most MiB':>9} {'left MiB':>9}  well")
        print(f"{'before':8} {'':8} {'':8} {'':9} {memory(process.pid):9.0f}")
        for kind in (garbage, middle, many, half, unread):
            most, ended = memory(process.pid), threading.Event()

            def look(ended: threading.Event = ended) -> None:
                nonlocal most
                while not ended.wait(0.1):
                    most = max(most, memory(process.pid))

            looking = threading.Thread(target=look)
            looking.start()
            began = time.monotonic()
            count = kind(address)
            took = time.monotonic() - began
            ended.set()
            looking.join()
            time.sleep(2)
            print(
                f"{kind.__name__:8} {count:8} {took:8.1f} {most:9.0f} {memory(process.pid):9.0f}"
                f"  {'yes' if well(address) else 'NO'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
