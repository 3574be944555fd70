"""The lock of a run on its folder."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError
from latentwalk.files.atomic import unwritable
from latentwalk.files.locks import exclusive_lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".latentwalk-run"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Lock a folder for a run during the block. Locks of killed runs do not count.

    Raises:
        SettingsError: another run has locked the folder.
        OutputError: the folder cannot be written.
    """
    claim = exclusive_lock(folder / LOCK)
    try:
        owner = claim.__enter__()
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        if owner is not None:
            process = f" (process {owner})" if owner else ""
            raise SettingsError(
                f"Another run{process} is training into {folder}: wait until it has ended, or give "
                "another folder with --out."
            )
        yield
    finally:
        claim.__exit__(None, None, None)
