"""One run a folder: the lock that a run holds on it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError
from latentwalk.files.atomic import unwritable
from latentwalk.files.locks import alone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".latentwalk-run"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold a folder for a run while the block runs. A run that was killed holds nothing.

    Raises:
        SettingsError: another run holds it.
        OutputError: it cannot be written.
    """
    claim = alone(folder / LOCK)
    try:
        owner = claim.__enter__()
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        if owner is not None:
            told = f" (process {owner})" if owner else ""
            raise SettingsError(
                f"Another run{told} trains into {folder}: wait until it has ended, or name another "
                "folder with --out."
            )
        yield
    finally:
        claim.__exit__(None, None, None)
