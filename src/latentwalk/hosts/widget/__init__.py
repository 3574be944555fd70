"""The notebook widget: the page in a cell, with its state in Python traits."""

from latentwalk.errors import MissingError

try:
    from latentwalk.hosts.widget.explorer import Link, Widget
except ModuleNotFoundError as error:
    raise MissingError(
        f"The widget needs {error.name}: pip install 'latentwalk[notebook]'."
    ) from error

__all__ = ["Link", "Widget"]
