"""The desktop window, in Tk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.errors import MissingError

if TYPE_CHECKING:
    from latentwalk.infer.model import Model


def show(model: Model, seed: int | None = None) -> None:
    """Show a model in a window, until it is closed.

    Args:
        model: the model to explore.
        seed: the seed of the random points.

    Raises:
        MissingError: Tk is not installed, or there is no display.
    """
    try:
        import tkinter

        from latentwalk.hosts.window.app import Window
    except ImportError as error:
        raise MissingError(
            f"The window needs Tk, which this Python lacks ({error}): install it with your "
            "system's packages (Debian and Ubuntu: python3-tk; Homebrew: python-tk)."
        ) from error
    try:
        root = tkinter.Tk(className="latentwalk")
    except tkinter.TclError as error:
        raise MissingError(
            f"No display to show a window on ({error}). Use `latentwalk open`, which serves a page "
            "instead."
        ) from error
    Window(root, model, seed)
    root.mainloop()
