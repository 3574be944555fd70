"""Parses untrusted JSON, accepting only what every JSON reader accepts."""

from __future__ import annotations

import json
import math
from typing import Any

MAX_DEPTH = 64
"""The deepest nesting of lists and objects."""


def parse_json(text: str | bytes, *, finite: bool = True) -> Any:
    """Parse JSON.

    Args:
        text: the JSON; bytes are UTF-8.
        finite: whether to refuse NaN and infinity, which Python writes but JSON does not have.

    Raises:
        ValueError: invalid JSON, too deep nesting, or invalid numbers or characters.
    """
    try:
        tree = json.loads(text)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    waiting = [(tree, 1)]
    while waiting:
        value, level = waiting.pop()
        if level > MAX_DEPTH:
            raise ValueError(_TOO_DEEP)
        if isinstance(value, str):
            value.encode()  # an escaped lone surrogate raises UnicodeEncodeError
        elif isinstance(value, dict):
            waiting += [(name, level) for name in value]
            waiting += [(one, level + 1) for one in value.values()]
        elif isinstance(value, list):
            waiting += [(one, level + 1) for one in value]
        elif isinstance(value, int) and value.bit_length() > 1000:
            raise ValueError("a number is too large")
        elif finite and isinstance(value, float) and not math.isfinite(value):
            raise ValueError("a number is not finite")
    return tree


_TOO_DEEP = f"it is nested more than {MAX_DEPTH} levels deep"
