"""`latentwalk.explore`: opens any model on a page or in a notebook."""

from __future__ import annotations

import atexit
import contextlib
import sys
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.adoption.predictors.adding import with_digits
from latentwalk.terminal.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Unpack

    from latentwalk.adoption.options import ModelKeywords
    from latentwalk.hosts.server.serving import Page


def explore(
    model: Any = None,
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    columns: Any = None,
    originals: bool = True,
    browser: bool = True,
    host: str = "127.0.0.1",
    port: int = 8765,
    allow_host: str | Sequence[str] = (),
    root_path: str = "",
    no_token: bool = False,
    height: int | None = None,
    hide: tuple[str, ...] = (),
    **options: Unpack[ModelKeywords],
) -> Any:
    """Explore a model's latent space on a page, or in a notebook's cell.

        latentwalk.explore(vae, data=images, labels=digits)

    Args:
        model: a torch module with `encode` and `decode` (or `encoder` and `decoder`, or a callable
            generator), any similar object, a function of latent points (with `latent_dim=`), the
            path of a file or folder, or a gallery name.
        encoder: the encoder, if the model does not name one.
        decoder: the decoder, if the model does not name one.
        data: samples to encode into the map: an array or tensor (n, ...), a data set, a loader, a
            table, or a folder of pictures. uint8 values are pixels, floats are in the model's own
            values, see `values`, `normalize` and `data_values`.
        labels: their labels, n integers or names.
        columns: what else is known about them, one row for each: a data frame of pandas or Polars,
            a PyArrow table, a mapping of names to arrays, or the path of a .csv or .parquet.
        originals: whether to keep the samples of the map themselves, as the model sees them, so
            that the page shows them beside what is decoded.
        browser: whether to open the page in a browser (in a script).
        host: the address to listen on (in a script). Any except loopback requires a token.
        port: the preferred port (in a script).
        allow_host: host names under which a proxy shows the page (in a script).
        root_path: the path under which a proxy shows the page (in a script).
        no_token: whether to require no token, behind a proxy that checks who connects.
        height: the height of the widget, in pixels (in a notebook).
        hide: controls to hide (in a notebook).
        options: what is known about the model: the fields of `ModelOptions`, such as `latent_dim`,
            `image` (c, h, w), `values` (black, white) and `name`; for other samples than
            images `output`, `rate`, `x`, `names` and `edges`. The rest is found by trying.

    Returns:
        The widget in a notebook. Elsewhere a `Page`, with `address` and `stop()`; at its end, a
        script continues to serve it until Ctrl-C.

    Raises:
        LatentwalkError: the model cannot be opened or does not decode, the data do not fit it, or
            the page cannot be served there.
    """
    from latentwalk.hosts.server.options import ServerOptions

    names = (allow_host,) if isinstance(allow_host, str) else tuple(allow_host)
    server = ServerOptions(host, port, names, root_path, no_token)
    opened = adopted(
        model,
        encoder=encoder,
        decoder=decoder,
        data=data,
        labels=labels,
        columns=columns,
        originals=originals,
        options=ModelOptions.from_keywords(options),
    )
    ours = with_digits(opened)
    if in_notebook():
        from latentwalk.hosts.widget import Widget

        return Widget([ours], height=height, hide=hide)

    from latentwalk.hosts.server.serving import Page

    page = Page([ours], server)
    page.announce(printable(ours.name))
    if browser:
        page.show()
    if not hasattr(sys, "ps1"):  # a script: keep serving after its end
        atexit.register(_serve_on, page)
    return page


def in_notebook() -> bool:
    """Whether this is the kernel of a notebook, which can show a widget."""
    if "marimo" in sys.modules:
        import marimo

        return bool(marimo.running_in_notebook())
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def _serve_on(page: Page) -> None:
    """Serve until Ctrl-C after the end of the script."""
    if not page.serving:
        return
    print("Ctrl-C stops it.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        page.wait()
