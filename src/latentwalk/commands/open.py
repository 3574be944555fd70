"""`latentwalk open`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from tyro.conf import OmitArgPrefixes, Positional, arg

from latentwalk.adoption.options import ModelOptions
from latentwalk.commands.foreign import ColumnsOption, DataOption, OriginalsOption, open_models
from latentwalk.hosts.server.options import ServerOptions


@dataclass(frozen=True)
class Open:
    """Explore a latent space on a page in the browser.

    For example: latentwalk open mnist
    """

    models: Positional[Annotated[tuple[str, ...], arg(metavar="MODEL")]] = ()
    """Gallery names, model folders, or models of your own, as for `latentwalk adopt`. The page
    opens the first; a menu has the others and the rest of the gallery. Without any, it opens the
    gallery."""
    no_browser: bool = False
    """Print the address without opening a browser."""
    data: DataOption = ""
    columns: ColumnsOption = None
    originals: OriginalsOption = True
    server: OmitArgPrefixes[ServerOptions] = field(default_factory=ServerOptions)
    model: OmitArgPrefixes[ModelOptions] = field(default_factory=ModelOptions)

    def run(self) -> None:
        """Serve the page until Ctrl-C."""
        from latentwalk import gallery
        from latentwalk.adoption.predictors.adding import with_digits
        from latentwalk.hosts.server.serving import serve
        from latentwalk.infer.model import open_model

        if not self.models and self == Open(no_browser=self.no_browser, server=self.server):
            shipped = [with_digits(open_model(name)) for name in gallery.names()]
            serve(shipped, self.server, browser=not self.no_browser, gallery=True)
            return
        names = self.models or (gallery.names()[0],)  # what is said of a model is of the default
        models = open_models(names, self.data, self.model, self.columns, originals=self.originals)
        others = [open_model(name) for name in gallery.names() if name not in names]
        serve(
            [with_digits(model) for model in (*models, *others)],
            self.server,
            browser=not self.no_browser,
        )
