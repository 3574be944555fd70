"""Encodes bytes as text inside a page, with seven bits per byte of the page.

`frontend/src/share/unpacking.ts` decodes it. Base64 has six bits per byte. Here every ASCII
character is a symbol of seven bits, except eight that HTML cannot contain or browsers may change
(line ends, tabs, `<`). Such a symbol is combined with the next one into one character of two UTF-8
bytes, so that a byte has seven bits whatever the content.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

import deflate
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HIDDEN = bytes([0, 9, 10, 12, 13, 26, 38, 60])
FIRST_HIDDEN = 256
MAX_DENSE = 2**24
"""Bytes up to which a file is worth the two seconds that libdeflate takes for so many."""
DENSEST = 12
"""The level of libdeflate that makes the smallest files."""
_HEADER, _LAST = b"\x78\xda", b"\x03\x00"
"""The header of a zlib stream, and an empty last block."""
_PAIR = re.compile(f"([{re.escape(HIDDEN.decode())}])(.)", re.DOTALL)


def text_of(content: bytes) -> str:
    """Bytes as text, seven bits per character."""
    bits = np.unpackbits(np.frombuffer(content, np.uint8))
    # one extra symbol at the end, which is never hidden, so that every hidden one has a successor
    padded = np.concatenate([bits, np.zeros(-len(bits) % 7, np.uint8), [0, 0, 0, 0, 0, 0, 1]])
    symbols = np.packbits(padded.reshape(-1, 7), axis=1)[:, 0] >> 1
    return _PAIR.sub(_combined, symbols.tobytes().decode("ascii"))


def _combined(pair: re.Match[str]) -> str:
    return chr(FIRST_HIDDEN + HIDDEN.index(ord(pair[1])) * 128 + ord(pair[2]))


def byte_planes(content: bytes, width: int) -> list[bytes]:
    """The first bytes of all numbers, then the second bytes, ...: this compresses better."""
    padded = content + bytes(-len(content) % width)
    return [plane.tobytes() for plane in np.frombuffer(padded, np.uint8).reshape(-1, width).T]


@dataclass(frozen=True)
class Part:
    """A file inside a page."""

    path: str
    """The path under which the page looks it up."""
    packed: bytes
    """The compressed content."""
    length: int
    """Its size in bytes, unpacked."""
    width: int
    """Bytes per number, if it is stored in byte planes; 0 for an atlas in columns."""
    modules: str = ""
    """If it holds modules, the name of each and its bytes, in their order."""

    @classmethod
    def of(cls, path: str, content: bytes, *widths: int) -> Part:
        """Pack a file as numbers of so many bytes each; of several widths, by the best of them."""
        parts = [
            cls(path, compressed(byte_planes(content, width)), len(content), width)
            for width in widths or (1,)
        ]
        return min(parts, key=lambda part: len(part.packed))

    @classmethod
    def joined(cls, path: str, modules: Mapping[str, str]) -> Part:
        """Pack modules together, which is smaller than each by itself."""
        # the largest has most of what the others repeat
        code = sorted(((one.encode(), name) for name, one in modules.items()), key=_descending)
        content = b"".join(one for one, _ in code)
        listed = " ".join(f"{name} {len(one)}" for one, name in code)
        return replace(cls.of(path, content), modules=listed)

    def html(self) -> str:
        """The script element that holds it."""
        modules = f'data-modules="{escape(self.modules)}" ' if self.modules else ""
        return (
            f'<script type="text/plain" data-part="{escape(self.path)}" {modules}'
            f'data-packed="{len(self.packed)}" data-bytes="{self.length}" '
            f'data-width="{self.width}">{text_of(self.packed)}</script>\n'
        )


def _descending(module: tuple[bytes, str]) -> tuple[int, str]:
    return -len(module[0]), module[1]


def compressed(pieces: Iterable[bytes]) -> bytes:
    """Concatenated pieces of different kinds, compressed with the best of several ways."""
    listed = list(pieces)
    content = b"".join(listed)
    stream = b"".join([_HEADER, *map(_blocks, listed), _LAST])
    candidates = [stream + zlib.adler32(content).to_bytes(4, "big")]
    if len(content) <= MAX_DENSE:
        # mostly 3 % smaller than what zlib makes of text
        candidates.append(bytes(deflate.zlib_compress(content, DENSEST)))
    return min(candidates, key=len)


def _blocks(piece: bytes) -> bytes:
    """The smallest blocks of a Deflate stream that hold a piece: whole bytes, none the last."""
    candidates = []
    for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, strategy)
        candidates.append(packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH))
    return min(candidates, key=len)
