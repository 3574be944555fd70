"""Where a page is served, and behind what: one dataclass for commands and keyword arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Annotated

from tyro.conf import UseAppendAction, arg

from latentwalk.errors import SettingsError

_LABEL = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*\.?")
_PATH = re.compile(r"(/[\w.~@%+-]+)*", re.ASCII)


@dataclass(frozen=True)
class ServerOptions:
    """Where the page is served, and how other machines reach it.

    Raises:
        SettingsError: a value that is no address, port, name or path.
    """

    host: str = "127.0.0.1"
    """The address to listen on; any except loopback requires a token, which is printed."""
    port: int = 8765
    """The preferred port; the next free one is used if it is taken."""
    allow_host: UseAppendAction[Annotated[tuple[str, ...], arg(metavar="NAME")]] = ()
    """A host name under which a proxy shows the page, such as hub.example.org. May be repeated.
    Requires a token."""
    root_path: Annotated[str, arg(metavar="PATH")] = ""
    """The path under which a proxy shows the page, such as /user/ann/proxy/8765."""
    no_token: bool = False
    """Require no token: only behind a proxy that checks who connects."""

    def __post_init__(self) -> None:
        host: object = self.host
        port: object = self.port
        if not isinstance(host, str) or not host:
            raise SettingsError(f"host is an address of this machine, got {host!r}.")
        if type(port) is not int or not 0 <= port <= 65535:
            raise SettingsError(f"A port is a number from 0 to 65535, got {port!r}.")
        object.__setattr__(self, "allow_host", tuple(map(host_name, self.allow_host)))
        object.__setattr__(self, "root_path", clean_path(self.root_path))

    def words(self) -> list[str]:
        """The options that differ from the defaults, as on the command line."""
        words: list[str] = []
        for field in fields(self):
            value = getattr(self, field.name)
            option = "--" + field.name.replace("_", "-")
            if value == field.default:
                continue
            if isinstance(value, tuple):
                words += [word for name in value for word in (option, name)]
            else:
                words += [option] if value is True else [option, str(value)]
        return words


def host_name(text: object) -> str:
    """A host name in lower case.

    Raises:
        SettingsError: the text is no host name.
    """
    name = text.strip().lower() if isinstance(text, str) else ""
    if not _NAME.fullmatch(name):
        raise SettingsError(
            "allow_host takes host names without scheme, port and path, such as "
            f"hub.example.org, got {text!r}."
        )
    return name


def clean_path(text: object) -> str:
    """A path that starts with a slash and ends without one; empty for the root.

    Raises:
        SettingsError: the text is no path of a URL.
    """
    inner = text.strip("/") if isinstance(text, str) else "?"
    path = f"/{inner}" if inner else ""
    if not _PATH.fullmatch(path) or {"..", "."} & {*path.split("/")}:
        raise SettingsError(
            f"root_path is the path of a URL, such as /user/ann/proxy/8765, got {text!r}."
        )
    return path


LOCAL = ServerOptions()
"""Serves to this machine only."""
