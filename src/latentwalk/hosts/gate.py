"""Access checks of the server: host name, origin and token of every request.

The checks precede every route, HTTP and WebSocket. `docs/trust.md` lists what they guarantee.
"""

from __future__ import annotations

import hmac
import html
import ipaddress
import re
import socket
from base64 import b64encode
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.websockets import WebSocket

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
TOKEN = "token"
"""The token's name in the query string."""
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

    def __init__(
        self,
        app: ASGIApp,
        names: tuple[str, ...] = LOCAL_NAMES,
        token: str | None = None,
        cookie: str = "latentwalk",
        page: str = "",
    ) -> None:
        """Wrap `app`.

        Args:
            app: the application behind the checks.
            names: the host names that requests may use. Other names are refused, because a foreign
                name server could point them here. If a token is required, any numeric address is
                accepted as well: no name server can forge one.
            token: the token that requests must have, in the query string or the cookie; None
                requires none.
            cookie: the name of the cookie that holds the token.
            page: the HTML of the page, whose inline styles the policy allows.
        """
        self._app = app
        policy = POLICY.format(styles=" ".join(_styles(page) + _styles(_PAGE)))
        self._headers = ((b"content-security-policy", policy.encode()), *HEADERS)
        self._names = frozenset(name.lower() for name in names)
        self._token = token
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        refused = self._check(HTTPConnection(scope))
        if refused is None:
            await self._app(scope, receive, send_with_headers)
        elif scope["type"] == "http":
            await refused(scope, receive, send_with_headers)
        else:
            wire = WebSocket(scope, receive, send_with_headers)
            await wire.send_denial_response(refused)

    def _check(self, connection: HTTPConnection) -> Response | None:
        """The response of the gate itself; None if the request may pass."""
        host = connection.headers.get("host", "")
        if not self._is_own_name(host):
            return refusal(
                connection,
                421,
                f"This server does not answer to the name '{host[:80]}'. Use the address that it "
                "printed in its terminal.",
            )
        if not same_origin(connection):
            return refusal(connection, 403, "This server answers only requests of its own page.")
        if self._token is None:
            return None
        token = connection.query_params.get(TOKEN)
        if token is not None and self._is_right(token):
            if connection.scope["type"] == "http" and connection.url.path == "/":
                return self._set_cookie(connection)
            return None
        if self._is_right(_cookie(connection, self._cookie)):
            return None
        return refusal(
            connection,
            401,
            "This page is private. Use the full address that the server printed in its terminal, "
            "which ends with a token.",
        )

    def _is_own_name(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name is not None and (
            name in self._names or (self._token is not None and is_address(name))
        )

    def _is_right(self, token: str) -> bool:
        return self._token is not None and hmac.compare_digest(token.encode(), self._token.encode())

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
        response.set_cookie(self._cookie, self._token or "", httponly=True, samesite="strict")
        return response


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a request is from the server's own page, a program, or a link that was followed."""
    headers = connection.headers
    origin = headers.get("origin")
    if origin is not None:
        try:
            return urlsplit(origin).netloc == headers.get("host")
        except ValueError:
            return False
    elsewhere = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    return not elsewhere or headers.get("sec-fetch-mode") == "navigate"


def own_names(host: str) -> tuple[str, ...]:
    """The host names that requests may use for a server on `host`, besides numeric addresses."""
    machine = socket.gethostname().lower()
    return (*LOCAL_NAMES, host.lower(), machine, f"{machine}.local")


def is_address(name: str) -> bool:
    """Whether a host name is a numeric address, which no name server can point elsewhere."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def refusal(connection: HTTPConnection, status: int, message: str) -> Response:
    """An error response: a page for browsers, plain text for programs."""
    if "text/html" not in connection.headers.get("accept", ""):
        return PlainTextResponse(message + "\n", status)
    return HTMLResponse(_PAGE.replace("MESSAGE", html.escape(message)), status)


def _styles(page: str) -> list[str]:
    """The hashes of a page's style elements, in the notation of the policy."""
    found = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    return [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in found]


def _cookie(connection: HTTPConnection, name: str) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(connection.headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


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
