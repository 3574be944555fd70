"""The statements of a script that a name needs.

A script that defines a model often trains it as well. To get the class, it is enough to run the
imports, the definitions, and the assignments of names that the class uses. What an import cannot
find matters only where it is used.
"""

from __future__ import annotations

import ast
import symtable
from typing import TYPE_CHECKING

from latentwalk.adoption.user_code.absent import tolerant

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)


def statements_for(tree: ast.Module, name: str) -> ast.Module | None:
    """The statements of a script that `name` needs; None if the script does not bind it plainly.

    Args:
        tree: the script.
        name: a class, a function or another name of its top level.
    """
    statements = list(_flat(tree.body))
    binds = [set(_bound(one)) for one in statements]
    if not any(name in bound for bound in binds):
        return None
    needed = {name}
    # the code of a class may name an import in a text that it evaluates
    kept = {index for index, one in enumerate(statements) if isinstance(one, IMPORTS)}
    while True:
        more = {
            index
            for index, (one, bound) in enumerate(zip(statements, binds, strict=True))
            if index not in kept
            and (bound & (needed | {"*"}) or _is_future(one) or _about(one) in needed)
        }
        if not more:
            break
        kept |= more
        for index in more:
            if not isinstance(statements[index], IMPORTS):
                needed |= set(_used(statements[index]))
    body = [part for index, one in enumerate(statements) if index in kept for part in tolerant(one)]
    return ast.fix_missing_locations(ast.Module(body, tree.type_ignores))


def relative_levels(tree: ast.Module) -> int:
    """The number of packages above a script that its relative imports need."""
    return max((one.level for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)), default=0)


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when a module is imported, without what is under `__main__`."""
    for one in body:
        if not (isinstance(one, ast.If) and "__name__" in set(_used(one.test))):
            yield one


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds, also within `if`, `try` and `with`; loops bind none."""
    if isinstance(statement, DEFINITIONS):
        yield statement.name
    elif isinstance(statement, IMPORTS):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    elif isinstance(statement, (ast.If, ast.Try, ast.With)):
        for part in ast.iter_child_nodes(statement):
            if isinstance(part, ast.stmt):
                yield from _bound(part)
            elif isinstance(part, ast.ExceptHandler):
                for inner in part.body:
                    yield from _bound(inner)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _about(statement: ast.stmt) -> str:
    """The name to which a statement does something, as `parser.add_argument(...)`; or ""."""
    part: ast.AST = statement
    if isinstance(statement, ast.Assign):
        part = statement.targets[0]
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        part = statement.value.func
    else:
        return ""
    while isinstance(part, (ast.Attribute, ast.Subscript, ast.Call)):
        part = part.func if isinstance(part, ast.Call) else part.value
    return part.id if isinstance(part, ast.Name) else ""


def _used(node: ast.AST) -> Iterator[str]:
    """The names that a part of a script takes from outside of its own functions and classes."""
    try:
        table = symtable.symtable(ast.unparse(node), "", "exec")
    except (SyntaxError, ValueError):  # such as `return` outside of its function
        yield from (one.id for one in ast.walk(node) if isinstance(one, ast.Name))
        return
    tables = [table]
    while tables:
        one = tables.pop()
        tables += one.get_children()
        for symbol in one.get_symbols():
            # a class may read a name from outside before it binds it
            outside = one is table or symbol.is_global() or one.get_type() == "class"
            if symbol.is_referenced() and outside:
                yield symbol.get_name()
