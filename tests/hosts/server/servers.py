"""The real command as a server in its own process, for tests."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`latentwalk open`, and the address that it printed."""
    with serving("open", *arguments) as running:
        yield running


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The real command, and the address that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "latentwalk", *arguments, "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://\S+/", line)
        assert address, line + (process.stderr.read() if process.stderr else "")
        yield process, address[0]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
