"""Who may ask the server: under which names, from which pages, with which token.

The gate stands before every route, HTTP and WebSocket alike. `docs/trust.md` says what it promises.
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
"""Its name in the address."""
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' {styles}; "
    "img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; frame-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a page may load, but for the styles that stand in our own pages."""
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),
)


class Gate:
    """Middleware: lets in whom the server is for, and tells the others why not."""

    def __init__(
        self,
        app: ASGIApp,
        names: tuple[str, ...] = LOCAL_NAMES,
        token: str | None = None,
        cookie: str = "latentwalk",
        page: str = "",
    ) -> None:
        """Stand before `app`.

        Args:
            app: what is behind the gate.
            names: the names that a request may ask this server under. A page of another name,
                which a foreign name server could point here, is refused. With a token any numeric
                address may be asked under, too: no name server can forge one.
            token: what a request must show, in its address or its cookie; None asks for nothing.
            cookie: the name of the cookie that keeps the token.
            page: the HTML of the page, whose styles are let be.
        """
        self._app = app
        policy = POLICY.format(styles=" ".join(_styles(page) + _styles(_PAGE)))
        self._headers = ((b"content-security-policy", policy.encode()), *HEADERS)
        self._names = frozenset(name.lower() for name in names)
        self._token = token
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a sentence."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        answer = self._answer(HTTPConnection(scope))
        if answer is None:
            await self._app(scope, receive, send_with_headers)
        elif scope["type"] == "http":
            await answer(scope, receive, send_with_headers)
        else:
            wire = WebSocket(scope, receive, send_with_headers)
            await wire.send_denial_response(answer)

    def _answer(self, connection: HTTPConnection) -> Response | None:
        """What the gate itself answers; None lets the request pass."""
        host = connection.headers.get("host", "")
        if not self._known(host):
            return refusal(
                connection,
                421,
                f"This server does not go by the name '{host[:80]}'. Open it by the address that "
                "it printed in its terminal.",
            )
        if not same_origin(connection):
            return refusal(connection, 403, "This server answers its own page, not another's.")
        if self._token is None:
            return None
        shown = connection.query_params.get(TOKEN)
        if shown is not None and self._right(shown):
            if connection.scope["type"] == "http" and connection.url.path == "/":
                return self._admitted(connection)
            return None
        if self._right(_cookie(connection, self._cookie)):
            return None
        return refusal(
            connection,
            401,
            "This page is private. Open it by the whole address that the server printed in its "
            "terminal: it ends with a token.",
        )

    def _known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name is not None and (
            name in self._names or (self._token is not None and is_address(name))
        )

    def _right(self, shown: str) -> bool:
        return self._token is not None and hmac.compare_digest(shown.encode(), self._token.encode())

    def _admitted(self, connection: HTTPConnection) -> Response:
        """The same page without the token in its address, which the cookie keeps from now on."""
        rest = [(k, v) for k, v in parse_qsl(connection.url.query) if k != TOKEN]
        target = f"./?{urlencode(rest)}" if rest else "./"
        answer: Response
        if connection.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            # a strict cookie is not sent after a redirect that another site's link began; a
            # page of our own begins anew
            answer = HTMLResponse(
                f'<!doctype html><meta http-equiv="refresh" content="0;url={html.escape(target)}">'
            )
        else:
            answer = RedirectResponse(target, 303)
        answer.set_cookie(self._cookie, self._token or "", httponly=True, samesite="strict")
        return answer


def same_origin(connection: HTTPConnection) -> bool:
    """Whether the page that asks came from here; programs and links that are followed may, too."""
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
    """The names that a server listening at `host` may be asked under, besides its addresses."""
    machine = socket.gethostname().lower()
    return (*LOCAL_NAMES, host.lower(), machine, f"{machine}.local")


def is_address(name: str) -> bool:
    """Whether it is a number, which no name server can point elsewhere."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def refusal(connection: HTTPConnection, status: int, sentence: str) -> Response:
    """A sentence, as a page for those who look with a browser."""
    if "text/html" not in connection.headers.get("accept", ""):
        return PlainTextResponse(sentence + "\n", status)
    return HTMLResponse(_PAGE.replace("SENTENCE", html.escape(sentence)), status)


def _styles(page: str) -> list[str]:
    """What the policy calls the style elements of a page: the hashes of what they hold."""
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
<body><main><h1>latentwalk</h1><p>SENTENCE</p></main></body>
</html>
"""
