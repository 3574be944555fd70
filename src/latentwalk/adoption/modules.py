"""Imports the class that weights belong to: `package.module:Class` or `file.py:Class`."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import nn

from latentwalk.errors import LatentwalkError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATIENCE = 10.0
"""Seconds after which a slow import is explained."""


def instance_of(path: str, kwargs: Mapping[str, Any]) -> nn.Module:
    """The module that `package.module:Class` names or returns.

    `Class` is a class or a function, which is called, or a module, which is used as it is.

    Raises:
        SettingsError: it cannot be imported, called, or is not a torch module.
    """
    module_name, _, name = path.partition(":")
    if not name:
        raise SettingsError(f"--model expects package.module:Class or file.py:Class, got '{path}'.")
    try:
        with _unattended(module_name):
            kind: Any = _imported(module_name)
        for part in name.split("."):
            kind = getattr(kind, part)
    except LatentwalkError:
        raise
    except SystemExit as error:
        raise SettingsError(
            f"Importing '{module_name}' ended the program (exit status {error.code}): it runs on "
            'import. Put what it runs under `if __name__ == "__main__":`.'
        ) from None
    except EOFError:
        raise SettingsError(
            f"Importing '{module_name}' asks for input: put what it runs under "
            '`if __name__ == "__main__":`.'
        ) from None
    except AttributeError:
        raise SettingsError(f"'{module_name}' has no '{name}': check --model {path}.") from None
    except Exception as error:  # a foreign module can raise anything
        raise SettingsError(f"Cannot import '{module_name}': {one_line(error)}") from error
    if isinstance(kind, nn.Module):
        if kwargs:
            raise SettingsError(f"{path} is a module already: leave --kwargs out.")
        return kind
    try:
        module = kind(**kwargs)
    except Exception as error:  # as above
        raise SettingsError(
            f"Cannot instantiate {path} with --kwargs {dict(kwargs)}: {one_line(error)}"
        ) from error
    if not isinstance(module, nn.Module):
        raise SettingsError(f"{path} returns a {type(module).__name__}, not a torch module.")
    return module


@contextlib.contextmanager
def _unattended(module_name: str) -> Iterator[None]:
    """Import a script as no user runs it: without arguments, input and windows.

    A script that runs long, because it trains on import, is explained.
    """
    arguments, sys.argv = sys.argv, [module_name]
    given, sys.stdin = sys.stdin, io.StringIO()
    backend = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = "agg"
    notice = threading.Timer(PATIENCE, _explain_waiting, [module_name])
    notice.daemon = True
    notice.start()
    try:
        yield
    finally:
        notice.cancel()
        sys.argv, sys.stdin = arguments, given
        if backend is None:
            del os.environ["MPLBACKEND"]
        else:
            os.environ["MPLBACKEND"] = backend


def _explain_waiting(module_name: str) -> None:
    print(
        f"Still importing '{module_name}', which runs code such as a training on import. Ctrl-C "
        'stops it; put such code under `if __name__ == "__main__":`.',
        file=sys.stderr,
        flush=True,
    )


def _imported(module_name: str) -> Any:
    if module_name.endswith(".py"):
        spec = importlib.util.spec_from_file_location(Path(module_name).stem, module_name)
        if spec is None or spec.loader is None or not Path(module_name).is_file():
            raise SettingsError(f"The file '{module_name}' does not exist (--model).")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
    look_in_working_directory()
    return importlib.import_module(module_name)


def look_in_working_directory() -> None:
    """Let modules in the current folder be imported, as `python -m` does."""
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))


def one_line(error: BaseException) -> str:
    """An error's message on one line, at most 300 characters; its type if it has none."""
    return " ".join(str(error).split())[:300] or type(error).__name__
