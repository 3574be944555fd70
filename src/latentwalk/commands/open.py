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

    models: Positional[Annotated[tuple[str, ...], arg(metavar="MODEL")]] = ("mnist",)
    """Gallery names or paths of model folders; the page opens the first, and switches to the others
    and the rest of the gallery."""
    host: str = "127.0.0.1"
    """The address to listen at."""
    port: int = 8765
    """The port wanted; the next free one is taken if it is in use."""
    no_browser: bool = False
    """Print the address and open no browser."""

    def run(self) -> None:
        """Serve the page until Ctrl-C."""
        from latentwalk import gallery
        from latentwalk.hosts.server import serve
        from latentwalk.infer.model import open_model

        others = [name for name in gallery.names() if name not in self.models]
        models = [open_model(model) for model in (*self.models, *others)]
        serve(models, host=self.host, port=self.port, browser=not self.no_browser)
