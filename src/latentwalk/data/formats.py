"""The picture formats that Latentwalk opens, and their endings."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from PIL import Image

FORMATS = (
    "PNG",
    "JPEG",
    "BMP",
    "DIB",
    "GIF",
    "TIFF",
    "WEBP",
    "PPM",
    "JPEG2000",
    "AVIF",
    "HEIF",
)
"""Formats that Pillow may try; for some others it runs external programs."""
HEIF = (".heic", ".heif", ".hif")
"""Endings of a format that needs a plug-in of Pillow."""


@cache
def formats() -> tuple[str, ...]:
    """The formats that the installed Pillow supports, with the plug-in for HEIC if it exists."""
    Image.init()
    if find_spec("pillow_heif") is not None:
        import_module("pillow_heif").register_heif_opener()
    return tuple(name for name in FORMATS if name in Image.OPEN)


@cache
def endings() -> frozenset[str]:
    """The endings of those formats, in lower case with their dots."""
    supported = set(formats())
    found = Image.registered_extensions().items()
    return frozenset(ending for ending, name in found if name in supported)


def advice(ending: str) -> str:
    """What a format needs that is not installed, as the end of a sentence; else empty."""
    if ending.lower() in HEIF and ending.lower() not in endings():
        return " (HEIC needs pillow-heif: pip install pillow-heif)"
    return ""
