"""`latentwalk open`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from tyro.conf import OmitArgPrefixes, Positional, arg

from latentwalk.adoption.options import ModelOptions
from latentwalk.commands.foreign import DataOption, open_models


@dataclass(frozen=True)
class Open:
    """Explore a latent space on a page in the browser.

    For example: latentwalk open mnist
    """

    models: Positional[Annotated[tuple[str, ...], arg(metavar="MODEL")]] = ("mnist",)
    """Gallery names, model folders, or models of your own, as for `latentwalk adopt`. The page
    opens the first; a menu has the others and the rest of the gallery."""
    host: str = "127.0.0.1"
    """The address to listen on; any except loopback requires a token, which is printed."""
    port: int = 8765
    """The preferred port; the next free one is used if it is taken."""
    no_browser: bool = False
    """Print the address without opening a browser."""
    data: DataOption = ""
    model: OmitArgPrefixes[ModelOptions] = field(default_factory=ModelOptions)

    def run(self) -> None:
        """Serve the page until Ctrl-C."""
        from latentwalk import gallery
        from latentwalk.hosts.serving import serve
        from latentwalk.infer.model import open_model

        models = open_models(self.models, self.data, self.model)
        others = [open_model(name) for name in gallery.names() if name not in self.models]
        serve([*models, *others], host=self.host, port=self.port, browser=not self.no_browser)
