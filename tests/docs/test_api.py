"""The API reference: `docs/api.md` lists every public name, and the built page documents it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import latentwalk
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "api.md"
PUBLIC = sorted(set(latentwalk.__all__) - {"__version__"})


@pytest.fixture(scope="module")
def built(site: Path) -> str:
    return (site / "api" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_on_the_page(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert re.search(rf"^::: latentwalk\.{name}$", text, re.MULTILINE), f"docs/api.md lacks {name}"


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_has_a_heading_and_a_docstring(name: str, built: str) -> None:
    _, heading, rest = built.partition(f'id="latentwalk.{name}"')
    assert heading, f"the built page lacks {name}"
    contents = rest.split('class="doc doc-contents', 1)[1]
    assert contents.index("<p>") < 1000, f"{name} has no docstring"


def test_what_public_names_return_is_on_the_page(built: str) -> None:
    for name in ("hosts.server.serving.Page", "hosts.widget.Link", "training.TrainSettings"):
        assert f'id="latentwalk.{name}"' in built


def test_every_error_is_on_the_page(built: str) -> None:
    from latentwalk import errors

    tree = [one for one in vars(errors).values() if isinstance(one, type)]
    names = {one.__name__ for one in tree if issubclass(one, errors.LatentwalkError)}
    shown = set(re.findall(r'id="latentwalk\.(?:errors\.)?(\w+Error)"', built))
    assert names == shown
