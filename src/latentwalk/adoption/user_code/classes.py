"""Imports the class that weights belong to: `package.module:Class` or `file.py:Class`."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import nn

from latentwalk.adoption.user_code.scripts import classes_in, module_of_script
from latentwalk.adoption.user_code.unattended import unattended
from latentwalk.errors import LatentwalkError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping


def instance_of(
    path: str, kwargs: Mapping[str, Any], stated: Mapping[str, Any] | None = None
) -> tuple[nn.Module, str]:
    """The module that `package.module:Class` names or returns, and what was assumed, or "".

    `Class` is a class or a function, which is called, or a module, which is used as it is.

    Args:
        path: the class.
        kwargs: its arguments.
        stated: arguments that its weights' file states; used if `kwargs` has none.

    Raises:
        SettingsError: it cannot be imported, called, or is not a torch module.
    """
    module_name, _, name = path.partition(":")
    if not name:
        raise SettingsError(
            f"--model expects package.module:Class or file.py:Class, got '{path}'."
            f"{_listed(module_name)}"
        )
    if module_name.endswith(".ipynb"):
        raise SettingsError(
            f"'{module_name}' is a notebook: save the class in a .py file, as with "
            "jupyter nbconvert --to script, and give that as --model."
        )
    try:
        with unattended(module_name):
            kind: Any = _imported(module_name, name.partition(".")[0])
    except LatentwalkError:
        raise
    except Exception as error:  # a foreign module can raise anything
        raise SettingsError(f"Cannot import '{module_name}': {one_line(error)}") from error
    for part in name.split("."):
        if not hasattr(kind, part):
            raise SettingsError(
                f"'{module_name}' has no '{name}': check --model {path}.{_listed(module_name)}"
            )
        kind = getattr(kind, part)
    if isinstance(kind, nn.Module):
        if kwargs:
            raise SettingsError(f"{path} is a module already: leave --kwargs out.")
        return kind, ""
    known = {} if kwargs else _taken(kind, stated or {})
    try:
        module = kind(**(kwargs or known))
    except Exception as error:  # as above
        hint = (
            " Give its arguments as --kwargs, or name a function that returns the module."
            if isinstance(error, TypeError)
            else ""
        )
        raise SettingsError(
            f"Cannot instantiate {path} with --kwargs {dict(kwargs or known)}: "
            f"{one_line(error)}.{hint}"
        ) from error
    if not isinstance(module, nn.Module):
        raise SettingsError(f"{path} returns a {type(module).__name__}, not a torch module.")
    listed = ", ".join(f"{name}={value!r}" for name, value in known.items())
    called = f"{path} is called with {listed}, as its file states. Otherwise give --kwargs"
    return module, called if known else ""


def _taken(kind: Any, stated: Mapping[str, Any]) -> dict[str, Any]:
    """The stated arguments that a class has, if they are plain values."""
    try:
        parameters = inspect.signature(kind).parameters
    except (TypeError, ValueError):  # a class without a signature
        return {}
    return {
        name: value
        for name, value in stated.items()
        if name in parameters
        and (value is None or isinstance(value, (bool, int, float, str, list, tuple, dict)))
    }


def _listed(module_name: str) -> str:
    """The classes of a script, as a sentence; "" if it has none."""
    classes = classes_in(Path(module_name))
    return f" It has the classes {', '.join(classes)}." if classes else ""


def _imported(module_name: str, name: str) -> Any:
    """A module that has a name; of a script, only the statements that the name needs are run."""
    if module_name.endswith(".py"):
        if not Path(module_name).is_file():
            raise SettingsError(f"The file '{module_name}' does not exist (--model).")
        look_in_working_directory()
        return module_of_script(Path(module_name), name)
    look_in_working_directory()
    script = Path(f"{module_name}.py")
    if module_name not in sys.modules and script.is_file():
        return module_of_script(script, name)
    return importlib.import_module(module_name)


def look_in_working_directory() -> None:
    """Let modules in the current folder be imported, as `python -m` does."""
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))


def one_line(error: BaseException) -> str:
    """An error's message on one line, at most 300 characters; its type if it has none."""
    return " ".join(str(error).split())[:300] or type(error).__name__
