"""Reads a zipped model folder, as the page saves one, without unpacking it to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from latentwalk.errors import FolderError
from latentwalk.files.bounded import MAX_TEXT, max_unpacked, read_bounded
from latentwalk.folder.manifest import MANIFEST, Manifest
from latentwalk.folder.model_folder import InMemoryFolder, sha256

if TYPE_CHECKING:
    from pathlib import Path

_FAULTY = (EOFError, KeyError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What `zipfile` raises for faulty archives, besides OSError and ValueError."""


def is_zip(path: Path) -> bool:
    """Whether a path is that of a zipped folder, by its name."""
    return path.suffix.lower() == ".zip" and path.is_file()


def read_zip(path: Path) -> InMemoryFolder:
    """Read and check a zip that holds a model folder, or its contents.

    Raises:
        FolderError: it cannot be read, is not a model folder, is incomplete or altered, or has a
            newer format version.
    """
    try:
        content = read_bounded(path)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(path, archive, max_unpacked(len(content)))
    except FolderError:
        raise
    except (OSError, ValueError, *_FAULTY) as error:
        reason = getattr(error, "strerror", None) or error
        raise FolderError(
            f"Cannot read {path}: {reason}. Zip the model folder again, or save it again."
        ) from error


def _read(path: Path, archive: zipfile.ZipFile, limit: int) -> InMemoryFolder:
    sizes = {part.filename: part.file_size for part in archive.infolist()}
    places = [name for name in sizes if name.split("/")[-1] == MANIFEST and name.count("/") < 2]
    if not places:
        raise FolderError(f"{path} is not a model folder: it has no {MANIFEST}.")
    place = min(places, key=len)
    if sizes[place] > MAX_TEXT:
        raise FolderError(f"Cannot read {path}: its {MANIFEST} is larger than {MAX_TEXT:,} bytes.")
    manifest = Manifest.from_json(archive.read(place).decode(), f"{MANIFEST} of {path}")
    prefix = place.removesuffix(MANIFEST)
    if sum(sizes.get(prefix + name, 0) for name in manifest.files) > limit:
        raise FolderError(f"Cannot read {path}: it unpacks to many times its size.")
    files = {}
    for name, digest in manifest.files.items():
        if prefix + name not in sizes:
            raise FolderError(f"{path} lacks {name}, which its {MANIFEST} names.")
        files[name] = archive.read(prefix + name)
        if sha256(files[name]) != digest:
            raise FolderError(
                f"{name} in {path} does not match the SHA-256 in {MANIFEST}: it was altered or "
                "damaged; download or save the folder again."
            )
    return InMemoryFolder(path, manifest, files)
