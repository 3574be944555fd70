"""The README is short, and starts with what a reader needs first."""

from __future__ import annotations

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAX_WORDS = 600
FIRST_SCREEN = 25
"""Lines."""


def test_the_readme_is_short() -> None:
    assert len(README.split()) <= MAX_WORDS


def test_both_commands_are_on_the_first_screen() -> None:
    first = README.splitlines()[:FIRST_SCREEN]
    assert "    pip install . && latentwalk" in first
    assert "    pip install 'nox[uv]' && nox" in first


def test_sections_come_in_the_order_of_use() -> None:
    titles = [line[3:] for line in README.splitlines() if line.startswith("## ")]
    assert titles == [
        "Install",
        "Open your own model",
        "Use it in a notebook",
        "Share a page",
        "Documentation",
    ]
