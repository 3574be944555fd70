"""axe's rules for accessibility, in every state of the page and in every engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.journeys.conftest import bring_classifier, compare

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.browser import Browser

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def _draws(page: Browser) -> None:
    page.click("Draw")
    page.drag(page.spots("Drawing pad", (0.3, 0.2), (0.5, 0.8)))
    page.expect("The decoded image")


def _pins(page: Browser) -> None:
    page.press("p")
    page.press("7")
    page.rested()
    page.press("p")
    page.expect("Pin 2 of 2: go there")


def _asks_for_help(page: Browser) -> None:
    page.press("?")


def _changes_the_theme(page: Browser) -> None:
    page.evaluate("document.querySelector('[aria-label^=Theme]').click()")


STATES: dict[str, Callable[[Browser], None]] = {
    "opened": lambda _: None,
    "drawing": _draws,
    "path": _pins,
    "compared": compare,
    "second network": bring_classifier,
    "shortcuts": _asks_for_help,
    "another theme": _changes_the_theme,
}


@pytest.mark.parametrize("state", STATES)
def test_no_rule_is_violated(page: Browser, state: str) -> None:
    STATES[state](page)
    assert violations(page) == []


def violations(page: Browser) -> list[tuple[str, list[str]]]:
    """The rules that a page violates, and the elements that do."""
    page.evaluate(f"(() => {{ {AXE.read_text(encoding='utf-8')} }})()")
    found = page.evaluate(f"axe.run({json.dumps(RULES)})")["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
