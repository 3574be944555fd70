"""Runs the server in a thread and holds its address."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import threading
import time
import webbrowser
from typing import TYPE_CHECKING

import uvicorn

from latentwalk.errors import MissingError, SettingsError
from latentwalk.hosts.messages import max_request_bytes
from latentwalk.hosts.server.access import TOKEN, Access, is_loopback
from latentwalk.hosts.server.application import application
from latentwalk.hosts.server.options import LOCAL, ServerOptions
from latentwalk.hosts.server.timeouts import TimedHTTP, TimedWebSocket
from latentwalk.terminal.console import encodable
from latentwalk.terminal.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.routing import BaseRoute

    from latentwalk.infer.model import Model

PORTS = 50
"""How many ports are tried, starting with the preferred one."""
IN_CONTAINER = ("/.dockerenv", "/run/.containerenv")
"""Files that Docker and Podman place in a container."""


class Page:
    """A running server, in its own thread."""

    def __init__(
        self,
        models: Sequence[Model],
        options: ServerOptions = LOCAL,
        others: Sequence[BaseRoute] = (),
        *,
        gallery: bool = False,
    ) -> None:
        """Start serving.

        Args:
            models: the models to serve; the page opens the first.
            options: where to listen, and behind which proxy. A token that they require is part of
                `address` and `elsewhere`.
            others: further routes, which take precedence over those of the models.
            gallery: whether the page opens with the gallery, instead of the first model.

        Raises:
            SettingsError: the address is not one of this machine, or no port is free.
            MissingError: the package was installed without the built page.
        """
        listening = listen(options.host, options.port)
        bound, port = listening.getsockname()[:2]
        access = Access.to(options, bound, port)
        try:
            app = application(models, access, others, gallery=gallery)
        except MissingError:
            listening.close()
            raise
        query = f"?{TOKEN}={access.token}" if access.token else ""
        self.address = f"{_url(_local_address(bound), port)}{query}"
        """The URL for this machine's browser."""
        self.elsewhere = [f"{note}: {url}{query}" for note, url in _elsewhere(options, bound, port)]
        """Sentences with the URLs for other machines, if they can connect."""
        config = uvicorn.Config(
            app,
            log_level="critical",
            http=TimedHTTP,
            ws=TimedWebSocket,
            ws_max_size=max(max_request_bytes(model.row_dim) for model in models),
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=0,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="latentwalk", daemon=True
        )
        self._thread.start()

    def __repr__(self) -> str:
        return f"Page({self.address!r}{'' if self.serving else ', stopped'})"

    @property
    def serving(self) -> bool:
        """Whether the server is running."""
        return self._thread.is_alive()

    def announce(self, what: str, note: str = "") -> None:
        """Print the page's addresses, for a machine and for others if they can connect."""
        note = f"   ({note})" if note else ""
        print(encodable(f"{what}: {self.address}{note}"), *self.elsewhere, sep="\n", flush=True)

    def show(self) -> None:
        """Open the page in the user's browser."""
        # in a thread: the call of a text-mode browser returns only when the user leaves it
        threading.Thread(target=webbrowser.open, args=(self.address,), daemon=True).start()

    def wait(self) -> None:
        """Wait until the server is stopped.

        Raises:
            KeyboardInterrupt: the process was interrupted; the server is stopped first.
        """
        try:
            with interruptible():
                while self.serving:
                    time.sleep(0.1)  # not `join`, which an interruption would leave broken
        except KeyboardInterrupt:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server. Open pages show that it is gone."""
        self._server.should_exit = True
        self._thread.join(5)


def serve(
    models: Sequence[Model],
    options: ServerOptions = LOCAL,
    *,
    browser: bool = True,
    gallery: bool = False,
) -> None:
    """Serve the page until the process is interrupted.

    Args:
        models: the models to serve; the page opens the first.
        options: where to listen, and behind which proxy.
        browser: whether to open the page in the user's browser.
        gallery: whether the page opens with the gallery, instead of the first model.

    Raises:
        SettingsError: the address is not one of this machine, or no port is free.
        MissingError: the package was installed without the built page.
        KeyboardInterrupt: the process was interrupted.
    """
    page = Page(models, options, gallery=gallery)
    with interruptible():
        page.announce("gallery" if gallery else printable(models[0].name), "Ctrl-C stops it")
        if browser:
            page.show()
        page.wait()


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Accept SIGINT in this block, even if the process was started to ignore it.

    Shells do so for background jobs of scripts. Any other handler stays in place.
    """
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if not ignored or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the first free port from `port` up.

    Raises:
        SettingsError: the address is not one of this machine, or no port is free.
    """
    for candidate in range(port, min(port + PORTS, 65536)):
        try:
            family = socket.getaddrinfo(host, candidate, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, candidate), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                reason = error.strerror or error
                raise SettingsError(f"Cannot listen on {host}:{candidate}: {reason}.") from error
        except UnicodeError as error:
            raise SettingsError(f"'{host}' is not an address of this machine.") from error
    raise SettingsError(f"No free port from {port} up on {host}: give another with --port.")


def _local_address(bound: str) -> str:
    """The address by which this machine reaches a server that listens on `bound`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bound, bound)


def _outer_address(bound: str) -> str:
    """The address by which other machines reach a server that listens on `bound`."""
    if bound not in {"0.0.0.0", "::"}:
        return bound
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it looks up the outgoing route
        except OSError:
            return _local_address(bound)
        return str(probe.getsockname()[0])


def _elsewhere(options: ServerOptions, bound: str, port: int) -> list[tuple[str, str]]:
    """The URLs for other machines, each with a note on where it works."""
    found = [
        ("behind a proxy, if it uses HTTPS", f"https://{name}{options.root_path}/")
        for name in options.allow_host
    ]
    if is_loopback(bound):
        return found
    if any(map(os.path.exists, IN_CONTAINER)):  # its own address is known only to its machine
        outside = _url("localhost", port)
        return [*found, (f"outside the container, if it publishes the port {port}", outside)]
    return [*found, ("from other machines", _url(_outer_address(bound), port))]


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
