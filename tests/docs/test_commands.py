"""Commands and Python code in the documentation parse, and name only existing things."""

from __future__ import annotations

import ast
import re
import shlex

import pytest

import latentwalk
from latentwalk import cli
from tests.conftest import ROOT

FILES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
INDENTED = re.compile(r"^    (latentwalk(?: [^#\n]*[^#\s])?)\s*(?:#.*)?$", re.MULTILINE)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = sorted({line for path in FILES for line in INDENTED.findall(path.read_text("utf-8"))})
SNIPPETS = [
    pytest.param(code, id=f"{path.name}-{number}")
    for path in FILES
    for number, code in enumerate(PYTHON.findall(path.read_text("utf-8")), 1)
]


@pytest.fixture
def parse(monkeypatch: pytest.MonkeyPatch):
    """The command line without its commands: it only parses."""
    ran: list[object] = []
    for command in cli.COMMANDS.values():
        monkeypatch.setattr(command, "run", lambda self: ran.append(self))

    def parsed(line: str) -> None:
        cli.main(shlex.split(line)[1:])
        assert len(ran) == 1

    return parsed


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_in_the_docs_parses(line: str, parse) -> None:
    parse(line)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_command_is_on_its_page(name: str) -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"\n| `{name}` |" in text


def test_a_wrong_command_is_seen(parse) -> None:
    with pytest.raises(SystemExit):
        parse("latentwalk sample mnist --colour red")


@pytest.mark.parametrize("code", SNIPPETS)
def test_python_in_the_docs_parses_and_names_public_attributes(code: str) -> None:
    tree = ast.parse(code)
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "latentwalk"
    }
    assert used <= set(latentwalk.__all__)


def test_commands_and_snippets_are_found() -> None:
    assert len(COMMANDS) > 20
    assert len(SNIPPETS) > 5
