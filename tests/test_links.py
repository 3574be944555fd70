"""Links of the texts beside the code lead to files that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("frontend/*.md")])


def addresses(text: Path) -> Iterator[str]:
    """What a file of Markdown links to and shows."""
    for token in MarkdownIt().parse(text.read_text(encoding="utf-8")):
        for inline in token.children or []:
            address = inline.attrs.get("href") or inline.attrs.get("src")
            if address:
                yield str(address)


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_they_lead_somewhere(text: Path) -> None:
    for address in addresses(text):
        link = urlsplit(address)
        if link.scheme or link.netloc:
            assert link.scheme == "https", address
        elif link.path:
            assert (text.parent / unquote(link.path)).exists(), address
