"""Reads the content of an exported page."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any

import numpy as np

from latentwalk.hosts.html.packing import FIRST_HIDDEN, HIDDEN


def bytes_of(text: str, length: int) -> bytes:
    """What `text_of` made a text of, read symbol by symbol."""
    symbols = []
    for code in map(ord, text):
        if code >= FIRST_HIDDEN:
            symbols.append(HIDDEN[(code - FIRST_HIDDEN) >> 7])
        symbols.append(code & 127)
    bits = "".join(f"{symbol:07b}" for symbol in symbols)
    return bytes(int(bits[8 * i : 8 * i + 8], 2) for i in range(length))


def part(page: str, path: str) -> tuple[bytes, int]:
    """What a page holds under a path, inflated, and its bytes to a number."""
    found = re.search(
        rf'<script type="text/plain" data-part="{re.escape(path)}" (?:data-modules="[^"]*" )?'
        r'data-packed="(\d+)" data-bytes="(\d+)" data-width="(\d)">([^<]*)</script>',
        page,
    )
    assert found is not None
    packed, length, width = map(int, found.groups()[:3])
    content = zlib.decompress(bytes_of(found[4], packed))
    if width > 1:
        content = np.frombuffer(content, np.uint8).reshape(width, -1).T.tobytes()
    return (content[:length] if width else content), width


def holds(page: str, module: str) -> bool:
    """Whether a page holds a module, named with or without what the build appends."""
    listed = re.findall(r'data-modules="([^"]*)"', page)
    names = [name for one in listed for name in one.split()[::2]]
    return any(name == module or name.startswith(f"{module}-") for name in names)


def settings(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="latentwalk">(.*?)</script>', page)
    assert found is not None
    return dict(json.loads(found[1]))
