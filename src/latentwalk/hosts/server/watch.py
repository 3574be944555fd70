"""The page of a training run: its WebSocket `/training`, and the trained model afterwards.

`docs/protocol.md` specifies the WebSocket `/training`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Mount, Route, Router, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from latentwalk.errors import LatentwalkError
from latentwalk.folder.manifest import MANIFEST
from latentwalk.hosts.messages import RunCommand, refused, run_status
from latentwalk.hosts.server.application import model_routes
from latentwalk.hosts.server.options import LOCAL, ServerOptions
from latentwalk.hosts.server.serving import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from latentwalk.infer.model import Model

PAUSE = 0.1
"""Seconds between two messages to one client; updates in between are merged."""
LAST_MESSAGE = 0.3
"""Seconds that clients have to read the last message before the server stops."""


class Feed:
    """The events of a run. Any thread may add to it; slow clients delay nobody."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._points: list[list[Any]] = []
        self._state: dict[str, Any] = {}
        self._changed = 0  # counts the states
        self._frame: tuple[int, bytes] = (0, b"")
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    def point(self, *point: Any) -> None:
        """Add a point to the curves: its kind, its step, and its values."""
        with self._lock:
            self._points.append(list(point))
        self._wake()

    def state(self, **part: Any) -> None:
        """Update fields of the current state."""
        with self._lock:
            self._state |= part
            self._changed += 1
        self._wake()

    def show(self, frame: bytes) -> None:
        """Replace the current snapshot."""
        with self._lock:
            self._frame = (self._frame[0] + 1, frame)
        self._wake()

    async def listen(self, socket: WebSocket) -> None:
        """Send all past and future events to one client, as fast as it reads."""
        points = changed = frames = 0
        arrived = asyncio.Event()
        with self._lock:
            self._listeners[arrived] = asyncio.get_running_loop()
        try:
            while True:
                arrived.clear()
                with self._lock:
                    new, state = self._points[points:], dict(self._state)
                    change, (number, frame) = self._changed, self._frame
                points += len(new)
                if new or change != changed:
                    changed = change
                    await socket.send_text(run_status(new, state))
                if number != frames:
                    frames = number
                    await socket.send_bytes(frame)
                await asyncio.sleep(PAUSE)
                await arrived.wait()
        finally:
            with self._lock:
                del self._listeners[arrived]

    def _wake(self) -> None:
        with self._lock:
            listeners = list(self._listeners.items())
        for arrived, loop in listeners:
            with contextlib.suppress(RuntimeError):  # the client's event loop has ended
                loop.call_soon_threadsafe(arrived.set)


class TrainingPage:
    """A page that shows a model while it trains, and the trained model afterwards."""

    def __init__(
        self,
        model: Model,
        act: Callable[[RunCommand], None],
        options: ServerOptions = LOCAL,
    ) -> None:
        """Start serving.

        Args:
            model: the initial model: a decoder, and an atlas of tracked images.
            act: executes a command of a client, or raises a LatentwalkError with the reason why
                it cannot.
            options: where to listen, and behind which proxy.

        Raises:
            SettingsError: the address is not one of this machine, or no port is free.
            MissingError: the package was installed without the built page.
        """
        self._act = act
        self._feed = Feed()
        self._routes = Router([Route(f"/{MANIFEST}", _in_training(model)), *model_routes(model)])
        self._page = Page(
            [model],
            options,
            [WebSocketRoute("/training", self._endpoint), Mount("/models/0", app=self._model)],
        )
        self.address = self._page.address
        """The URL for this machine's browser."""

    def announce(self, what: str) -> None:
        """Print the page's addresses."""
        self._page.announce(what)

    def open_browser(self) -> None:
        """Open the page in the user's browser."""
        self._page.show()

    def wait(self) -> None:
        """Wait until the server is stopped.

        Raises:
            KeyboardInterrupt: the process was interrupted; the server is stopped first.
        """
        self._page.wait()

    def point(self, *point: Any) -> None:
        """Add a point to the curves: its kind, its step, and its values."""
        self._feed.point(*point)

    def state(self, **part: Any) -> None:
        """Update fields of the current state."""
        self._feed.state(**part)

    def show(self, frame: bytes) -> None:
        """Replace the current snapshot."""
        self._feed.show(frame)

    def finish(self, model: Model) -> None:
        """Serve the trained model, and notify clients to open it."""
        self._routes = Router(model_routes(model))
        self.state(now="ended")

    def leave(self, message: str, failed: bool) -> None:
        """Send the reason why there is no model, and stop the server.

        Args:
            message: the reason.
            failed: whether the run failed, rather than being stopped by the user.
        """
        self.state(now="failed" if failed else "stopped", message=message)
        threading.Event().wait(LAST_MESSAGE)
        self._page.stop()

    async def _model(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._routes(scope, receive, send)

    async def _endpoint(self, socket: WebSocket) -> None:
        """Serve one client."""
        await socket.accept()
        sending = asyncio.create_task(self._feed.listen(socket))
        try:
            while True:
                await self._execute(socket, await socket.receive_text())
        except (WebSocketDisconnect, KeyError):  # KeyError: a binary frame, which no page sends
            pass
        finally:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                await sending

    async def _execute(self, socket: WebSocket, text: str) -> None:
        try:
            await run_in_threadpool(self._act, RunCommand.from_text(text))
        except (LatentwalkError, ValueError, OverflowError) as error:
            await socket.send_text(refused(str(error)))


def _in_training(model: Model) -> Callable[[Request], Any]:
    """A route for the manifest with `training` set."""

    async def manifest(_request: Request) -> Response:
        content = json.loads(model.manifest_json()) | {"training": True}
        return Response(json.dumps(content), media_type="application/json")

    return manifest
