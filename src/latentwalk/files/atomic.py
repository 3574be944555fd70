"""Files and folders that are there whole or not at all: written elsewhere, then renamed."""

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
"""Files that are about to take their places, and the list of those that go."""


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it takes the place of `path`.

    The temporary name keeps the ending of `path`, so that writers that choose a format by it
    work. If the block fails, the old file is left as it was and the temporary one is removed; what
    a writer of this file left that was killed is removed first.

    Raises:
        OutputError: the folder does not exist or the file cannot be written (permissions, a
            full disk).
    """
    target = Path(path).resolve()  # a link stays one, what it points to is replaced
    try:
        if target.is_dir():
            raise OutputError(f"{target} is a folder; name a file to write to.")
        clear(target.parent, target.stem, target.suffix)
        handle, temporary = made_file(target.parent, target.stem, target.suffix)
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        yield temporary
        temporary.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        if os.name == "nt":  # which moves no file that is open
            handle = closed(handle)
        temporary.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        closed(handle)
        temporary.unlink(missing_ok=True)


@contextmanager
def staging(parent: Path, name: str) -> Iterator[Path]:
    """Yield a hidden folder in `parent`, which goes after the block unless it was moved.

    What a killed process left of the same name is removed first.

    Raises:
        OSError: it cannot be made.
    """
    clear(parent, name)
    handle, folder = made_folder(parent, name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        closed(handle)


@contextmanager
def replacing_folder(path: str | Path, known: re.Pattern[str]) -> Iterator[Path]:
    """Yield a temporary folder beside `path`; on success it takes the place of `path`.

    What is at `path` goes then, so it must be nothing but files whose names are `known`. If the
    block fails, it is left as it was and the temporary folder is removed.

    Raises:
        OutputError: other things are there, or the folder cannot be written.
    """
    target = Path(path).resolve()
    try:
        _put_back(target)
        there = sorted(entry.name for entry in target.iterdir()) if target.exists() else []
        strange = [name for name in there if not known.fullmatch(name)]
        if strange:
            raise OutputError(
                f"{target} holds other files, such as {strange[0]}; name a new or an empty folder."
            )
        with staging(target.parent, target.name) as temporary:
            yield temporary
            temporary.chmod(0o777 & ~_umask())
            if target.exists():
                before = _before(target)
                shutil.rmtree(before, ignore_errors=True)
                target.replace(before)  # a kill between these two lines is mended by the next write
                temporary.replace(target)
                shutil.rmtree(before, ignore_errors=True)
            else:
                temporary.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error


def move_in(staged: Path, folder: Path, gone: Iterable[str] = ()) -> None:
    """Have all files of `staged`, a folder within `folder`, take their places there together.

    They are first declared to be the folder's, by one renaming; if the process is killed after
    that, `settle` goes on from there. The files `gone` are removed.

    Raises:
        OSError: they cannot be moved.
    """
    settle(folder)
    (staged / _GONE).write_text("\n".join(gone), encoding="utf-8")
    staged.replace(folder / _DECIDED)
    settle(folder)


def newest(folder: Path, name: str) -> Path:
    """Where a file of a folder is, also while `move_in` has not finished. Changes nothing."""
    decided = folder / _DECIDED / name
    linked = (folder / _DECIDED).is_symlink()  # none that `move_in` made
    return decided if decided.is_file() and not linked else folder / name


def settle(folder: Path) -> None:
    """Finish what `move_in` began. Others may do so at the same time.

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
                place = _within(folder, path.relative_to(decided))
                place.parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    path.replace(place)
        for name in filter(None, gone):
            _within(folder, Path(name)).unlink(missing_ok=True)
    shutil.rmtree(decided, ignore_errors=True)


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write `content` to `path`, whole or not at all.

    Raises:
        OutputError: as `replacing`.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def make_folder(path: str | Path) -> Path:
    """Make the folder `path` and its parents where they are missing, and return it.

    Raises:
        OutputError: the folder cannot be made.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    return folder


def _within(folder: Path, name: Path) -> Path:
    """The place of a file in a folder; what a folder of a stranger's says may lead out of it."""
    place = folder / name
    if not place.parent.resolve().is_relative_to(folder.resolve()):
        raise PermissionError(errno.EPERM, "a file's name leads out of the folder", str(place))
    return place


def _before(target: Path) -> Path:
    """Where a folder is for the moment in which another takes its place."""
    return target.parent / f".{target.name}{MARK}before"


def _put_back(target: Path) -> None:
    """Undo half a replacement, of a process that was killed in the middle of it."""
    before = _before(target)
    if before.is_dir():
        if target.exists():
            shutil.rmtree(before, ignore_errors=True)
        else:
            before.replace(target)


def unwritable(path: Path, error: OSError) -> OutputError:
    """The sentence for a file or a folder that cannot be written."""
    reason = error.strerror or str(error)
    return OutputError(f"Cannot write {path}: {reason}. Choose another place or make room.")


def _umask() -> int:
    """The process's umask: `mkstemp` makes files for their owner alone, ours are ordinary."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
