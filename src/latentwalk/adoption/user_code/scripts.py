"""Imports a script for one name in it: only the statements that the name needs are run."""

from __future__ import annotations

import ast
import importlib.util
import sys
import types
import zlib
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.user_code.absent import PLACEHOLDER, Absent
from latentwalk.adoption.user_code.statements import relative_levels, statements_for
from latentwalk.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def module_of_script(path: Path, name: str) -> Any:
    """A module with a name of a script; the whole script is run if parts of it do not suffice.

    It finds its neighbours, packages in the working directory, and, if it is part of a package, the
    modules of that by relative imports.

    Raises:
        SettingsError: it is not a Python script.
    """
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        tree = None  # importing it gives the error
    full_name = _full_name(path, 0 if tree is None else relative_levels(tree))
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)
    spec = importlib.util.spec_from_file_location(full_name, path)
    if spec is None or spec.loader is None:
        raise SettingsError(f"The file '{path}' is not a Python script (--model).")
    module = importlib.util.module_from_spec(spec)
    sys.modules[full_name] = module
    needed = None if tree is None else statements_for(tree, name)
    if needed is not None:
        module.__dict__[PLACEHOLDER] = Absent
        try:
            exec(compile(needed, str(path), "exec"), module.__dict__)
            return module
        except NameError:  # something that the name needs was not seen
            module = importlib.util.module_from_spec(spec)
            sys.modules[full_name] = module
    spec.loader.exec_module(module)
    return module


def classes_in(path: Path) -> list[str]:
    """The names of a script's classes, for messages."""
    try:
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return []
    return [one.name for one in body if isinstance(one, ast.ClassDef)]


def _full_name(path: Path, levels: int) -> str:
    """A script's name, in as many packages as its relative imports go up.

    The packages need no `__init__.py`. Their root has a name of its own, so that packages of other
    scripts and libraries may have the same names.
    """
    if not levels:
        return path.stem
    folder, parts = path.resolve().parent, [path.stem]
    for _ in range(levels - 1):
        parts.insert(0, folder.name)
        folder = folder.parent
    root = types.ModuleType(f"script_{zlib.crc32(str(folder).encode()):x}")
    root.__path__ = [str(folder)]
    sys.modules.setdefault(root.__name__, root)
    return ".".join([root.__name__, *parts])
