"""The WebSocket `/decode`: in each lane the latest request wins, and clients take turns."""

from __future__ import annotations

import asyncio
import contextlib
import math
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect

from latentwalk.errors import LatentError, LatentwalkError
from latentwalk.hosts.messages import (
    MOST_IMAGES,
    DecodeRequest,
    decoded,
    failed,
    request_id,
    superseded,
)
from latentwalk.hosts.rounds import Rounds

if TYPE_CHECKING:
    from latentwalk.hosts.turns import Turns
    from latentwalk.infer.model import Model

MOST_LANES = 64
"""Of one client that wait. The page has thirteen."""
MOST_WAITING = 4 * MOST_IMAGES
"""Images of one client that wait."""
MOST_PIXELS = 64 * 2**20
"""Bytes of one answer."""
MOST_UNTOLD = 1024
"""Requests of one client that gave way, until it is told so without waiting for an answer."""


class Asked:
    """What one client asked for and has not been answered yet."""

    def __init__(self) -> None:
        self.waiting: dict[int, DecodeRequest] = {}
        """The latest request of each lane."""
        self.superseded: list[int] = []
        """The ids of those that gave way to newer ones, until the client is told."""
        self.arrived = asyncio.Event()
        """Set when there is a request."""

    def take_in(self, request: DecodeRequest) -> None:
        """Let a request wait, in the place of the one that waits in its lane.

        Raises:
            LatentError: too much waits.
        """
        older = self.waiting.pop(request.lane, None)
        images = len(request.z) + sum(len(one.z) for one in self.waiting.values())
        if len(self.waiting) >= MOST_LANES or images > MOST_WAITING:
            if older is not None:
                self.waiting[request.lane] = older
            raise LatentError(
                f"At most {MOST_LANES} requests and {MOST_WAITING} images may wait; read the "
                "answers first."
            )
        self.waiting[request.lane] = request
        if older is not None:
            self.superseded.append(older.id)
        self.arrived.set()

    def next(self) -> DecodeRequest:
        """Take out what is answered next: the image under the hand before what surrounds it."""
        return self.waiting.pop(min(self.waiting))


class Decoding:
    """Decodes one model for those who are connected."""

    def __init__(self, model: Model, turns: Turns) -> None:
        self._model = model
        self._turns = turns
        self._rounds = Rounds(model, turns)

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one page until it goes away."""
        await socket.accept()
        asked = Asked()
        worker = asyncio.create_task(self._work(socket, asked))
        try:
            await self._receive(socket, asked)
        except (WebSocketDisconnect, KeyError):  # KeyError: a text frame, which no page sends
            pass
        finally:
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    async def _receive(self, socket: WebSocket, asked: Asked) -> None:
        """Take requests in until the page goes away."""
        while True:
            frame = await socket.receive_bytes()
            try:
                asked.take_in(DecodeRequest.from_bytes(frame, self._model.latent_dim))
            except LatentError as error:
                await socket.send_text(failed(request_id(frame), str(error)))
            if len(asked.superseded) >= MOST_UNTOLD:
                await self._tell(socket, asked)

    async def _work(self, socket: WebSocket, asked: Asked) -> None:
        """Answer what waits, and say what gave way."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # the page went away
            while True:
                await asked.arrived.wait()
                asked.arrived.clear()
                while asked.waiting:
                    request = asked.next()
                    async with self._turns.room(min(self._size(request), MOST_PIXELS)):
                        answer = await self._answer(request)
                        # told together, before the answer: a message for each would cost a busy
                        # server more than the images do
                        await self._tell(socket, asked)
                        if isinstance(answer, str):
                            await socket.send_text(answer)
                        else:
                            await socket.send_bytes(answer)

    async def _tell(self, socket: WebSocket, asked: Asked) -> None:
        if asked.superseded:
            ids, asked.superseded = asked.superseded, []
            await socket.send_text(superseded(ids))

    async def _answer(self, request: DecodeRequest) -> bytes | str:
        """The images, or a sentence that says why there are none."""
        size = self._size(request)
        if size > MOST_PIXELS:
            sentence = f"An answer has at most {MOST_PIXELS} bytes, this would have {size}."
            return failed(request.id, sentence)
        try:
            request.check()
            return decoded(request, await self._rounds.pixels(request.z))
        except (LatentwalkError, MemoryError) as error:
            return failed(request.id, str(error) or "Too many images.")
        except Exception as error:  # a defect: the page learns of it instead of waiting for ever
            reason = " ".join(f"{type(error).__name__} {error}".split())
            return failed(request.id, f"The decoder of {self._model.name} failed: {reason}.")

    def _size(self, request: DecodeRequest) -> int:
        return len(request.z) * math.prod(self._model.image.shape)
