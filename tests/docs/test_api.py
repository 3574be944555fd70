"""The API reference: `docs/api.md` lists every public name; `test_site.py` has the built page."""

from __future__ import annotations

import re

import pytest

import latentwalk
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "api.md"
PUBLIC = sorted(set(latentwalk.__all__) - {"__version__"})


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_on_the_page(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert re.search(rf"^::: latentwalk\.{name}$", text, re.MULTILINE), f"docs/api.md lacks {name}"
