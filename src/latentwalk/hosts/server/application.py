"""The routes of the server."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from latentwalk.errors import FolderError, LatentwalkError, MissingError
from latentwalk.folder.manifest import MANIFEST
from latentwalk.hosts.messages import encode_request, encoded, predicted
from latentwalk.hosts.server.access import LOCAL_ACCESS, Access
from latentwalk.hosts.server.decoding import Decoding
from latentwalk.hosts.server.gate import Gate
from latentwalk.hosts.server.tiles import tile_of
from latentwalk.hosts.server.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from latentwalk.folder.model_folder import ModelFolder
    from latentwalk.infer.model import Model

BUNDLE = Path(__file__).parents[2] / "web" / "static"
RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
MAX_BODY = 64 * 2**20
"""Bytes of samples in one request to encode or predict."""
MAX_BODIES = 4 * MAX_BODY
"""Bytes of samples in all such requests at a time."""


def application(
    models: Sequence[Model],
    access: Access = LOCAL_ACCESS,
    others: Sequence[BaseRoute] = (),
    *,
    gallery: bool = False,
) -> Starlette:
    """The server's routes.

    `/` is the page, or the gallery's; `/models/index.json` lists the models; `/models/N/` has the
    files of model N, its WebSocket `decode`, `encode` and `predict`; `/alive` shows a page that the
    server is alive.

    Args:
        models: the models to serve; the page opens the first.
        access: who may use the server, under which path.
        others: further routes, which take precedence.
        gallery: whether `/` is the gallery page, with a tile for each model that says something
            of itself. The explorer is then at `/index.html`.

    Raises:
        MissingError: the package was installed without the built page.
    """
    try:
        page = (BUNDLE / "index.html").read_text(encoding="utf-8")
        entrance = (BUNDLE / "gallery.html").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MissingError(
            "This installation lacks the page: install Latentwalk with pip from a release or a "
            "checkout, which builds it. `latentwalk window` works without the page."
        ) from None
    turns = Turns()

    async def index(_request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(listed))

    @functools.cache
    def listed() -> list[dict[str, Any]]:
        return [
            _entry(number, model, tile_of(model) if gallery else None)
            for number, model in enumerate(models)
        ]

    async def enter(_request: Request) -> Response:
        return HTMLResponse(entrance)

    return Starlette(
        routes=[
            *others,
            Route("/models/index.json", index),
            *(
                Mount(f"/models/{number}", routes=model_routes(model, turns))
                for number, model in enumerate(models)
            ),
            Route("/alive", alive),
            *([Route("/", enter)] if gallery else []),
            Mount("/", StaticFiles(directory=BUNDLE, html=True)),
        ],
        middleware=[Middleware(Gate, access=access, page=page + entrance)],
    )


def _entry(number: int, model: Model, tile: dict[str, Any] | None) -> dict[str, Any]:
    """A model in the list of models."""
    entry = {"id": str(number), "name": model.name, "latent_dim": model.latent_dim}
    return entry if tile is None else entry | {"tile": tile}


def model_routes(model: Model, turns: Turns | None = None) -> list[BaseRoute]:
    """The routes of one model: its files, and decoding, encoding and predicting on the server.

    Args:
        model: the model to serve.
        turns: the turns of its clients; its own by default. Pass one to share it between models.
    """
    turns = turns or Turns()

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            if name.removesuffix(".onnx") in model.live:  # a Python function, not a file
                return Response(status_code=204)
            if name == MANIFEST:
                return Response(model.manifest_json(), media_type="application/json")
            if "range" in request.headers:
                return await run_in_threadpool(part_of, model.folder, name, request)
            content = await run_in_threadpool(model.folder.content, name)
        except FolderError as error:
            raise HTTPException(404, str(error)) from error
        return Response(content, media_type="application/octet-stream")

    async def encode(request: Request) -> Response:
        try:
            shape, width = model.output.shape, model.encoder_width
            samples, numbers = encode_request(await bodies.read(request), shape, width)
            async with turns.turn():
                posterior = await run_in_threadpool(model.encode_with, samples, numbers)
        except LatentwalkError as error:
            raise HTTPException(400, str(error)) from error
        return Response(encoded(posterior), media_type="application/octet-stream")

    async def predict(request: Request) -> Response:
        try:
            samples, _ = encode_request(await bodies.read(request), model.output.shape)
            async with turns.turn():
                scores = await run_in_threadpool(model.predict, samples)
        except LatentwalkError as error:
            raise HTTPException(400, str(error)) from error
        return Response(predicted(scores), media_type="application/octet-stream")

    return [
        WebSocketRoute("/decode", Decoding(model, turns).endpoint),
        Route("/encode", encode, methods=["POST"]),
        Route("/predict", predict, methods=["POST"]),
        Route("/{name:path}", file),
    ]


def part_of(folder: ModelFolder, name: str, request: Request) -> Response:
    """Some bytes of a file, as a single range of HTTP asks for them.

    Raises:
        FolderError: the model folder has no file of this name.
        HTTPException: 416, for another range than `bytes=FIRST-` or `bytes=FIRST-LAST`, or one that
            starts beyond the end.
    """
    size = folder.size(name)
    asked = RANGE.fullmatch(request.headers["range"])
    first = int(asked[1]) if asked else size
    last = min(int(asked[2]), size - 1) if asked and asked[2] else size - 1
    if first > last:
        raise HTTPException(
            416, f"{name} has {size} bytes.", headers={"Content-Range": f"bytes */{size}"}
        )
    return Response(
        folder.part(name, first, last + 1),
        206,
        {"Content-Range": f"bytes {first}-{last}/{size}"},
        "application/octet-stream",
    )


class Bodies:
    """Reads the bodies of requests, with a limit for each and one for all together."""

    def __init__(self) -> None:
        self._held = 0

    async def read(self, request: Request) -> bytes:
        """Read a body.

        Raises:
            HTTPException: the body is too large (413), or all concurrent ones are (503).
        """
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                self._held += len(chunk)
                if len(body) > MAX_BODY:
                    raise HTTPException(413, f"A request has at most {MAX_BODY} bytes of samples.")
                if self._held > MAX_BODIES:
                    raise HTTPException(503, "The server is receiving too many images: try again.")
            return bytes(body)
        finally:
            self._held -= len(body)


bodies = Bodies()


async def alive(_request: Request) -> Response:
    """No content. Without an answer, the page knows that the server is gone."""
    return Response(status_code=204)
