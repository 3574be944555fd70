"""The local server: the page, the model folder, and decoding for models the page cannot run."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from latentwalk.errors import FolderError, LatentwalkError, MissingError
from latentwalk.folder.manifest import MANIFEST
from latentwalk.hosts.decoding import Decoding
from latentwalk.hosts.gate import LOCAL_NAMES, Gate
from latentwalk.hosts.messages import encode_request, encoded
from latentwalk.hosts.turns import Turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from latentwalk.infer.model import Model

BUNDLE = Path(__file__).parent.parent / "web" / "static"
HEARTBEAT = 15.0
"""Seconds between two signs of life."""
MOST_BYTES = 64 * 2**20
"""Of images in one request to encode."""
MOST_AT_ONCE = 4 * MOST_BYTES
"""Of images in all requests to encode that are under way."""


def application(
    models: Sequence[Model],
    hosts: tuple[str, ...] = LOCAL_NAMES,
    others: Sequence[BaseRoute] = (),
    token: str | None = None,
    cookie: str = "latentwalk",
) -> Starlette:
    """The server's routes.

    `/` is the page; `/models/index.json` lists the models; `/models/N/` holds the Nth's files, its
    WebSocket `decode`, and `encode`; `/events` tells a page that the server lives.

    Args:
        models: what is served; the page opens the first.
        hosts: the names that a request may ask this server under, as `Gate` has them.
        others: further routes, which go before these.
        token: what a request must show; None asks for nothing.
        cookie: the name of the cookie that keeps the token.

    Raises:
        MissingError: the package was installed without the page's bundle.
    """
    try:
        page = (BUNDLE / "index.html").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MissingError(
            "This installation lacks the page: install Latentwalk with pip from a release or a "
            "checkout, which builds it; `latentwalk window` works without."
        ) from None
    listed = [
        {"id": str(number), "name": model.name, "latent_dim": model.latent_dim}
        for number, model in enumerate(models)
    ]

    turns = Turns()

    async def index(_request: Request) -> Response:
        return JSONResponse(listed)

    return Starlette(
        routes=[
            *others,
            Route("/models/index.json", index),
            *(
                Mount(f"/models/{number}", routes=model_routes(model, turns))
                for number, model in enumerate(models)
            ),
            Route("/events", events),
            Mount("/", StaticFiles(directory=BUNDLE, html=True)),
        ],
        middleware=[Middleware(Gate, names=hosts, token=token, cookie=cookie, page=page)],
    )


def model_routes(model: Model, turns: Turns | None = None) -> list[BaseRoute]:
    """The routes of one model: its files, and its networks for pages that cannot run them.

    Args:
        model: what is served.
        turns: in which the networks are run; those of its own, if it shares them with no other.
    """
    turns = turns or Turns()

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
        try:
            images = encode_request(await bodies.read(request), model.image.shape)
            async with turns.turn():
                posterior = await run_in_threadpool(model.encode, images)
        except LatentwalkError as error:
            raise HTTPException(400, str(error)) from error
        return Response(encoded(posterior), media_type="application/octet-stream")

    return [
        WebSocketRoute("/decode", Decoding(model, turns).endpoint),
        Route("/encode", encode, methods=["POST"]),
        Route("/{name:path}", file),
    ]


class Bodies:
    """The bodies of requests, bounded one by one and all together."""

    def __init__(self) -> None:
        self._held = 0

    async def read(self, request: Request) -> bytes:
        """All of it.

        Raises:
            HTTPException: it is too large (413), or too much is under way (503).
        """
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                self._held += len(chunk)
                if len(body) > MOST_BYTES:
                    raise HTTPException(413, f"A request to encode has at most {MOST_BYTES} bytes.")
                if self._held > MOST_AT_ONCE:
                    raise HTTPException(503, "Too many images are on their way. Try again.")
            return bytes(body)
        finally:
            self._held -= len(body)


bodies = Bodies()


async def events(_request: Request) -> Response:
    """A stream of events, whose end tells the page that the server is gone."""

    async def heartbeat() -> AsyncIterator[str]:
        while True:  # until the page goes away, which cancels it
            yield ": alive\n\n"
            await asyncio.sleep(HEARTBEAT)

    return StreamingResponse(heartbeat(), media_type="text/event-stream")
