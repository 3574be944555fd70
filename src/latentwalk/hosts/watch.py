"""The page of a run that goes on: what those who watch are told, and what they may do.

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
from latentwalk.hosts.messages import Wish, refused, told
from latentwalk.hosts.server import model_routes
from latentwalk.hosts.serving import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from latentwalk.infer.model import Model

REST = 0.1
"""Seconds between two messages to one page, in which what comes meanwhile is gathered."""
LAST_WORDS = 0.3
"""Seconds in which pages may still read what they were told before the server ends."""


class Telling:
    """What there is to tell of a run. Any thread may tell; nobody waits for those who listen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._points: list[list[Any]] = []
        self._state: dict[str, Any] = {}
        self._changed = 0  # counts the states
        self._frame: tuple[int, bytes] = (0, b"")
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    def point(self, *point: Any) -> None:
        """Add a point to the curves: its kind, its step, and what it says."""
        with self._lock:
            self._points.append(list(point))
        self._wake()

    def state(self, **part: Any) -> None:
        """Change what is so now."""
        with self._lock:
            self._state |= part
            self._changed += 1
        self._wake()

    def show(self, frame: bytes) -> None:
        """Show a snapshot, which takes the place of the one before."""
        with self._lock:
            self._frame = (self._frame[0] + 1, frame)
        self._wake()

    async def listen(self, socket: WebSocket) -> None:
        """Tell one page all that was and all that comes, as fast as it reads."""
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
                    await socket.send_text(told(new, state))
                if number != frames:
                    frames = number
                    await socket.send_bytes(frame)
                await asyncio.sleep(REST)
                await arrived.wait()
        finally:
            with self._lock:
                del self._listeners[arrived]

    def _wake(self) -> None:
        with self._lock:
            listeners = list(self._listeners.items())
        for arrived, loop in listeners:
            with contextlib.suppress(RuntimeError):  # its loop has ended
                loop.call_soon_threadsafe(arrived.set)


class TrainingPage:
    """A page that shows a model as it learns, and then the model that came of it."""

    def __init__(
        self,
        model: Model,
        act: Callable[[Wish], None],
        *,
        host: str = "127.0.0.1",
        port: int = 8765,
    ) -> None:
        """Begin to serve.

        Args:
            model: as it is at the beginning: a decoder, and an atlas of images to follow.
            act: does what a page asks, or says in a LatentwalkError why it cannot be.
            host: the address to listen at; any but this machine's own loopback asks those who come
                for a token.
            port: the port wanted; the next free one is taken if it is in use.

        Raises:
            SettingsError: the address is not of this machine, or no port is free.
            MissingError: the bundle is missing.
        """
        self._act = act
        self._telling = Telling()
        self._routes = Router([Route(f"/{MANIFEST}", _learning(model)), *model_routes(model)])
        self._page = Page(
            [model],
            host,
            port,
            [WebSocketRoute("/training", self._endpoint), Mount("/models/0", app=self._model)],
        )
        self.address = self._page.address
        """Where it is, for this machine's browser."""
        self.far = self._page.far
        """Where it is for other machines; None if they cannot ask it."""

    def open_browser(self) -> None:
        """Open it in the person's browser."""
        self._page.show()

    def wait(self) -> None:
        """Return when it is stopped.

        Raises:
            KeyboardInterrupt: the process was interrupted; it is stopped then.
        """
        self._page.wait()

    def point(self, *point: Any) -> None:
        """Add a point to the curves: its kind, its step, and what it says."""
        self._telling.point(*point)

    def state(self, **part: Any) -> None:
        """Tell what is so now."""
        self._telling.state(**part)

    def show(self, frame: bytes) -> None:
        """Show a snapshot, which takes the place of the one before."""
        self._telling.show(frame)

    def finish(self, model: Model) -> None:
        """Serve the model that came of it, and tell the pages to open it."""
        self._routes = Router(model_routes(model))
        self.state(now="ended")

    def leave(self, sentence: str, failed: bool) -> None:
        """Tell the pages why there is no model, whether it was wished for or not, and end."""
        self.state(now="failed" if failed else "stopped", message=sentence)
        threading.Event().wait(LAST_WORDS)
        self._page.stop()

    async def _model(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._routes(scope, receive, send)

    async def _endpoint(self, socket: WebSocket) -> None:
        """Serve one page that watches."""
        await socket.accept()
        telling = asyncio.create_task(self._telling.listen(socket))
        try:
            while True:
                await self._asked(socket, await socket.receive_text())
        except (WebSocketDisconnect, KeyError):  # KeyError: a binary frame, which no page sends
            pass
        finally:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                await telling

    async def _asked(self, socket: WebSocket, text: str) -> None:
        try:
            await run_in_threadpool(self._act, Wish.from_text(text))
        except (LatentwalkError, ValueError, OverflowError) as error:
            await socket.send_text(refused(str(error)))


def _learning(model: Model) -> Callable[[Request], Any]:
    """The manifest, which says that the model is being trained."""

    async def manifest(_request: Request) -> Response:
        content = json.loads(model.manifest_json()) | {"training": True}
        return Response(json.dumps(content), media_type="application/json")

    return manifest
