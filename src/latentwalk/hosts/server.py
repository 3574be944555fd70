"""The local server: the page, the model folder, and decoding for models the page cannot run."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from latentwalk.errors import (
    FolderError,
    LatentError,
    LatentwalkError,
    MissingError,
)
from latentwalk.folder import MANIFEST
from latentwalk.messages import (
    DecodeRequest,
    decoded,
    encode_request,
    encoded,
    failed,
    request_id,
    superseded,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import HTTPConnection, Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from latentwalk.infer.model import Model

BUNDLE = Path(__file__).parent.parent / "web" / "static"
HEARTBEAT = 15.0
"""Seconds between two signs of life."""
MOST_BYTES = 64 * 2**20
"""Of images in one request to encode."""
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


def application(
    models: Sequence[Model],
    hosts: tuple[str, ...] = LOCAL_NAMES,
    others: Sequence[BaseRoute] = (),
) -> Starlette:
    """The server's routes.

    `/` is the page; `/models/index.json` lists the models; `/models/N/` holds the Nth's files, its
    WebSocket `decode`, and `encode`; `/events` tells a page that the server lives.

    Args:
        models: what is served; the page opens the first.
        hosts: the names that a request may ask this server under. A page of another name, which
            a foreign name server could point here, is refused.
        others: further routes, which go before these.

    Raises:
        MissingError: the package was installed without the page's bundle.
    """
    if not (BUNDLE / "index.html").exists():
        raise MissingError(
            "This installation lacks the page: install Latentwalk with pip from a release or a "
            "checkout, which builds it; `latentwalk window` works without."
        )
    listed = [
        {"id": str(number), "name": model.name, "latent_dim": model.latent_dim}
        for number, model in enumerate(models)
    ]

    async def index(_request: Request) -> Response:
        return JSONResponse(listed)

    return Starlette(
        routes=[
            *others,
            Route("/models/index.json", index),
            *(
                Mount(f"/models/{number}", routes=model_routes(model))
                for number, model in enumerate(models)
            ),
            Route("/events", events),
            Mount("/", StaticFiles(directory=BUNDLE, html=True)),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
            Middleware(Headers),
        ],
    )


def model_routes(model: Model) -> list[BaseRoute]:
    """The routes of one model: its files, and its networks for pages that cannot run them."""

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            if name.removesuffix(".onnx") in model.live:  # called where it lives: there is no file
                return Response(status_code=204)
            if name == MANIFEST:
                return Response(model.manifest_json(), media_type="application/json")
            content = await run_in_threadpool(model.folder.content, name)
        except FolderError as error:
            raise HTTPException(404, str(error)) from error
        return Response(content, media_type="application/octet-stream")

    async def encode(request: Request) -> Response:
        if not same_origin(request):
            raise HTTPException(403, "This server encodes for its own page.")
        try:
            images = encode_request(await _body(request), model.image.shape)
            posterior = await run_in_threadpool(model.encode, images)
        except LatentwalkError as error:
            raise HTTPException(400, str(error)) from error
        return Response(encoded(posterior), media_type="application/octet-stream")

    return [
        WebSocketRoute("/decode", Decoding(model).endpoint),
        Route("/encode", encode, methods=["POST"]),
        Route("/{name:path}", file),
    ]


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"A request to encode has at most {MOST_BYTES} bytes.")
    return bytes(body)


async def events(_request: Request) -> Response:
    """A stream of events, whose end tells the page that the server is gone."""

    async def heartbeat() -> AsyncIterator[str]:
        while True:  # until the page goes away, which cancels it
            yield ": alive\n\n"
            await asyncio.sleep(HEARTBEAT)

    return StreamingResponse(heartbeat(), media_type="text/event-stream")


class Decoding:
    """The WebSocket `/decode`: in each lane the latest request wins."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one page until it goes away."""
        if not same_origin(socket):
            await socket.close(code=1008, reason="another origin")
            return
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
            except LatentError as error:
                await socket.send_text(failed(request_id(frame), str(error)))
                continue
            older = waiting.pop(request.lane, None)
            waiting[request.lane] = request
            arrived.set()
            if older is not None:
                await socket.send_text(superseded(older))

    async def _work(
        self, socket: WebSocket, waiting: dict[int, DecodeRequest], arrived: asyncio.Event
    ) -> None:
        """Answer what waits, the lowest lane first: the image goes before what surrounds it."""
        while True:
            await arrived.wait()
            arrived.clear()
            while waiting:
                request = waiting.pop(min(waiting))
                try:
                    pixels = await run_in_threadpool(self._model.pixels, request.z)
                except (LatentwalkError, MemoryError) as error:
                    answer: str | bytes = failed(request.id, str(error) or "Too many images.")
                except Exception:  # a defect: the page learns of it instead of waiting for ever
                    await socket.close(code=1011)
                    raise
                else:
                    answer = decoded(request, pixels)
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # the page went away
                    if isinstance(answer, str):
                        await socket.send_text(answer)
                    else:
                        await socket.send_bytes(answer)


class Headers:
    """Middleware: the page loads nothing from elsewhere, and nothing is kept stale."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every answer of HTTP."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [
                    (b"content-security-policy", POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-cache"),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def same_origin(connection: HTTPConnection) -> bool:
    """Whether the page that asks came from here; programs send no origin."""
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")
