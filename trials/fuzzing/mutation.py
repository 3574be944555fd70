"""Spoiling files so that they remain files: what a checksum or a length would refuse is mended."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

EDGES = (0, 1, 2, 3, 7, 8, 127, 128, 255, 256, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**63)
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3.5, -0.0, 1e39, 1e308, float("nan"), float("inf"), 2**31,
    2**53 + 1, 2**63, 10**400, "", "a", "../x", "/etc/passwd", "\x1b[31m", "<b>", "\ud800", "\0",
    "[bold]", "decoder.onnx", "F32", "BF16", "F8_E4M3", "I64", [], {}, [[]], [0, 0], [2**40, 2**40],
    [-1], {"a": {}}, "x" * 300,
)  # fmt: skip
"""What may stand anywhere in JSON, and seldom should."""
DEEP = 3000
"""Brackets within brackets: more than Python recurses."""


def spoilt_bytes(content: bytes, rng: random.Random) -> bytes:
    """Bytes changed, cut out, doubled or put in."""
    if not content:
        return rng.randbytes(rng.randrange(1, 64))
    at = rng.randrange(len(content))
    length = rng.choice((1, 1, 1, 2, 4, 8, 32))
    choice = rng.randrange(7)
    if choice == 0:
        return content[:at] + rng.randbytes(length) + content[at + length :]
    if choice == 1:
        return content[:at] + content[at + length :]
    if choice == 2:
        return content[:at] + content[at : at + length] * 2 + content[at + length :]
    if choice == 3:
        return content[:at]
    if choice == 4:
        byte = content[at] ^ (1 << rng.randrange(8))
        return content[:at] + bytes([byte]) + content[at + 1 :]
    if choice == 5:
        width, order = rng.choice((1, 2, 4, 8)), rng.choice(("<", ">"))
        edge = rng.choice(EDGES) % (1 << (8 * width))
        number = struct.pack(order + {1: "B", 2: "H", 4: "I", 8: "Q"}[width], edge)
        return content[:at] + number + content[at + width :]
    return content[:at] + rng.randbytes(length) + content[at:]


def spoilt_json(content: bytes, rng: random.Random) -> bytes:
    """JSON with one value, name or length changed; what is none is spoilt byte by byte."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return spoilt_bytes(content, rng)
    if rng.random() < 0.02:
        tree = _put(tree, _Nested(rng.choice("[{")), rng)
    else:
        tree = _changed(tree, rng)
    try:
        text = json.dumps(tree, default=lambda value: value.mark)
    except (ValueError, RecursionError):
        return spoilt_bytes(content, rng)
    for opening, closing, inside in (("[", "]", ""), ("{", "}", '"a":')):
        text = text.replace(
            json.dumps(_Nested.MARK + opening), (opening + inside) * DEEP + "0" + closing * DEEP
        )
    return text.encode()


class _Nested:
    """A place where brackets are to lie within brackets: `json.dumps` could not write them."""

    MARK = "nested here "

    def __init__(self, bracket: str) -> None:
        self.mark = self.MARK + bracket


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Each container of a tree with each key of it."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(found) < 2000:
        one = waiting.pop()
        keys: list[Any] = list(one) if isinstance(one, dict) else []
        keys = keys or (list(range(len(one))) if isinstance(one, list) else [])
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys if isinstance(one[key], (dict, list))]
    return found


def _put(tree: Any, value: Any, rng: random.Random) -> Any:
    places = _places(tree)
    if not places:
        return value
    where, key = rng.choice(places)
    where[key] = value
    return tree


def _changed(tree: Any, rng: random.Random) -> Any:
    places = _places(tree)
    choice = rng.randrange(8)
    if not places or choice <= 2:
        return _put(tree, rng.choice(VALUES), rng)
    where, key = rng.choice(places)
    if choice == 3:
        del where[key]
    elif choice == 4 and isinstance(where, list):
        where[key:key] = [where[key]] * rng.choice((1, 2, 50))
    elif choice == 4:
        where[rng.choice(("", "x", "../../x", "a/b", "\ud800", "__proto__", "\x1b[1m"))] = where[
            key
        ]
    elif choice == 5:
        other, name = rng.choice(places)
        where[key] = json.loads(json.dumps(other[name]))
    elif choice == 6 and isinstance(where[key], (int, float)):
        where[key] = rng.choice(
            (where[key] * -1, where[key] + 1, where[key] * 10**6, where[key] // 2)
        )
    elif choice == 6 and isinstance(where[key], str):
        where[key] = where[key] * 2 + rng.choice(("", "\u202e", "\x07", "é"))
    elif choice == 7 and isinstance(where, dict):
        where[rng.choice(("", "a", str(key) + "2"))] = where.pop(key)
    else:
        where[key] = [where[key]]
    return tree


def spoilt_lines(content: bytes, rng: random.Random) -> bytes:
    """Lines of JSON, one of them spoilt."""
    lines = content.splitlines() or [b"{}"]
    at = rng.randrange(len(lines))
    lines[at] = spoilt_json(lines[at], rng)
    return b"\n".join(lines) + b"\n"


def spoilt_safetensors(content: bytes, rng: random.Random) -> bytes:
    """Its head or its numbers spoilt, and the head's length set right."""
    if len(content) < 8:
        return spoilt_bytes(content, rng)
    length = int.from_bytes(content[:8], "little")
    head, rest = content[8 : 8 + length], content[8 + length :]
    choice = rng.random()
    if choice < 0.6:
        head = spoilt_json(head, rng)
    elif choice < 0.75:
        head = _resized(head, rng)
    elif rest and choice < 0.9:  # numbers that are none
        at = rng.randrange(len(rest)) & ~3
        rest = rest[:at] + struct.pack("<f", rng.choice((float("nan"), float("inf"), 3e38, -1)))
        rest += content[8 + length + at + 4 :]
    else:
        rest = spoilt_bytes(rest, rng)
    return len(head).to_bytes(8, "little") + head + rest


def _resized(head: bytes, rng: random.Random) -> bytes:
    """The head with an array in another shape or type of as many bytes, its metadata spoilt."""
    try:
        header = json.loads(head)
        names = [name for name in header if name != "__metadata__"]
        one = header[rng.choice(names)]
        choice = rng.randrange(3)
        if choice == 0:
            one["dtype"] = rng.choice(
                ("F16", "BF16", "I16", "U8", "BOOL", "F8_E4M3", "F64", "C64", "F4", "U64")
            )
        elif choice == 1:
            one["shape"] = rng.choice(
                ([], [1, *one["shape"]], one["shape"][::-1], [0], [2**32] * 2)
            )
        elif "__metadata__" in header:
            meta = header["__metadata__"]
            name = rng.choice(list(meta))
            meta[name] = spoilt_json(meta[name].encode(), rng).decode("utf-8", "replace")
        return json.dumps(header).encode()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return spoilt_json(head, rng)


def spoilt_gzip(content: bytes, rng: random.Random) -> bytes:
    """What is inside it spoilt; a file that is not packed as it is."""
    if not content.startswith(b"\x1f\x8b"):
        return spoilt_bytes(content, rng)
    try:
        inside = gzip.decompress(content)
    except (EOFError, OSError, zlib.error):
        return spoilt_bytes(content, rng)
    return gzip.compress(spoilt_bytes(inside, rng), 1, mtime=0)


def spoilt_zip(
    inner: Callable[[bytes, random.Random], bytes] = spoilt_bytes,
) -> Callable[[bytes, random.Random], bytes]:
    """Spoil one file inside an archive, or its name, and set sums and lengths right."""

    def spoil(content: bytes, rng: random.Random) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = [
                    (info.filename, archive.read(info))
                    for info in archive.infolist()
                    if info.file_size < 1 << 20
                ]
        except Exception:  # it was spoilt before
            return spoilt_bytes(content, rng)
        if not members:
            return spoilt_bytes(content, rng)
        at = rng.randrange(len(members))
        name, inside = members[at]
        choice = rng.randrange(10)
        if choice <= 6:
            members[at] = (name, inner(inside, rng))
        elif choice == 7:
            members[at] = (rng.choice(("../" + name, "/" + name, name + "x", "", "x_test")), inside)
        elif choice == 8:
            del members[at]
        else:
            members.append((name, spoilt_bytes(inside, rng)))
        kind = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
        made = io.BytesIO()
        try:
            with zipfile.ZipFile(made, "w", kind) as archive:
                for called, part in members:
                    info = zipfile.ZipInfo(called or "e")
                    info.compress_type = kind
                    archive.writestr(info, part)
        except (
            ValueError,
            UserWarning,
            struct.error,
        ):  # two of one name, where warnings are errors
            return spoilt_bytes(content, rng)
        return made.getvalue()

    return spoil


def spoilt_npy(content: bytes, rng: random.Random) -> bytes:
    """An array's header spoilt as text, and its length set right; or its numbers."""
    if not content.startswith(b"\x93NUMPY\x01\x00") or rng.random() < 0.3:
        return spoilt_bytes(content, rng)
    length = int.from_bytes(content[8:10], "little")
    head, rest = content[10 : 10 + length].rstrip(), content[10 + length :]
    swaps = (
        (b"'|u1'", rng.choice((b"'<f4'", b"'<f2'", b"'|O'", b"'<M8[s]'", b"'<U9999999'", b"'|V0'",
                               b"[('a', '|u1')]", b"'<c8'", b"'|b1'", b"'<f16'"))),
        (b"False", b"True"),
        (b"(", rng.choice((b"(0, ", b"(1, ", b"(-1, ", b"(4294967296, 4294967296, ", b"(1000000, "))),
        (b")", rng.choice((b" 0)", b" 3,)", b" 1.5)", b" 2**9)"))),
    )  # fmt: skip
    before, after = rng.choice(swaps)
    head = head.replace(before, after, 1) if rng.random() < 0.8 else spoilt_bytes(head, rng)
    if len(head) > 60000:
        return spoilt_bytes(content, rng)
    return content[:8] + (len(head) + 1).to_bytes(2, "little") + head + b"\n" + rest


def spoilt_png(content: bytes, rng: random.Random) -> bytes:
    """A chunk spoilt, its length and sum set right; pictures of other kinds byte by byte."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return spoilt_bytes(content, rng)
    chunks, at = [], 8
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + length]))
        at += 12 + length
    if not chunks:
        return spoilt_bytes(content, rng)
    which = rng.randrange(len(chunks))
    kind, inside = chunks[which]
    choice = rng.randrange(6)
    if choice <= 2:
        if kind == b"IDAT" and rng.random() < 0.5:
            try:
                inside = zlib.compress(
                    spoilt_bytes(zlib.decompressobj().decompress(inside, 1 << 20), rng)
                )
            except zlib.error:
                inside = spoilt_bytes(inside, rng)
        else:
            inside = spoilt_bytes(inside, rng)
        chunks[which] = (kind, inside)
    elif choice == 3:
        chunks.insert(which, (rng.choice((b"zTXt", b"iTXt", b"tRNS", b"PLTE", b"iCCP", b"eXIf", b"acTL")),
                              b"a\0\0" + zlib.compress(rng.randbytes(8) * 40)))  # fmt: skip
    elif choice == 4:
        del chunks[which]
    else:
        chunks.insert(which, chunks[rng.randrange(len(chunks))])
    made = [
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in chunks
    ]
    return content[:8] + b"".join(made)


def spoilt_protobuf(content: bytes, rng: random.Random) -> bytes:
    """A field of a message changed, doubled, moved or dropped, the lengths round it set right."""
    fields = _fields(content)
    if not fields:
        return spoilt_bytes(content, rng)
    at = rng.randrange(len(fields))
    number, kind, value = fields[at]
    choice = rng.randrange(10)
    if isinstance(value, bytes) and choice <= 6 and _fields(value):
        fields[at] = (number, kind, spoilt_protobuf(value, rng))
    elif choice <= 4:
        if kind == 0:
            fields[at] = (number, kind, rng.choice(EDGES))
        elif isinstance(value, bytes) and len(value) in {4, 8} and rng.random() < 0.5:
            spoilt = struct.pack("<f", rng.choice((float("nan"), float("inf"), 1e38)))
            fields[at] = (number, kind, spoilt * (len(value) // 4))
        elif isinstance(value, bytes):
            fields[at] = (number, kind, spoilt_bytes(value, rng))
    elif choice == 7:
        fields.insert(at, fields[rng.randrange(len(fields))])
    elif choice == 8:
        del fields[at]
    else:
        fields[at] = (rng.choice((number + 1, 1, 14, 20)), kind, value)
    return b"".join(_field(*one) for one in fields)


def _fields(content: bytes) -> list[tuple[int, int, int | bytes]]:
    """The fields of a message; none where it is no message."""
    found: list[tuple[int, int, int | bytes]] = []
    at = 0
    try:
        while at < len(content):
            key, at = _varint(content, at)
            number, kind = key >> 3, key & 7
            if not 0 < number < 4096:
                return []
            if kind == 0:
                value, at = _varint(content, at)
                found.append((number, kind, value))
                continue
            length = {1: 8, 5: 4}.get(kind)
            if kind == 2:
                length, at = _varint(content, at)
            if length is None or at + length > len(content):
                return []
            found.append((number, kind, content[at : at + length]))
            at += length
    except IndexError:
        return []
    return found


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        value |= (content[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if content[at - 1] < 128:
            break
    return value, at


def _field(number: int, kind: int, value: int | bytes) -> bytes:
    key = _packed(number << 3 | kind)
    if isinstance(value, int):
        return key + _packed(value)
    return key + (_packed(len(value)) if kind == 2 else b"") + value


def _packed(value: int) -> bytes:
    value %= 1 << 64
    made = bytearray()
    while True:
        made.append(value & 127 | (128 if value > 127 else 0))
        value >>= 7
        if not value:
            return bytes(made)
