"""Access checks of the server: host name, origin and token of every request.

The checks precede every route, HTTP and WebSocket. `docs/trust.md` lists what they guarantee.
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.websockets import WebSocket

from latentwalk.hosts.server.access import LOCAL_ACCESS, TOKEN, Access

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' {styles}; "
    "img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; frame-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy; `styles` are the hashes of inline styles in the server's pages."""
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),
)


class Gate:
    """Middleware that passes permitted requests on and refuses others with a message."""

    def __init__(self, app: ASGIApp, access: Access = LOCAL_ACCESS, page: str = "") -> None:
        """Wrap `app`.

        Args:
            app: the application behind the checks.
            access: who may use it, under which path.
            page: the HTML of the page, whose inline styles the policy allows.
        """
        self._app = app
        self._access = access
        policy = POLICY.format(styles=" ".join(_styles(page) + _styles(_PAGE)))
        self._headers = ((b"content-security-policy", policy.encode()), *HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        path = self._access.path_within(scope["path"])
        refused = self._check(HTTPConnection(scope), path)
        if refused is None:
            await self._app({**scope, "path": path}, receive, send_with_headers)
        elif scope["type"] == "http":
            await refused(scope, receive, send_with_headers)
        else:
            wire = WebSocket(scope, receive, send_with_headers)
            await wire.send_denial_response(refused)

    def _check(self, connection: HTTPConnection, path: str | None) -> Response | None:
        """The response of the gate itself; None if the request may pass."""
        access = self._access
        host = connection.headers.get("host", "")
        if not access.is_own_name(host):
            return refusal(
                connection,
                421,
                f"This server does not answer to the name '{host[:80]}'. Use the address that it "
                "printed in its terminal. If a proxy shows it under this name, start it with "
                "--allow-host and the name.",
            )
        if not access.is_own_page(connection):
            return refusal(
                connection,
                403,
                "This server answers only requests of its own page. If a proxy shows the page "
                "under another name, start the server with --allow-host and that name.",
            )
        if path is None:
            query = f"?{connection.url.query}" if connection.url.query else ""
            return RedirectResponse(f"{access.root}/{query}")
        if access.token is None:
            return None
        token = connection.query_params.get(TOKEN)
        if token is not None and access.is_right(token):
            if connection.scope["type"] == "http" and path == "/":
                return self._set_cookie(connection)
            return None
        if access.is_right(access.kept_token(connection)):
            return None
        return refusal(
            connection,
            401,
            "This page is private. Use the full address that the server printed in its terminal, "
            "which ends with a token.",
        )

    def _set_cookie(self, connection: HTTPConnection) -> Response:
        """A redirect to the page without the token in its address, which sets the cookie."""
        rest = [(k, v) for k, v in parse_qsl(connection.url.query) if k != TOKEN]
        target = f"./?{urlencode(rest)}" if rest else "./"
        response: Response
        if connection.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            # browsers do not send a strict cookie after a redirect that started with another
            # site's link; a page of our own starts a new navigation
            response = HTMLResponse(
                f'<!doctype html><meta http-equiv="refresh" content="0;url={html.escape(target)}">'
            )
        else:
            response = RedirectResponse(target, 303)
        access = self._access
        response.set_cookie(
            access.cookie,
            access.token or "",
            path=access.cookie_path(connection),
            secure=connection.headers.get("x-forwarded-proto") == "https",
            httponly=True,
            samesite="strict",
        )
        return response


def refusal(connection: HTTPConnection, status: int, message: str) -> Response:
    """An error response: a page for browsers, plain text for programs."""
    if "text/html" not in connection.headers.get("accept", ""):
        return PlainTextResponse(message + "\n", status)
    return HTMLResponse(_PAGE.replace("MESSAGE", html.escape(message)), status)


def _styles(page: str) -> list[str]:
    """The hashes of a page's style elements, in the notation of the policy."""
    found = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    return [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in found]


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>latentwalk</title>
<style>
:root { color-scheme: light dark }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f6f4ef;
  color: #1c1b19; font: 1.125rem/1.6 system-ui, sans-serif }
main { max-width: 26rem; padding: 2rem }
h1 { margin: 0 0 .75rem; font-size: 1rem; font-weight: 600; opacity: .6 }
p { margin: 0 }
@media (prefers-color-scheme: dark) { body { background: #0e0f11; color: #ecebe8 } }
</style>
</head>
<body><main><h1>latentwalk</h1><p>MESSAGE</p></main></body>
</html>
"""
