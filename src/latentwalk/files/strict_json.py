"""JSON that may be anybody's, held to what every reader of JSON takes."""

from __future__ import annotations

import json
import math
from typing import Any

DEEPEST = 64
"""Levels of lists and objects."""


def parsed(text: str | bytes, *, finite: bool = True) -> Any:
    """Read JSON.

    Args:
        text: UTF-8 where it is bytes.
        finite: refuse NaN and infinity, which Python writes and JSON does not have.

    Raises:
        ValueError: it is no JSON, is nested too deep, or holds numbers or characters that there
            are none of.
    """
    try:
        tree = json.loads(text)
    except RecursionError:
        raise ValueError(_DEEP) from None
    waiting = [(tree, 1)]
    while waiting:
        value, level = waiting.pop()
        if level > DEEPEST:
            raise ValueError(_DEEP)
        if isinstance(value, str):
            value.encode()  # half a character, as an escape can be, is a UnicodeEncodeError
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


_DEEP = f"it is nested more than {DEEPEST} levels deep"
