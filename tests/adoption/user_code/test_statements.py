"""Of a script, only what a class needs is run."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from latentwalk.adoption.user_code.absent import PLACEHOLDER, Absent
from latentwalk.adoption.user_code.statements import statements_for

SCRIPT = """
import math
from os import path as place
SIZE = 3
UNUSED = print("unused")
if SIZE > 2:
    WIDTH = 2
else:
    WIDTH = 1
def helper(): return WIDTH
class Base: pass
class Net(Base):
    size = SIZE
    def run(self): return helper()
Net.extra = math.pi
args = print("args")
for epoch in range(3):
    ran.append(epoch)
while True: pass
if __name__ == "__main__":
    main()
"""


def kept(source: str, name: str) -> Any:
    module = statements_for(ast.parse(source), name)
    return None if module is None else ast.unparse(module)


def test_what_a_class_needs_is_kept() -> None:
    text = kept(SCRIPT, "Net")
    space: dict[str, Any] = {PLACEHOLDER: Absent}
    exec(text, space)
    assert space["Net"]().run() == 2
    assert space["Net"].extra == pytest.approx(3.14159, abs=1e-5)
    for part in ("UNUSED", "args", "for ", "while", "__main__"):
        assert part not in text


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('--d', default=2)\n"
         "a = p.parse_args([])\nclass Net:\n    d = a.d", "Net"),
        ("try:\n    from missing import Base\nexcept ImportError:\n    Base = object\n"
         "class Net(Base): pass", "Net"),
        ("class Net: pass\nmodel = Net()\nmodel.d = 3\nprint(undefined)", "model"),
        ("x, (y, z) = 1, (2, 3)\nclass Net:\n    v = z", "Net"),
    ],
)  # fmt: skip
def test_statements_that_change_what_it_needs_are_kept(source: str, name: str) -> None:
    space: dict[str, Any] = {PLACEHOLDER: Absent}
    exec(kept(source, name), space)
    assert name in space


def test_names_within_functions_are_not_those_of_the_script() -> None:
    source = "x = input()\nclass Net:\n    def run(self, x): return [y for y in x]\ny = input()"
    assert "input" not in kept(source, "Net")


def test_a_package_that_only_a_training_uses_may_be_missing() -> None:
    source = (
        "import no_such_a, math\nimport no_such_b as plots\nfrom no_such_c import one, two\n"
        "class Net:\n    size = math.floor(2.5)\n    def train(self): plots.show(one, two)"
    )
    space: dict[str, Any] = {PLACEHOLDER: Absent}
    text = kept(source, "Net")
    exec(text, space)
    assert space["Net"].size == 2
    with pytest.raises(ModuleNotFoundError, match="no_such_b"):
        space["Net"]().train()
    assert not hasattr(space["one"], "__len__")


@pytest.mark.parametrize(
    "line", ["class Net(base.Module): pass", "@base\nclass Net: pass", "class Net(base): pass"]
)
def test_a_package_that_the_class_needs_must_be_there(line: str) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        exec(kept(f"import no_such_package as base\n{line}", "Net"), {PLACEHOLDER: Absent})


def test_a_name_that_is_not_bound_plainly() -> None:
    assert kept("from somewhere import *", "Net") is None
    assert kept("for Net in [1]: pass", "Net") is None
