"""`latentwalk open`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from tyro.conf import Positional, arg


@dataclass(frozen=True)
class Open:
    """Walk a latent space on a page in the browser.

    For example: latentwalk open mnist
    """

    model: Positional[Annotated[str, arg(metavar="MODEL")]] = "mnist"
    """A gallery name or the path of a model folder."""
    host: str = "127.0.0.1"
    """The address to listen at."""
    port: int = 8765
    """The port wanted; the next free one is taken if it is in use."""
    no_browser: bool = False
    """Print the address and open no browser."""

    def run(self) -> None:
        """Serve the page until Ctrl-C."""
        from latentwalk.hosts.server import serve
        from latentwalk.infer.model import open_model

        model = open_model(self.model)
        serve(model, host=self.host, port=self.port, browser=not self.no_browser)
