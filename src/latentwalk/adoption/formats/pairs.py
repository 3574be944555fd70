"""A decoder and its encoder in two files, by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = re.compile(r"(?<![a-z])(d)(e)(c|coder)(?![a-z])", re.I)
"""What names a decoder: `decoder.onnx`, `vae_decoder.h5`, `vae_dec.onnx`."""

TFJS = "model.json"
"""The file of a model of TensorFlow.js."""


def encoder_beside(decoder: Path, endings: Sequence[str]) -> Path | None:
    """The encoder of a file that is named as a decoder, in the same case; None if there is none.

    The file's name says it, or that of its folder, as in `vae_decoder/model.onnx`.

    Args:
        decoder: the file.
        endings: those that an encoder may have.
    """
    folder = decoder.parent.resolve()  # not of the file, which may be a link into a cache
    stem = decoder.name.removesuffix(decoder.suffix)
    if NAME.search(stem):
        places = [decoder.with_name(_encoding(stem) + ending) for ending in endings]
    elif NAME.search(folder.name):
        beside = folder.with_name(_encoding(folder.name))
        places = [beside / f"{stem}{ending}" for ending in endings]
    else:
        return None
    return next((place for place in places if place.is_file()), None)


def decoder_in(folder: Path, endings: Sequence[str]) -> Path | None:
    """The only file in a folder, or in one of its own, that is named as a decoder; else None."""
    found = [path for path in _models(folder, endings) if NAME.search(path.stem)]
    for inner in sorted(folder.iterdir()) if not found else ():
        if NAME.search(inner.name) and inner.is_dir():
            found += _models(inner, endings)
    return found[0] if len(found) == 1 else None


def _models(folder: Path, endings: Sequence[str]) -> list[Path]:
    paths = sorted(folder.iterdir())
    return [path for path in paths if path.suffix.lower() in endings or path.name == TFJS]


def shown(encoder: Path, decoder: Path) -> str:
    """An encoder's name in messages, with its folder if it is named as the decoder."""
    return f"{encoder.parent.name}/{encoder.name}" if encoder.name == decoder.name else encoder.name


def _encoding(name: str) -> str:
    def replaced(match: re.Match[str]) -> str:
        d, e, rest = match.groups()
        return ("E" if d.isupper() else "e") + ("N" if e.isupper() else "n") + rest

    return NAME.sub(replaced, name)
