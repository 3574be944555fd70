"""The WebSocket `/decode`: in each lane the latest request wins, and clients take turns."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect

from latentwalk.errors import LatentError, LatentwalkError
from latentwalk.hosts.rounds import Rounds
from latentwalk.messages import (
    MOST_IMAGES,
    DecodeRequest,
    decoded,
    failed,
    request_id,
    superseded,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from latentwalk.infer.model import Model

MOST_LANES = 64
"""Of one client that wait. The page has thirteen."""
MOST_WAITING = 4 * MOST_IMAGES
"""Images of one client that wait."""
MOST_PIXELS = 64 * 2**20
"""Bytes of one answer."""
MOST_ANSWERS = 256 * 2**20
"""Bytes of large answers that are being made or have not been read."""
SMALL = 256 * 1024
"""Bytes of an answer that waits for no other to be read."""


class Turns:
    """Who may have a network run next: whoever has waited longest.

    A client has one request under way, and asks for its next turn behind all who wait, so one that
    asks for much holds up none that asks for little.
    """

    def __init__(self, at_once: int | None = None) -> None:
        self._free = asyncio.Semaphore(at_once or os.cpu_count() or 1)
        self._bytes = 0
        self._read = asyncio.Condition()

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for it, and have it."""
        async with self._free:
            yield

    @contextlib.asynccontextmanager
    async def room(self, size: int) -> AsyncIterator[None]:
        """Wait until there is memory for an answer of so many bytes, and hold it."""
        if size <= SMALL:
            yield
            return
        async with self._read:
            await self._read.wait_for(lambda: self._bytes + size <= MOST_ANSWERS)
            self._bytes += size
        try:
            yield
        finally:
            self._bytes -= size
            async with self._read:
                self._read.notify_all()


class Decoding:
    """Decodes one model for those who are connected."""

    def __init__(self, model: Model, turns: Turns) -> None:
        self._model = model
        self._turns = turns
        self._rounds = Rounds(model, turns)

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one page until it goes away."""
        await socket.accept()
        waiting: dict[int, DecodeRequest] = {}
        arrived = asyncio.Event()
        worker = asyncio.create_task(self._work(socket, waiting, arrived))
        try:
            await self._receive(socket, waiting, arrived)
        except (WebSocketDisconnect, KeyError):  # KeyError: a text frame, which no page sends
            pass
        finally:
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    async def _receive(
        self, socket: WebSocket, waiting: dict[int, DecodeRequest], arrived: asyncio.Event
    ) -> None:
        """Take requests in until the page goes away."""
        while True:
            frame = await socket.receive_bytes()
            try:
                request = DecodeRequest.from_bytes(frame, self._model.latent_dim)
                self._bounded(request, waiting)
            except LatentError as error:
                await socket.send_text(failed(request_id(frame), str(error)))
                continue
            older = waiting.pop(request.lane, None)
            waiting[request.lane] = request
            arrived.set()
            if older is not None:
                await socket.send_text(superseded(older))

    def _bounded(self, request: DecodeRequest, waiting: dict[int, DecodeRequest]) -> None:
        others = [one for lane, one in waiting.items() if lane != request.lane]
        images = len(request.z) + sum(len(one.z) for one in others)
        if len(others) >= MOST_LANES or images > MOST_WAITING:
            raise LatentError(
                f"At most {MOST_LANES} requests and {MOST_WAITING} images may wait; read the "
                "answers first."
            )

    async def _work(
        self, socket: WebSocket, waiting: dict[int, DecodeRequest], arrived: asyncio.Event
    ) -> None:
        """Answer what waits, the lowest lane first: the image goes before what surrounds it."""
        while True:
            await arrived.wait()
            arrived.clear()
            while waiting:
                request = waiting.pop(min(waiting))
                await self._answer(socket, request)

    async def _answer(self, socket: WebSocket, request: DecodeRequest) -> None:
        size = self._size(request)
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # the page went away
            if size > MOST_PIXELS:
                sentence = f"An answer has at most {MOST_PIXELS} bytes, this would have {size}."
                await socket.send_text(failed(request.id, sentence))
                return
            async with self._turns.room(size):
                try:
                    answer = decoded(request, await self._rounds.pixels(request.z))
                except (LatentwalkError, MemoryError) as error:
                    sentence = str(error) or "Too many images."
                    await socket.send_text(failed(request.id, sentence))
                except Exception:  # a defect: the page learns of it instead of waiting for ever
                    await socket.close(code=1011)
                    raise
                else:
                    await socket.send_bytes(answer)

    def _size(self, request: DecodeRequest) -> int:
        return len(request.z) * math.prod(self._model.image.shape)
