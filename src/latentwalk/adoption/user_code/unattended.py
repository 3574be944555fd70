"""Imports a user's module as nobody runs it: without arguments, input, windows and output files."""

from __future__ import annotations

import contextlib
import ctypes
import io
import linecache
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 10.0
"""Seconds after which a slow import is explained."""
LIMIT = 120.0
"""Seconds after which it is ended."""
GUARD = '`if __name__ == "__main__":`'
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"}


class EndedError(BaseException):
    """An import took too long; not an Exception, so that a script does not catch it."""


@contextlib.contextmanager
def unattended(module_name: str) -> Iterator[None]:
    """Import a module in this block.

    Raises:
        SettingsError: it ends the program, asks for input, writes files beside it or in the
            working directory, or runs too long. The message names the line.
    """
    watch = _Watch(module_name)
    arguments, sys.argv = sys.argv, [module_name]
    given, sys.stdin = sys.stdin, io.StringIO()
    backend = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = "agg"
    _install_hook()
    timers = [threading.Timer(PATIENCE, watch.explain), threading.Timer(LIMIT, watch.end)]
    for timer in timers:
        timer.daemon = True
        timer.start()
    try:
        with _guarded(watch):
            yield
    except SystemExit as error:
        parses = error.code == 2  # as argparse ends a program whose arguments are missing
        raise SettingsError(
            f"Importing '{module_name}' ended the program (exit status {error.code}): it "
            f"{'may parse arguments that it was not given' if parses else 'runs on import'}. "
            f"{'Give them defaults, or put' if parses else 'Put'} what it runs under {GUARD}."
        ) from None
    except EOFError:
        raise SettingsError(
            f"Importing '{module_name}' asks for input: put what it runs under {GUARD}."
        ) from None
    except EndedError:
        raise SettingsError(
            f"Importing '{module_name}' was ended after {LIMIT:.0f} seconds{watch.line}. Put what "
            f"it runs, such as a training, under {GUARD}."
        ) from None
    finally:
        for timer in timers:
            timer.cancel()
        sys.argv, sys.stdin = arguments, given
        if backend is None:
            os.environ.pop("MPLBACKEND", None)
        else:
            os.environ["MPLBACKEND"] = backend


class _Watch:
    """An import under way in this thread."""

    def __init__(self, module_name: str) -> None:
        self.module_name = module_name
        self.thread = threading.get_ident()
        self.line = ""
        """Where it is, in words."""
        file = Path(module_name) if module_name.endswith(".py") else Path(f"{module_name}.py")
        self.folders = {Path.cwd().resolve(), file.resolve().parent}
        self.writes = ""

    def explain(self) -> None:
        """Say where the import is."""
        self.locate(sys._current_frames().get(self.thread))
        print(
            f"Still importing '{self.module_name}'{self.line}. Ctrl-C stops it, and so does "
            f"waiting for {LIMIT:.0f} seconds; put code that runs long under {GUARD}.",
            file=sys.stderr,
            flush=True,
        )

    def end(self) -> None:
        """Raise EndedError where the import is."""
        self.locate(sys._current_frames().get(self.thread))
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(self.thread), ctypes.py_object(EndedError)
        )

    def locate(self, frame: Any) -> None:
        """Note the line of the module's top level, or of the file nearest to it."""
        found = None
        while frame is not None:
            if frame.f_code.co_name == "<module>" and self._is_own(frame.f_code.co_filename):
                found = (frame.f_code.co_filename, frame.f_lineno)
                break
            frame = frame.f_back
        if found is None:
            return
        text = linecache.getline(*found).strip()
        self.line = f", at line {found[1]} of {Path(found[0]).name}: {text[:80]}"

    def _is_own(self, filename: str) -> bool:
        return Path(filename).resolve().parent in self.folders

    def check(self, event: str, args: tuple[Any, ...]) -> None:
        """Refuse to change files in the user's folders.

        Raises:
            SettingsError: it would.
        """
        if event == "open":
            path, mode, flags = args
            writes = any(c in "wax+" for c in mode or "") or bool((flags or 0) & WRITES)
        else:
            path, writes = args[0], event in CHANGES
        if not writes or not isinstance(path, (str, bytes, os.PathLike)):
            return
        target = Path(os.path.realpath(os.fsdecode(path)))
        inside = any(folder in target.parents for folder in self.folders)
        if inside and "__pycache__" not in target.parts and not target.name.endswith(".pyc"):
            self.locate(sys._getframe())
            raise SettingsError(
                f"Importing '{self.module_name}' changes {os.fsdecode(path)}{self.line}: it was "
                f"stopped. Put what it runs under {GUARD}."
            )


_local = threading.local()
"""The watch of an import under way in each thread."""
_installed = threading.Event()


def _install_hook() -> None:
    """Install the audit hook, once: hooks cannot be removed."""
    if not _installed.is_set():
        _installed.set()
        sys.addaudithook(_audit)


def _audit(event: str, args: tuple[Any, ...]) -> None:
    watch = getattr(_local, "watch", None)
    if watch is not None and (event == "open" or event in CHANGES):
        watch.check(event, args)


@contextlib.contextmanager
def _guarded(watch: _Watch) -> Iterator[None]:
    """Refuse changes of files, also by `torch.save`, whose writer is no Python code."""
    import torch

    plain = torch.save

    def save(obj: Any, f: Any, *args: Any, **kwargs: Any) -> None:
        if isinstance(f, (str, os.PathLike)):
            watch.check("open", (f, "w", None))
        plain(obj, f, *args, **kwargs)

    torch.save = save
    _local.watch = watch
    try:
        yield
    finally:
        _local.watch = None
        torch.save = plain
