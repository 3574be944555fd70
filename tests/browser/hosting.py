"""Exported pages on a static host or opened from disk, for tests."""

from __future__ import annotations

import functools
import http.server
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Route


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A static host that says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a static host of a folder."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def alone(context: BrowserContext, home: str) -> list[str]:
    """Block the network except for `home`; return a list of blocked requests and page errors."""
    faults: list[str] = []
    if home.startswith("file:"):
        context.set_offline(True)

    def watch(route: Route) -> None:
        address = route.request.url
        if urlsplit(address).scheme in {"blob", "data"} or address.startswith(home):
            route.continue_()
        else:
            faults.append(f"asked for {address}")
            route.abort()

    context.route("**/*", watch)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    return faults
