"""Links between Markdown files of the repository, as GitHub resolves them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def tokens(path: Path):
    return MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))


def targets(path: Path) -> list[str]:
    """What a file links to and shows."""
    inline = [child for token in tokens(path) for child in token.children or []]
    found = [child.attrGet("href") or child.attrGet("src") for child in inline]
    return [str(target) for target in found if target]


def anchors(path: Path) -> set[str]:
    """The anchors of a file's headings, as GitHub and MkDocs make them."""
    parsed = tokens(path)
    titles = [after.content for token, after in pairwise(parsed) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def fault(path: Path, target: str) -> str | None:
    """What is wrong with a link; None if nothing is."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        whole = parts.scheme == "https" and re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc)
        return None if whole else "not a whole https address"
    place = path if not parts.path else path.parent / unquote(parts.path)
    if not place.exists():
        return "no such file"
    if parts.fragment and place.suffix == ".md" and parts.fragment not in anchors(place):
        return "no such heading"
    return None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    faults = {target: fault(path, target) for target in targets(path)}
    assert {target: what for target, what in faults.items() if what} == {}


@pytest.mark.parametrize(
    "target", ["docs/none.md", "docs/page.md#none", "#none", "http://a.org", "https://", "//a.org"]
)
def test_a_link_that_leads_nowhere_is_seen(target: str) -> None:
    assert fault(ROOT / "README.md", target) is not None
