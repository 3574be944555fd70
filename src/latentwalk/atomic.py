"""Files and folders that are there whole or not at all: written elsewhere, then renamed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator


_TEMPORARY = re.compile(r"\..+-[a-z0-9_]{8}(\.\w+)?")


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it takes the place of `path`.

    The temporary name keeps the ending of `path`, so that writers that choose a format by it
    work. If the block fails, the old file is left as it was and the temporary one is removed.

    Raises:
        OutputError: the folder does not exist or the file cannot be written (permissions, a
            full disk).
    """
    target = Path(path).resolve()  # a link stays one, what it points to is replaced
    try:
        if target.is_dir():
            raise OutputError(f"{target} is a folder; name a file to write to.")
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.stem}-", suffix=target.suffix
        )
    except OSError as error:
        raise _unwritable(target, error) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)


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
        there = sorted(entry.name for entry in target.iterdir()) if target.exists() else []
        strange = [name for name in there if not known.fullmatch(name)]
        if strange:
            raise OutputError(
                f"{target} holds other files, such as {strange[0]}; name a new or an empty folder."
            )
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        yield temporary
        temporary.chmod(0o777 & ~_umask())
        if target.exists():
            before = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
            target.replace(before)
            temporary.replace(target)
            shutil.rmtree(before, ignore_errors=True)
        else:
            temporary.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


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
        raise _unwritable(folder, error) from error
    return folder


def clear_leftovers(folder: Path) -> None:
    """Remove the temporary files of a writer that was killed. No other may be writing there."""
    for path in folder.iterdir():
        if _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"Cannot write {path}: {reason}. Choose another place or make room.")


def _umask() -> int:
    """The process's umask: `mkstemp` makes files for their owner alone, ours are ordinary."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
