"""Rounds of decoding: one request of each client that waits, in one run of the network.

With hundreds of clients the loop that hears them is what is scarce, and a run for each would wait
for it many times. A round waits once for all.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.hosts.turns import Turns
    from latentwalk.infer.model import Model

PIECE = 512
"""Images that are decoded in one round."""


class Rounds:
    """Decodes for many clients, those who have waited longest first."""

    def __init__(self, model: Model, turns: Turns) -> None:
        self._model = model
        self._turns = turns
        self._waiting: deque[tuple[NDArray[np.float32], asyncio.Future[NDArray[np.uint8]]]] = (
            deque()
        )
        self._going: asyncio.Task[None] | None = None

    async def pixels(self, z: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The images of (n, d) points, (n, h, w, c), a PIECE in each round."""
        parts = [await self._piece(z[i : i + PIECE]) for i in range(0, len(z), PIECE)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    async def _piece(self, z: NDArray[np.float32]) -> NDArray[np.uint8]:
        decoded: asyncio.Future[NDArray[np.uint8]] = asyncio.get_running_loop().create_future()
        self._waiting.append((z, decoded))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go())
        return await decoded

    async def _go(self) -> None:
        while self._waiting:
            taken = [self._waiting.popleft()]
            count = len(taken[0][0])
            while self._waiting and count + len(self._waiting[0][0]) <= PIECE:
                taken.append(self._waiting.popleft())
                count += len(taken[-1][0])
            taken = [one for one in taken if not one[1].done()]  # whose clients went away
            if not taken:
                continue
            async with self._turns.turn():
                answers = await run_in_threadpool(self._round, [z for z, _ in taken])
            for (_, decoded), answer in zip(taken, answers, strict=True):
                if decoded.done():
                    continue
                if isinstance(answer, Exception):
                    decoded.set_exception(answer)
                else:
                    decoded.set_result(answer)

    def _round(self, points: list[NDArray[np.float32]]) -> list[NDArray[np.uint8] | Exception]:
        """The images of each, or why there are none."""
        try:
            images = self._model.pixels(np.concatenate(points) if len(points) > 1 else points[0])
        except Exception as error:
            if len(points) == 1:
                return [error]
            return [self._round([z])[0] for z in points]  # one may spoil it for the others
        ends = np.cumsum([len(z) for z in points])[:-1]
        return list(np.split(images, ends))
