"""The page of the local server, in its own thread: where it is, until when it is there."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import secrets
import signal
import socket
import threading
import time
import webbrowser
from typing import TYPE_CHECKING

import uvicorn

from latentwalk.errors import MissingError, SettingsError
from latentwalk.hosts.gate import LOCAL_NAMES, TOKEN, own_names
from latentwalk.hosts.messages import most_bytes
from latentwalk.hosts.server import application
from latentwalk.hosts.timeouts import TimedHTTP, TimedWebSocket
from latentwalk.terminal.plain_text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.routing import BaseRoute

    from latentwalk.infer.model import Model

PORTS = 50
"""How many ports are tried, from the wanted one up."""


class Page:
    """A page that is being served, from a thread of its own."""

    def __init__(
        self,
        models: Sequence[Model],
        host: str = "127.0.0.1",
        port: int = 8765,
        others: Sequence[BaseRoute] = (),
    ) -> None:
        """Begin to serve.

        Args:
            models: what is served; the page opens the first.
            host: the address to listen at. Any but this machine's own loopback asks those who
                come for a token, which `address` and `far` hold.
            port: the port wanted; the next free one is taken if it is in use.
            others: further routes, which go before those of the models.

        Raises:
            SettingsError: the address is not of this machine, or no port is free.
            MissingError: the bundle is missing.
        """
        listening = listen(host, port)
        bound, number = listening.getsockname()[:2]
        alone = ipaddress.ip_address(bound.partition("%")[0]).is_loopback
        token = None if alone else secrets.token_urlsafe(32)
        names = (*LOCAL_NAMES, host) if alone else own_names(host)
        try:
            app = application(models, names, others, token, f"latentwalk-{number}")
        except MissingError:
            listening.close()
            raise
        self.address = _address(_near(bound), number, token)
        """Where it is, for this machine's browser."""
        self.far = None if alone else _address(_outward(bound), number, token)
        """Where it is for other machines; None if they cannot ask it."""
        config = uvicorn.Config(
            app,
            log_level="critical",
            http=TimedHTTP,
            ws=TimedWebSocket,
            ws_max_size=max(most_bytes(model.latent_dim) for model in models),
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
        """Whether it is still being served."""
        return self._thread.is_alive()

    def show(self) -> None:
        """Open it in the person's browser."""
        # beside all else: a browser of the terminal keeps the call until it is left
        threading.Thread(target=webbrowser.open, args=(self.address,), daemon=True).start()

    def wait(self) -> None:
        """Return when it is stopped.

        Raises:
            KeyboardInterrupt: the process was interrupted; it is stopped then.
        """
        try:
            with interruptible():
                while self.serving:
                    time.sleep(0.1)  # an interruption comes through; inside `join` it would do harm
        except KeyboardInterrupt:
            self.stop()
            raise

    def stop(self) -> None:
        """End it. Pages that are open say that the server is gone."""
        self._server.should_exit = True
        self._thread.join(5)


def serve(
    models: Sequence[Model], *, host: str = "127.0.0.1", port: int = 8765, browser: bool = True
) -> None:
    """Serve the page until the process is interrupted.

    Args:
        models: what is served; the page opens the first.
        host: the address to listen at.
        port: the port wanted; the next free one is taken if it is in use.
        browser: open the page in the person's browser.

    Raises:
        SettingsError: the address is not of this machine, or no port is free.
        MissingError: the bundle is missing.
        KeyboardInterrupt: it was interrupted.
    """
    page = Page(models, host, port)
    with interruptible():
        print(f"{shown(models[0].name)}: {page.address}   (Ctrl-C ends it)", flush=True)
        if page.far:
            print(f"from other machines: {page.far}", flush=True)
        if browser:
            page.show()
        page.wait()


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let an interruption come through meanwhile, though a shell let the process ignore it.

    It does so with what is begun in the background of a script. Any other handler is left alone.
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
    """A socket that listens at the first free port from `port` up.

    Raises:
        SettingsError: the address is not of this machine, or no port is free.
    """
    if not 0 <= port <= 65535:
        raise SettingsError(f"A port is a number from 0 to 65535, got {port}.")
    for candidate in range(port, min(port + PORTS, 65536)):
        try:
            family = socket.getaddrinfo(host, candidate, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, candidate), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                reason = error.strerror or error
                raise SettingsError(f"Cannot listen at {host}:{candidate}: {reason}.") from error
        except UnicodeError as error:
            raise SettingsError(f"'{host}' is no address of this machine.") from error
    raise SettingsError(f"No port from {port} on is free at {host}; give another with --port.")


def _near(bound: str) -> str:
    """The address by which this machine asks a server that listens at `bound`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bound, bound)


def _outward(bound: str) -> str:
    """The address by which others ask it: where it listens at all, the one that leads outward."""
    if bound not in {"0.0.0.0", "::"}:
        return bound
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # sends nothing: it asks the table of routes
        except OSError:
            return _near(bound)
        return str(asking.getsockname()[0])


def _address(host: str, port: int, token: str | None) -> str:
    place = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    return f"{place}?{TOKEN}={token}" if token else place
