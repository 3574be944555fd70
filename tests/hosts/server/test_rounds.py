"""Batched decoding: waiting requests share a run, in order of arrival."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pytest

from latentwalk.errors import FolderError
from latentwalk.hosts.server.rounds import MAX_ROUND, Rounds
from latentwalk.hosts.server.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Coroutine

Result = TypeVar("Result")


class Model:
    """Stands for a model whose image is its point."""

    def __init__(self) -> None:
        self.runs: list[list[float]] = []

    def sent(self, z: np.ndarray) -> np.ndarray:
        self.runs.append(z[:, 0].tolist())
        if (z < 0).any():
            raise FolderError("No image of a negative point.")
        return z.astype(np.uint8)


def done(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine gives in a loop of its own: a browser may hold this thread's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def point(value: float, n: int = 1) -> np.ndarray:
    return np.full((n, 1), value, np.float32)


def rounds(model: Model) -> Rounds:
    return Rounds(model.sent, Turns(1))


def test_waiting_requests_share_a_run() -> None:
    model = Model()

    async def asked() -> list[np.ndarray]:
        ours = rounds(model)
        return await asyncio.gather(*(ours.samples(point(n, 1 + n % 3)) for n in range(20)))

    for number, images in enumerate(done(asked())):
        np.testing.assert_array_equal(images, point(number, 1 + number % 3))
    assert len(model.runs) == 1


def test_a_large_request_does_not_delay_a_small_one() -> None:
    model = Model()

    async def asked() -> list[np.ndarray]:
        ours = rounds(model)
        return await asyncio.gather(ours.samples(point(1, 4 * MAX_ROUND)), ours.samples(point(2)))

    much, little = done(asked())
    assert (len(much), len(little)) == (4 * MAX_ROUND, 1)
    assert [2.0 in run for run in model.runs].index(True) == 1
    assert max(map(len, model.runs)) <= MAX_ROUND


def test_a_failing_request_does_not_affect_others() -> None:
    async def asked() -> list[np.ndarray | BaseException]:
        ours = rounds(Model())
        wanted = (ours.samples(point(n)) for n in (1, -1, 3))
        return await asyncio.gather(*wanted, return_exceptions=True)

    first, second, third = done(asked())
    assert isinstance(second, FolderError)
    np.testing.assert_array_equal(first, point(1))
    np.testing.assert_array_equal(third, point(3))


def test_a_disconnected_client_is_skipped() -> None:
    async def asked() -> np.ndarray:
        ours = rounds(Model())
        gone = asyncio.create_task(ours.samples(point(1)))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await ours.samples(point(2))

    np.testing.assert_array_equal(done(asked()), point(2))
