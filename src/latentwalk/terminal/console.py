"""The console for progress bars and messages."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from latentwalk.terminal.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def console() -> Console:
    """A console on standard error, so that standard output has only results."""
    return Console(file=sys.stderr, highlight=False, emoji=False)


def bar(*columns: ProgressColumn) -> Progress:
    """A progress bar that disappears at the end. Silent unless standard error is a terminal."""
    stderr = console()
    return Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal)


@contextmanager
def spinner(what: str) -> Iterator[None]:
    """A spinner with the time that passes, for work whose length is not known."""
    with bar(SpinnerColumn(), TextColumn(what), TimeElapsedColumn()) as progress:
        progress.add_task("")
        yield


def counting(what: str) -> Progress:
    """A progress bar with a count and the remaining time."""
    return bar(TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


def track(items: Iterable[T], what: str, total: int | None) -> Iterator[T]:
    """Yield `items` with a progress bar, see `bar`."""
    with counting(what) as progress:
        yield from progress.track(items, total=total)


def escape_unencodable(stream: TextIO) -> None:
    """Have a stream escape the characters that its encoding lacks, as standard error does.

    On Windows, an output that is redirected to a file may have the encoding cp1252.
    """
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def encodable(text: str) -> str:
    """A text for standard output; characters that its encoding lacks are escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def say(message: str) -> None:
    """Print a message to standard error, with control characters escaped."""
    console().print(printable(message), soft_wrap=True, markup=False)
