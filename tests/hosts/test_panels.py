"""The names of the page's panels, which the build writes for Python."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from latentwalk.errors import MissingError
from latentwalk.hosts import panels as module
from latentwalk.hosts.html import options
from latentwalk.hosts.panels import panels
from latentwalk.hosts.widget import Widget

ROOT = Path(__file__).parents[2]


def test_they_are_the_page_s_own() -> None:
    source = (ROOT / "frontend" / "src" / "state" / "panels.ts").read_text(encoding="utf-8")
    declared = re.search(r"PANEL_KEYS = \[(.*?)\]", source, re.DOTALL)
    assert declared is not None
    assert panels() == tuple(re.findall(r"'(\w+)'", declared[1]))


@pytest.mark.parametrize("text", [
    inspect.getsource(options), Widget.__init__.__doc__,
    (ROOT / "docs" / "page.md").read_text(encoding="utf-8"),
], ids=["export", "Widget", "docs"])  # fmt: skip
def test_each_text_about_hiding_names_all(text: str) -> None:
    assert re.search(",\\s+".join(f"`?{name}`?" for name in panels()), text)


def test_an_installation_without_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONTENTS", tmp_path / "share.json")
    panels.cache_clear()
    with pytest.raises(MissingError, match="lacks the page"):
        panels()
