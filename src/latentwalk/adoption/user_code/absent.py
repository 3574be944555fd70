"""Stands for packages that a script imports and that are not installed.

A script often imports what only its training uses. An error is due where such a name is used.
"""

from __future__ import annotations

import ast
import copy
from typing import Any, NoReturn

PLACEHOLDER = "__latentwalk_absent__"
"""The name under which a script finds `Absent`."""


class Absent:
    """What could not be imported; using it raises the error of the import."""

    def __init__(self, error: ImportError) -> None:
        self.__dict__["_error"] = error

    def _raise(self, *_: Any, **__: Any) -> NoReturn:
        raise self.__dict__["_error"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python asks for these itself, as in `hasattr`
            raise AttributeError(name)
        self._raise()

    __call__ = __getitem__ = __iter__ = __mro_entries__ = __enter__ = __instancecheck__ = _raise

    def __bool__(self) -> bool:
        return False


def tolerant(statement: ast.stmt) -> list[ast.stmt]:
    """An import as one for each name, bound to an `Absent` if it fails; others as they are."""
    if not isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [statement]
    if getattr(statement, "module", None) == "__future__":
        return [statement]
    return [_guarded(statement, alias) for alias in statement.names]


def _guarded(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    one = copy.copy(statement)
    one.names = [alias]
    if alias.name == "*":
        return one
    name = alias.asname or alias.name.partition(".")[0]
    guarded = ast.parse(
        f"try:\n pass\nexcept ImportError as error:\n {name} = {PLACEHOLDER}(error)"
    ).body[0]
    assert isinstance(guarded, ast.Try)
    guarded.body = [one]
    return guarded
