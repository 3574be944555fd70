"""Batched decoding: one request of each waiting client in one run of the network.

With hundreds of clients, the event loop is the bottleneck: a run for each would wait for it many
times, a shared run waits once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.hosts.server.turns import Turns

MAX_ROUND = 512
"""Points decoded in one run."""


class Rounds:
    """Decodes for many clients, in order of arrival."""

    def __init__(self, decode: Callable[[NDArray[np.float32]], NDArray[Any]], turns: Turns) -> None:
        """`decode` takes rows (n, d + w) to n samples."""
        self._decode = decode
        self._turns = turns
        self._waiting: deque[tuple[NDArray[np.float32], asyncio.Future[NDArray[Any]]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def samples(self, z: NDArray[np.float32]) -> NDArray[Any]:
        """The samples of rows (n, d + w), of which at most MAX_ROUND are decoded in each run."""
        parts = [await self._part(z[i : i + MAX_ROUND]) for i in range(0, len(z), MAX_ROUND)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    async def _part(self, z: NDArray[np.float32]) -> NDArray[Any]:
        decoded: asyncio.Future[NDArray[Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((z, decoded))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await decoded

    async def _run(self) -> None:
        while self._waiting:
            taken = [self._waiting.popleft()]
            count = len(taken[0][0])
            while self._waiting and count + len(self._waiting[0][0]) <= MAX_ROUND:
                taken.append(self._waiting.popleft())
                count += len(taken[-1][0])
            taken = [one for one in taken if not one[1].done()]  # drop disconnected clients
            if not taken:
                continue
            async with self._turns.turn():
                results = await run_in_threadpool(self._round, [z for z, _ in taken])
            for (_, decoded), result in zip(taken, results, strict=True):
                if decoded.done():
                    continue
                if isinstance(result, Exception):
                    decoded.set_exception(result)
                else:
                    decoded.set_result(result)

    def _round(self, points: list[NDArray[np.float32]]) -> list[NDArray[Any] | Exception]:
        """The samples of each request, or its error."""
        try:
            samples = self._decode(np.concatenate(points) if len(points) > 1 else points[0])
        except Exception as error:
            if len(points) == 1:
                return [error]
            return [self._round([z])[0] for z in points]  # so that only the faulty one fails
        ends = np.cumsum([len(z) for z in points])[:-1]
        return list(np.split(samples, ends))
