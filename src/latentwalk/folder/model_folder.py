"""The model folder: the artifact that is trained, opened, served and shared.

`docs/model-folder.md` specifies it. Reading checks the format version, every listed file and its
SHA-256. Writing replaces all files together, so a folder whose manifest can be read is complete.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from latentwalk.columns.reading import from_bytes
from latentwalk.errors import FolderError, OutputError
from latentwalk.files.atomic import make_folder, move_in, newest, settle, staging, unwritable
from latentwalk.files.bounded import MAX_TEXT, check_regular_file, read_bounded
from latentwalk.folder.atlas import Atlas
from latentwalk.folder.manifest import ATLAS, COLUMNS, MANIFEST, ORIGINALS, SNAPSHOTS, Manifest
from latentwalk.folder.snapshots import Snapshots
from latentwalk.originals.originals import Originals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from latentwalk.columns.columns import Columns

T = TypeVar("T")
RETRIES, PAUSE = 3, 0.02
"""How often to retry a folder that does not match its manifest, and the pause in seconds."""


@dataclass(frozen=True)
class ModelFolder:
    """A model folder on disk, read and checked."""

    path: Path
    """The folder's path."""
    manifest: Manifest
    """The parsed manifest."""

    @classmethod
    def read(cls, path: str | Path) -> ModelFolder:
        """Read and check the folder at `path`.

        Raises:
            FolderError: it is missing, incomplete, altered, or has a newer format version.
        """
        folder = Path(path)
        for _ in range(RETRIES):
            try:
                return cls._read(folder)
            except FolderError:  # another process may be replacing it
                time.sleep(PAUSE)
        return cls._read(folder)

    @classmethod
    def _read(cls, folder: Path) -> ModelFolder:
        manifest_path = newest(folder, MANIFEST)
        if not folder.is_dir():
            raise FolderError(f"The model folder {folder} does not exist.")
        try:
            text = read_bounded(manifest_path, MAX_TEXT).decode()
        except FileNotFoundError:
            raise FolderError(
                f"{folder} is not a model folder: it has no {MANIFEST}. `latentwalk train` writes "
                "one at the end of a run."
            ) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FolderError(f"Cannot read {manifest_path}: {reason}.") from error
        opened = cls(folder, Manifest.from_json(text, str(manifest_path)))
        for name in opened.manifest.files:
            opened.content(name)
        return opened

    def __contains__(self, name: str) -> bool:
        return name in self.manifest.files

    def content(self, name: str) -> bytes:
        """The content of a file, checked against the SHA-256 in the manifest.

        Raises:
            FolderError: the file is not listed, missing or altered.
        """
        content = self._opened(name, read_bounded)
        if sha256(content) != self.manifest.files[name]:
            raise FolderError(
                f"{self.path / name} does not match the SHA-256 in {MANIFEST}: it was altered or "
                "damaged; download or write the folder again."
            )
        return content

    def size(self, name: str) -> int:
        """The bytes of a file.

        Raises:
            FolderError: the file is not listed or missing.
        """
        return self._opened(name, check_regular_file)

    def part(self, name: str, start: int, stop: int) -> bytes:
        """Some bytes of a file, at most `stop - start`.

        Its SHA-256 is that of the whole file, which was checked when the folder was read.

        Raises:
            FolderError: the file is not listed or missing.
        """

        def read(path: Path) -> bytes:
            check_regular_file(path)
            with path.open("rb") as file:
                file.seek(start)
                return file.read(stop - start)

        return self._opened(name, read)

    def _opened(self, name: str, read: Callable[[Path], T]) -> T:
        """What `read` gives of a listed file."""
        if name not in self:
            raise FolderError(f"The model '{self.manifest.name}' has no {name}.")
        try:
            return read(newest(self.path, name))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FolderError(f"Cannot read {self.path / name}: {reason}.") from error

    def atlas(self) -> Atlas | None:
        """The encoded data; None if the folder has none."""
        if ATLAS not in self:
            return None
        d, m = self.manifest.latent_dim, len(self.manifest.conditions)
        atlas = Atlas.from_bytes(self.content(ATLAS), d, m)
        labels = atlas.label
        if len(atlas) and not -1 <= labels.min() <= labels.max() < len(self.manifest.classes):
            raise FolderError(f"The atlas of {self.path} has labels beyond the model's classes.")
        return atlas

    def columns(self) -> Columns | None:
        """What is known about the items of the atlas; None if the folder does not say.

        Raises:
            FolderError: the file is invalid, or does not fit the atlas.
        """
        if COLUMNS not in self:
            return None
        atlas = self.atlas()
        return from_bytes(self.content(COLUMNS), 0 if atlas is None else len(atlas))

    def originals(self) -> Originals | None:
        """The samples behind the rows of the atlas; None if the folder does not have them.

        Raises:
            FolderError: the file is invalid, or does not fit the atlas.
        """
        if ORIGINALS not in self:
            return None
        atlas = self.atlas()
        n = 0 if atlas is None else len(atlas)
        return Originals(self.content(ORIGINALS), n, self.manifest.output)

    def snapshots(self) -> Snapshots | None:
        """The training snapshots; None if the folder has none.

        Raises:
            FolderError: they are invalid, or do not fit the model and its atlas.
        """
        if SNAPSHOTS not in self:
            return None
        atlas = self.atlas()
        rows = 0 if atlas is None else len(atlas)
        return Snapshots.from_bytes(self.content(SNAPSHOTS), self.manifest.latent_dim, rows)


@dataclass(frozen=True)
class InMemoryFolder(ModelFolder):
    """A model folder in memory; `path` says where it comes from."""

    contents: Mapping[str, bytes]
    """The content of each file."""

    @classmethod
    def of(cls, path: Path, manifest: Manifest, files: Mapping[str, bytes]) -> InMemoryFolder:
        """A folder with `files`, and with a manifest that lists them."""
        return cls(path, _listing(manifest, files), dict(files))

    def content(self, name: str) -> bytes:
        """The content of a file.

        Raises:
            FolderError: the folder does not have the file.
        """
        if name not in self.contents:
            raise FolderError(f"The model '{self.manifest.name}' has no {name}.")
        return self.contents[name]

    def size(self, name: str) -> int:
        """The bytes of a file; see `content`."""
        return len(self.content(name))

    def part(self, name: str, start: int, stop: int) -> bytes:
        """Some bytes of a file; see `content`."""
        return self.content(name)[start:stop]


def write_folder(path: str | Path, manifest: Manifest, files: Mapping[str, bytes]) -> ModelFolder:
    """Write `files` and a manifest that lists them to `path`, and return the folder.

    All files are written before the first one replaces an old one. If the process is killed after
    that, the next process that writes the folder finishes. Files of the previous model are removed.

    Raises:
        OutputError: the folder cannot be written.
    """
    folder = make_folder(path)
    complete = _listing(manifest, files)
    try:
        settle(folder)
        before = _listed(folder)
        for name in (*files, *before):
            _check_inside(folder, name)
        with staging(folder, "model") as staged:
            for name, content in {**files, MANIFEST: complete.to_json().encode()}.items():
                (staged / name).parent.mkdir(parents=True, exist_ok=True)
                (staged / name).write_bytes(content)
            move_in(staged, folder, before - set(files))
    except OSError as error:
        raise unwritable(folder, error) from error
    return ModelFolder(folder, complete)


def _listed(folder: Path) -> set[str]:
    """The files in the manifest of an existing model; none without a valid manifest."""
    try:
        text = read_bounded(newest(folder, MANIFEST), MAX_TEXT).decode()
        return set(Manifest.from_json(text, MANIFEST).files)
    except (OSError, ValueError, FolderError):
        return set()


def _check_inside(folder: Path, name: str) -> None:
    """Refuse a file in a subfolder that is a link to the outside."""
    if not (folder / name).parent.resolve().is_relative_to(folder.resolve()):
        raise OutputError(
            f"{folder / name} leads out of {folder} through a link: give another folder."
        )


def _listing(manifest: Manifest, files: Mapping[str, bytes]) -> Manifest:
    """The manifest with the SHA-256 of the given files."""
    return replace(manifest, files={name: sha256(files[name]) for name in sorted(files)})


def sha256(content: bytes) -> str:
    """The SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
