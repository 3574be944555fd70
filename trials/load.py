"""Many pages on one server, each requesting an image thirty times per second.

    python -m trials.load [--clients 200] [--rate 30] [--minutes 5]

A client sends requests at its own pace and does not wait for replies, like a user who drags a
slider; a newer request supersedes a waiting one. The script prints the decodes per second of each
client, the latency of replies, and the server's memory after a minute and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import struct
import time
from statistics import median, quantiles

from websockets.asyncio.client import connect

from trials.served import memory, serving


class Client:
    """One page: its requests and replies."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.asked: dict[int, float] = {}
        self.took: list[float] = []
        self.superseded = 0
        self.lost = False

    async def run(self, address: str, rate: float, until: float) -> None:
        """Send requests until a point in time."""
        try:
            async with connect(f"{address}models/0/decode", compression=None) as wire:
                hearing = asyncio.create_task(self._hear(wire))
                try:
                    await self._ask(wire, rate, until)
                finally:
                    hearing.cancel()
        except OSError as error:
            print(f"client {self.number}: {error}")
            self.lost = True

    async def _ask(self, wire, rate: float, until: float) -> None:  # type: ignore[no-untyped-def]
        await asyncio.sleep(self.number % 100 / 100 / rate)
        due, number = time.perf_counter(), 0
        while due < until:
            number += 1
            self.asked[number] = time.perf_counter()
            await wire.send(struct.pack("<3I6f", number, 0, 1, *[number % 60 / 30 - 1] * 6))
            due = max(due + 1 / rate, time.perf_counter())
            await asyncio.sleep(max(0, due - time.perf_counter()))
        await asyncio.sleep(1)

    async def _hear(self, wire) -> None:  # type: ignore[no-untyped-def]
        async for answer in wire:
            if isinstance(answer, str):
                self.superseded += len(json.loads(answer)["ids"])
            else:
                number = struct.unpack_from("<I", answer)[0]
                self.took.append(time.perf_counter() - self.asked[number])


async def load(address: str, process: int, clients: int, rate: float, seconds: float) -> None:
    """Run all clients, and print the results."""
    began = time.perf_counter()
    pages = [Client(number) for number in range(clients)]
    running = [asyncio.create_task(page.run(address, rate, began + seconds)) for page in pages]
    await asyncio.sleep(min(60, seconds / 5))
    early = memory(process)
    await asyncio.gather(*running)
    late = memory(process)
    each = sorted(len(page.took) / seconds for page in pages)
    took = sorted(one for page in pages for one in page.took)
    print(f"{clients} clients, {rate:g} requests a second each, {seconds:.0f} s")
    print(f"decodes a second and client: {each[0]:.1f} / {median(each):.1f} / {each[-1]:.1f}")
    print(
        f"decodes a second in all: {sum(each):.0f}; superseded {sum(p.superseded for p in pages)}"
    )
    print(
        f"an answer took {median(took) * 1e3:.0f} ms, of a hundred the slowest "
        f"{quantiles(took, n=100)[-1] * 1e3:.0f} ms"
    )
    print(f"memory of the server: {early:.0f} MiB early, {late:.0f} MiB at the end")
    print(f"connections lost: {sum(page.lost for page in pages)}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--rate", type=float, default=30)
    parser.add_argument("--minutes", type=float, default=5)
    given = parser.parse_args()
    with serving("mnist") as (process, address):
        wire = address.replace("http", "ws")
        asyncio.run(load(wire, process.pid, given.clients, given.rate, given.minutes * 60))


if __name__ == "__main__":
    main()
