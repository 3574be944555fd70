"""`latentwalk.explore`: any model, on a page or in a notebook, in one line."""

from __future__ import annotations

import atexit
import contextlib
import sys
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.terminal.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Unpack

    from latentwalk.adoption.options import ModelKeywords
    from latentwalk.hosts.serving import Page


def explore(
    model: Any = None,
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    browser: bool = True,
    port: int = 8765,
    height: int | None = None,
    hide: tuple[str, ...] = (),
    **options: Unpack[ModelKeywords],
) -> Any:
    """Walk a model's latent space: on a page, or in a notebook's cell.

        latentwalk.explore(vae, data=images, labels=digits)

    Args:
        model: a torch module with `encode` and `decode` (or `encoder` and `decoder`, or a generator
            that is called), any object of that kind, a function of latent points (with
            `latent_dim=`), the path of a file or a folder, or a gallery name.
        encoder: what encodes, where `model` does not tell.
        decoder: what decodes, where `model` does not tell.
        data: images to encode into the map: an array or a tensor (n, ...), a data set, a loader, a
            table of Hugging Face's, a folder of pictures. uint8 are pixels, floats the model's own
            values.
        labels: their labels, n integers or names.
        browser: open the page in a browser (in a script).
        port: the port wanted (in a script).
        height: of the widget, in pixels (in a notebook).
        hide: controls to hide (in a notebook).
        options: what is known about the model: the fields of `ModelOptions`, such as `latent_dim`,
            `image` (c, h, w), `values` (black, white) and `name`. The rest is found by trying.

    Returns:
        In a notebook the widget. Elsewhere a `Page`, with `address` and `stop()`; a script that has
        come to its end goes on to serve it until Ctrl-C.

    Raises:
        LatentwalkError: the model cannot be opened or does not decode, or the data do not fit it.
    """
    ours = adopted(
        model,
        encoder=encoder,
        decoder=decoder,
        data=data,
        labels=labels,
        options=ModelOptions.from_keywords(options),
    )
    if in_notebook():
        from latentwalk.hosts.widget import Widget

        return (
            Widget([ours], hide=hide)
            if height is None
            else Widget([ours], height=height, hide=hide)
        )

    from latentwalk.hosts.serving import Page

    page = Page([ours], port=port)
    print(f"{printable(ours.name)}: {page.address}", flush=True)
    if browser:
        page.show()
    if not hasattr(sys, "ps1"):  # a script: its end is not the page's
        atexit.register(_keep, page)
    return page


def in_notebook() -> bool:
    """Whether this is the kernel of a notebook, where a widget can be shown."""
    if "marimo" in sys.modules:
        import marimo

        return bool(marimo.running_in_notebook())
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def _keep(page: Page) -> None:
    """Serve on after the script's last line, until Ctrl-C."""
    if not page.serving:
        return
    print("Ctrl-C ends it.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        page.wait()
