"""Who may use a server: by which host names, from which origins, and with which token."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
import socket
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from latentwalk.hosts.server.options import ServerOptions

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
TOKEN = "token"
"""The token's name in the query string."""
_PREFIX = re.compile(r"(/[\w.~@%+-]+)+/?", re.ASCII)


@dataclass(frozen=True)
class Access:
    """What the gate of a server lets pass."""

    names: tuple[str, ...] = LOCAL_NAMES
    """The host names that requests may use, in lower case. Others are refused, because a foreign
    name server could point them here."""
    numeric: bool = False
    """Whether any numeric address is accepted as well: no name server can forge one."""
    proxies: tuple[str, ...] = ()
    """The names under which proxies show the page. They may be a request's host name, and the
    host name of its origin if the proxy has rewritten the other."""
    root: str = ""
    """The path under which a proxy shows the page."""
    token: str | None = None
    """The token that requests must have, in the query string or the cookie; None requires none."""
    cookie: str = "latentwalk"
    """The name of the cookie that holds the token."""

    @classmethod
    def to(cls, options: ServerOptions, bound: str, port: int) -> Access:
        """The access to a server that listens on the address `bound`.

        A random token is required, unless `options` waives it, if other machines can connect.
        """
        loopback = is_loopback(bound)
        public = not loopback or options.allow_host
        host = options.host.lower()
        machine = socket.gethostname().lower()
        return cls(
            names=(*LOCAL_NAMES, host, *(() if loopback else (machine, f"{machine}.local"))),
            numeric=bool(public),
            proxies=options.allow_host,
            root=options.root_path,
            token=secrets.token_urlsafe(32) if public and not options.no_token else None,
            cookie=f"latentwalk-{port}",
        )

    def is_own_name(self, host: str) -> bool:
        """Whether a Host header, with or without a port, is a name of this server."""
        name = _name(f"//{host}")
        if name is None:
            return False
        return name in self.names or name in self.proxies or (self.numeric and _is_address(name))

    def is_own_page(self, connection: HTTPConnection) -> bool:
        """Whether a request is from the server's page, a program, or a link that was followed."""
        headers = connection.headers
        origin = headers.get("origin")
        if origin is not None:
            return _place(origin) == headers.get("host") or _name(origin) in self.proxies
        elsewhere = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
        return not elsewhere or headers.get("sec-fetch-mode") == "navigate"

    def is_right(self, token: str) -> bool:
        """Whether a token is the required one."""
        return self.token is not None and hmac.compare_digest(token.encode(), self.token.encode())

    def kept_token(self, connection: HTTPConnection) -> str:
        """The token in the request's cookie; empty if there is none."""
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(connection.headers.get("cookie", ""))
        except CookieError:
            return ""
        return cookies[self.cookie].value if self.cookie in cookies else ""

    def path_within(self, path: str) -> str | None:
        """A request's path without the root; None for the root without its slash."""
        root = unquote(self.root)
        if not root or not f"{path}/".startswith(f"{root}/"):
            return path  # the proxy has removed the root
        return path.removeprefix(root) or None

    def cookie_path(self, connection: HTTPConnection) -> str:
        """The path for which the cookie is valid: no other service behind a proxy receives it."""
        prefix = connection.headers.get("x-forwarded-prefix", "")
        return (self.root or (prefix if _PREFIX.fullmatch(prefix) else "")).rstrip("/") + "/"


LOCAL_ACCESS = Access()
"""The access of programs and pages of this machine."""


def is_loopback(address: str) -> bool:
    """Whether only this machine can connect to a numeric address."""
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _name(url: str) -> str | None:
    """The host name of a URL, in lower case; None if it has none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _place(url: str) -> str | None:
    """Host name and port of a URL, as they are; None if it is none."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
