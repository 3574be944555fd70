"""Bytes as text that may stand in a page, seven bits to a byte of it.

`frontend/src/share/unpacking.ts` unpacks. Base64 carries six bits to a byte; here every character
of ASCII is a symbol of seven bits, but for eight which may not stand in a page or might be changed
on the way (line ends, tabs, `<`). A hidden symbol stands in one character with the symbol after it:
that has two bytes in UTF-8, so that a byte carries seven bits whatever the content.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = bytes([0, 9, 10, 12, 13, 26, 38, 60])
FIRST_HIDDEN = 256
_PAIR = re.compile(f"([{re.escape(HIDDEN.decode())}])(.)", re.DOTALL)


def text_of(content: bytes) -> str:
    """Bytes as text of seven bits to a character."""
    bits = np.unpackbits(np.frombuffer(content, np.uint8))
    # one symbol more than is needed: the last is never hidden, and always follows a hidden one
    padded = np.concatenate([bits, np.zeros(-len(bits) % 7, np.uint8), [0, 0, 0, 0, 0, 0, 1]])
    symbols = np.packbits(padded.reshape(-1, 7), axis=1)[:, 0] >> 1
    return _PAIR.sub(_together, symbols.tobytes().decode("ascii"))


def _together(pair: re.Match[str]) -> str:
    return chr(FIRST_HIDDEN + HIDDEN.index(ord(pair[1])) * 128 + ord(pair[2]))


def apart(content: bytes, width: int) -> list[bytes]:
    """All first bytes of numbers, then all second ones, ...: signs and exponents pack well."""
    padded = content + bytes(-len(content) % width)
    return [plane.tobytes() for plane in np.frombuffer(padded, np.uint8).reshape(-1, width).T]


@dataclass(frozen=True)
class Part:
    """A file inside a page."""

    path: str
    """What asks for it by."""
    packed: bytes
    """Compressed."""
    length: int
    """In bytes, unpacked."""
    width: int
    """Bytes to a number, where they lie apart; 0 for an atlas in columns."""

    @classmethod
    def of(cls, path: str, content: bytes, width: int = 1) -> Part:
        """Pack a file, whose numbers have `width` bytes each."""
        return cls(path, compressed(apart(content, width)), len(content), width)

    def html(self) -> str:
        """The element that holds it."""
        return (
            f'<script type="text/plain" data-part="{escape(self.path)}" '
            f'data-packed="{len(self.packed)}" data-bytes="{self.length}" '
            f'data-width="{self.width}">{text_of(self.packed)}</script>\n'
        )


def compressed(pieces: Iterable[bytes]) -> bytes:
    """Pieces of different kinds, one after the other: the smallest of what zlib makes of them."""
    listed, made = list(pieces), []
    for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY):
        packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, strategy)
        # each piece has codes of its own
        blocks = [packer.compress(piece) + packer.flush(zlib.Z_BLOCK) for piece in listed]
        made.append(b"".join(blocks) + packer.flush())
    return min(made, key=len)
