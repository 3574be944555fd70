"""Downloads a gzipped file: tries mirrors in turn, verifies the hash, moves it into place."""

from __future__ import annotations

import hashlib
import http.client
import urllib.request
import zlib
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    DownloadColumn,
    TextColumn,
    TimeRemainingColumn,
)

from latentwalk.errors import DownloadError
from latentwalk.files.atomic import make_folder, replacing
from latentwalk.terminal.console import bar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TIMEOUT = 20.0
"""Seconds without a byte after which a mirror is abandoned."""
CHUNK = 1 << 16
GZIP_WINDOW = 31
"""zlib's window argument for a gzip stream."""


def fetch(addresses: Sequence[str], target: Path, sha256: str) -> None:
    """Download a gzipped file from the first address that works.

    Args:
        addresses: the addresses, tried in turn.
        target: the file to write; its folder is created.
        sha256: the hash of the decompressed content, in hexadecimal.

    Raises:
        DownloadError: no address worked; the message has the reason of each. Nothing is left
            behind.
        OutputError: `target` cannot be written.
    """
    make_folder(target.parent)
    reasons = []
    for address in addresses:
        try:
            _fetch_one(address, target, sha256)
            return
        except (OSError, http.client.HTTPException, _MirrorError) as error:
            reasons.append(f"{address}: {getattr(error, 'reason', error)}")
    raise DownloadError(
        f"Could not download {target.name} ({'; '.join(reasons)}). Without a network, put the "
        "files in a folder and give it as --data-dir, or use --data digits."
    )


class _MirrorError(Exception):
    """A mirror broke off, or sent something else."""


def _fetch_one(address: str, target: Path, sha256: str) -> None:
    with (
        urllib.request.urlopen(address, timeout=TIMEOUT) as answer,
        replacing(target) as temporary,
        temporary.open("wb") as file,
        bar(
            TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
        ) as progress,
    ):
        size = answer.headers.get("Content-Length", "")
        task = progress.add_task(target.name, total=int(size) if size.isdecimal() else None)
        digest, unpacked = hashlib.sha256(), zlib.decompressobj(GZIP_WINDOW)
        for chunk in _chunks(answer):
            file.write(chunk)
            try:
                digest.update(unpacked.decompress(chunk))
            except zlib.error as error:
                raise _MirrorError(f"the response is not gzipped ({error})") from error
            progress.advance(task, len(chunk))
        if digest.hexdigest() != sha256:
            raise _MirrorError("the file's SHA-256 does not match, so it was discarded")


def _chunks(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    """The response in chunks. Its errors become _MirrorErrors, unlike OSErrors of the disk."""
    try:
        while chunk := answer.read(CHUNK):
            yield chunk
    except (OSError, http.client.HTTPException) as error:
        raise _MirrorError(f"it broke off: {str(error) or type(error).__name__}") from error
