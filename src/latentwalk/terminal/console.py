"""The terminal: one console for everything that is shown while work goes on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def console() -> Console:
    """A console on standard error, so that standard output holds results alone."""
    return Console(file=sys.stderr, highlight=False, emoji=False)


def bar(*columns: ProgressColumn) -> Progress:
    """A progress bar that goes when it ends, and does not show off a terminal."""
    shown = console()
    return Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal)


def counting(what: str) -> Progress:
    """A progress bar that counts, with the time that is left."""
    return bar(TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


def track(items: Iterable[T], what: str, total: int | None) -> Iterator[T]:
    """Yield `items` with a progress bar that goes when they end. Silent off a terminal."""
    with counting(what) as progress:
        yield from progress.track(items, total=total)
