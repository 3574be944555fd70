"""Observes a target while it reads: outcome, time, memory of the process, files touched."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.errors import LatentwalkError

if TYPE_CHECKING:
    from trials.fuzzing.target import Target

SLOW = 2.0
"""Seconds for one file."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "shutil.rmtree", "shutil.move", "shutil.copyfile",
}  # fmt: skip
DEEDS = {
    "os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "socket.connect",
    "socket.bind", "ctypes.dlopen", "webbrowser.open",
}  # fmt: skip
"""Audit events that no reader should cause."""


@dataclass
class Seen:
    """The observations of one target."""

    inputs: int = 0
    results: int = 0
    """How many inputs were read; the others were refused with an error."""
    faults: dict[str, int] = field(default_factory=dict)
    """Other exceptions and their numbers, by type and place."""
    slowest: float = 0.0
    """Seconds."""
    slow: int = 0
    """Inputs that took longer than `SLOW`."""
    memory: float = 0.0
    """The process's peak memory in MB, including the libraries."""
    before: float = 0.0
    """The same before the first input."""
    outside: list[str] = field(default_factory=list)
    """Files, processes and connections outside the target's own folder."""


class Watch:
    """Runs a target on inputs and records the observations."""

    def __init__(self, target: Target, place: Path, kept: Path) -> None:
        """Begin.

        Args:
            target: what reads.
            place: an empty folder, the one in which it may write.
            kept: where inputs are kept that it should not have failed on.
        """
        self.target, self.seen = target, Seen(before=_memory())
        self._place, self._kept = place.resolve(), kept
        self._watching = False
        sys.addaudithook(self._heard)

    def show(self, content: bytes) -> bool:
        """Let the target read a content; return whether it gave a result or an error message."""
        started = time.perf_counter()
        fault = ""
        self._watching = True
        try:
            self.target.read(content, self._place)
            self.seen.results += 1
        except LatentwalkError:
            pass
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            fault = _named(error)
        finally:
            self._watching = False
        took = time.perf_counter() - started
        self.seen.inputs += 1
        if took > self.seen.slowest:
            self.seen.slowest = took
            self._keep("slowest", content)
        self.seen.slow += took > SLOW
        if fault:
            if fault not in self.seen.faults:
                self._keep(f"fault-{len(self.seen.faults)}", content)
            self.seen.faults[fault] = self.seen.faults.get(fault, 0) + 1
        return not fault

    def write(self, path: Path) -> None:
        """Write the observations as JSON."""
        self.seen.memory = _memory()
        path.write_text(json.dumps(asdict(self.seen), indent=1))

    def _keep(self, name: str, content: bytes) -> None:
        (self._kept / f"{self.target.name}-{name}").write_bytes(content)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._watching:
            return
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & WRITING and not isinstance(path, int):
                self._touched(event, path)
        elif event in CHANGES:
            for path in arguments[: 2 if event in {"os.rename", "os.link", "shutil.move"} else 1]:
                self._touched(event, path)
        elif event in DEEDS:
            self._tell(f"{event} {arguments!r:.200}")

    def _touched(self, event: str, path: Any) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  pathlib would make events, too
        inside = full == str(self._place) or full.startswith(f"{self._place}{os.sep}")
        if not inside and full != os.devnull:
            self._tell(f"{event} {full}")

    def _tell(self, what: str) -> None:
        if len(self.seen.outside) < 20 and what not in self.seen.outside:
            self.seen.outside.append(what)


def _named(error: BaseException) -> str:
    """An exception and the innermost line of our code in its traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame
        for frame in frames
        if "latentwalk" in frame.filename and "trials" not in frame.filename
    ]
    frame = (ours or frames)[-1]
    message = " ".join(str(error).split())[:100]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {message}"


def _memory() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
