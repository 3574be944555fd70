"""The panels of the page that can be hidden, as the build lists them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from latentwalk.errors import MissingError

CONTENTS = Path(__file__).parents[1] / "web" / "static" / "share" / "share.json"
"""What the build tells about the scripts of exported pages."""


@cache
def panels() -> tuple[str, ...]:
    """The names of the panels, in the page's own order.

    Raises:
        MissingError: the package was installed without the page.
    """
    try:
        contents = json.loads(CONTENTS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingError(
            "This installation lacks the page: install Latentwalk with pip from a release or a "
            "checkout, which builds it."
        ) from None
    return tuple(contents["panels"])
