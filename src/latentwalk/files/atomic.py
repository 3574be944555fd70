"""Atomic writes of files and folders: written under temporary names, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.errors import OutputError
from latentwalk.files.temporary import MARK, clear, closed, made_file, made_folder

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator


_DECIDED, _GONE = ".latentwalk-decided", ".gone"
"""The folder of complete files to be moved into place, and the list of files to be removed."""


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`, which replaces `path` on success.

    The temporary name has the same suffix, for writers that choose a format by it. If the block
    raises, the old file stays and the temporary one is removed. Temporary files of killed writers
    of the same path are removed first.

    Raises:
        OutputError: the folder does not exist, or the file cannot be written (permissions, a full
            disk).
    """
    target = Path(path).resolve()  # a link stays a link; its target is replaced
    try:
        if target.is_dir():
            raise OutputError(f"{target} is a folder: give the name of a file to write.")
        clear(target.parent, target.stem, target.suffix)
        handle, temporary = made_file(target.parent, target.stem, target.suffix)
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        yield temporary
        temporary.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        if os.name == "nt":  # Windows does not rename open files
            handle = closed(handle)
        temporary.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        closed(handle)
        temporary.unlink(missing_ok=True)


@contextmanager
def staging(parent: Path, name: str) -> Iterator[Path]:
    """Yield a hidden folder in `parent`, which is removed after the block unless it was moved.

    Folders of killed processes with the same name are removed first.

    Raises:
        OSError: the folder cannot be created.
    """
    clear(parent, name)
    handle, folder = made_folder(parent, name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        closed(handle)


@contextmanager
def replacing_folder(path: str | Path, allowed: re.Pattern[str]) -> Iterator[Path]:
    """Yield a temporary folder beside `path`, which replaces `path` on success.

    The old folder is removed, so it may contain only files whose names match `allowed`. If the
    block raises, it stays and the temporary folder is removed.

    Raises:
        OutputError: the old folder contains other files, or the folder cannot be written.
    """
    target = Path(path).resolve()
    try:
        _restore(target)
        existing = sorted(entry.name for entry in target.iterdir()) if target.exists() else []
        foreign = [name for name in existing if not allowed.fullmatch(name)]
        if foreign:
            raise OutputError(
                f"{target} holds other files, such as {foreign[0]}: give a new or an empty folder."
            )
        with staging(target.parent, target.name) as temporary:
            yield temporary
            temporary.chmod(0o777 & ~_umask())
            if target.exists():
                old = _backup(target)
                shutil.rmtree(old, ignore_errors=True)
                target.replace(old)  # if killed between these two lines, the next write restores it
                temporary.replace(target)
                shutil.rmtree(old, ignore_errors=True)
            else:
                temporary.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error


def move_in(staged: Path, folder: Path, gone: Iterable[str] = ()) -> None:
    """Move all files of `staged`, a folder in `folder`, into their places in `folder` together.

    Renaming `staged` commits the change. If the process is killed afterwards, `settle` finishes
    it. The files `gone` are removed.

    Raises:
        OSError: the files cannot be moved.
    """
    settle(folder)
    (staged / _GONE).write_text("\n".join(gone), encoding="utf-8")
    staged.replace(folder / _DECIDED)
    settle(folder)


def newest(folder: Path, name: str) -> Path:
    """The current path of a file in a folder, even if `move_in` is unfinished. Changes nothing."""
    decided = folder / _DECIDED / name
    linked = (folder / _DECIDED).is_symlink()  # `move_in` makes no links
    return decided if decided.is_file() and not linked else folder / name


def settle(folder: Path) -> None:
    """Finish an interrupted `move_in`. Several processes may do so at the same time.

    Raises:
        OSError: a file cannot be moved.
    """
    decided = folder / _DECIDED
    if not decided.is_dir() or decided.is_symlink():
        return
    with suppress(FileNotFoundError):  # another process was faster
        gone = (decided / _GONE).read_text(encoding="utf-8").split("\n")
        for path in sorted(decided.rglob("*")):
            if path.is_file() and path.name != _GONE:
                location = _within(folder, path.relative_to(decided))
                location.parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    path.replace(location)
        for name in filter(None, gone):
            _within(folder, Path(name)).unlink(missing_ok=True)
    shutil.rmtree(decided, ignore_errors=True)


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write `content` to `path` atomically.

    Raises:
        OutputError: as `replacing`.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def make_folder(path: str | Path) -> Path:
    """Create the folder `path` and missing parents, and return its path.

    Raises:
        OutputError: the folder cannot be created.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    return folder


def _within(folder: Path, name: Path) -> Path:
    """The path of a file in a folder. The name may come from a foreign folder and lead outside."""
    location = folder / name
    if not location.parent.resolve().is_relative_to(folder.resolve()):
        raise PermissionError(errno.EPERM, "a file's name leads out of the folder", str(location))
    return location


def _backup(target: Path) -> Path:
    """The path of the old folder while it is being replaced."""
    return target.parent / f".{target.name}{MARK}before"


def _restore(target: Path) -> None:
    """Undo a replacement that a killed process left unfinished."""
    before = _backup(target)
    if before.is_dir():
        if target.exists():
            shutil.rmtree(before, ignore_errors=True)
        else:
            before.replace(target)


def unwritable(path: Path, error: OSError) -> OutputError:
    """The error for a file or folder that cannot be written."""
    reason = error.strerror or str(error)
    return OutputError(f"Cannot write {path}: {reason}. Choose another path, or free some space.")


def _umask() -> int:
    """The process's umask: `mkstemp` creates files for the owner only, ours get default modes."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
