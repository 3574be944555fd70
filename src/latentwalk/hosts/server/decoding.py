"""The WebSocket `/decode`: in each lane the latest request wins, and clients take turns."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect

from latentwalk.errors import LatentError, LatentwalkError
from latentwalk.hosts.messages import (
    MAX_IMAGES,
    DecodeRequest,
    decoded,
    failed,
    request_id,
    superseded,
)
from latentwalk.hosts.server.rounds import Rounds

if TYPE_CHECKING:
    from latentwalk.hosts.server.turns import Turns
    from latentwalk.infer.model import Model

MAX_LANES = 64
"""Waiting requests of one client. The page has fewer."""
MAX_WAITING = 4 * MAX_IMAGES
"""Waiting images of one client."""
MAX_REPLY = 64 * 2**20
"""Bytes of one reply."""
MAX_SUPERSEDED = 1024
"""Superseded requests of one client that are collected before it is notified of them."""


class Pending:
    """The requests of one client that have no reply yet."""

    def __init__(self) -> None:
        self.waiting: dict[int, DecodeRequest] = {}
        """The latest request of each lane."""
        self.superseded: list[int] = []
        """The ids of superseded requests, until the client is notified."""
        self.arrived = asyncio.Event()
        """Set when a request arrives."""

    def add(self, request: DecodeRequest) -> None:
        """Queue a request; it supersedes the one that waits in its lane.

        Raises:
            LatentError: too many requests or images are waiting.
        """
        older = self.waiting.pop(request.lane, None)
        images = len(request.z) + sum(len(one.z) for one in self.waiting.values())
        if len(self.waiting) >= MAX_LANES or images > MAX_WAITING:
            if older is not None:
                self.waiting[request.lane] = older
            raise LatentError(
                f"At most {MAX_LANES} requests and {MAX_WAITING} images may wait; read the "
                "replies first."
            )
        self.waiting[request.lane] = request
        if older is not None:
            self.superseded.append(older.id)
        self.arrived.set()

    def next(self) -> DecodeRequest:
        """Remove and return the request of the lowest lane; lane 0 is the main image."""
        return self.waiting.pop(min(self.waiting))


class Decoding:
    """Decodes one model for its connected clients."""

    def __init__(self, model: Model, turns: Turns) -> None:
        self._model = model
        self._turns = turns
        self._rounds = Rounds(model.sent, turns)
        self._exact = Rounds(model.exact, turns)

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one client until it disconnects."""
        await socket.accept()
        pending = Pending()
        worker = asyncio.create_task(self._reply_to_all(socket, pending))
        try:
            await self._receive(socket, pending)
        except (WebSocketDisconnect, KeyError):  # KeyError: a text frame, which no page sends
            pass
        finally:
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    async def _receive(self, socket: WebSocket, pending: Pending) -> None:
        """Queue requests until the client disconnects."""
        while True:
            frame = await socket.receive_bytes()
            try:
                pending.add(DecodeRequest.from_bytes(frame, self._model.row_dim))
            except LatentError as error:
                await socket.send_text(failed(request_id(frame), str(error)))
            if len(pending.superseded) >= MAX_SUPERSEDED:
                await self._notify(socket, pending)

    async def _reply_to_all(self, socket: WebSocket, pending: Pending) -> None:
        """Reply to pending requests until cancelled."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # the client disconnected
            while True:
                await pending.arrived.wait()
                pending.arrived.clear()
                while pending.waiting:
                    request = pending.next()
                    async with self._turns.room(min(self._size(request), MAX_REPLY)):
                        reply = await self._reply(request)
                        # one message for all superseded requests: one for each would cost a busy
                        # server more than the images do
                        await self._notify(socket, pending)
                        if isinstance(reply, str):
                            await socket.send_text(reply)
                        else:
                            await socket.send_bytes(reply)

    async def _notify(self, socket: WebSocket, pending: Pending) -> None:
        """Tell the client which requests were superseded."""
        if pending.superseded:
            ids, pending.superseded = pending.superseded, []
            await socket.send_text(superseded(ids))

    async def _reply(self, request: DecodeRequest) -> bytes | str:
        """The images, or an error message."""
        size = self._size(request)
        if size > MAX_REPLY:
            message = f"A reply has at most {MAX_REPLY} bytes, this one would have {size}."
            return failed(request.id, message)
        try:
            request.check()
            rounds = self._exact if request.exact else self._rounds
            return decoded(request, await rounds.samples(request.z))
        except (LatentwalkError, MemoryError) as error:
            return failed(request.id, str(error) or "Too many images.")
        except Exception as error:  # a defect: reply, so that the page does not wait indefinitely
            reason = " ".join(f"{type(error).__name__} {error}".split())
            return failed(request.id, f"The decoder of {self._model.name} failed: {reason}.")

    def _size(self, request: DecodeRequest) -> int:
        output = self._model.output
        return len(request.z) * (4 * output.size if request.exact else output.bytes_sent)
