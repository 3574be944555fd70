"""The controls on and around the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FIELD = "[role=application]"
COMPONENTS = re.compile("^PC")


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="The map's tools").get_by_role("button", name=name)


def planes(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("group", name="The map's plane").get_by_role("button", name=name)


def layer(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="What the map shows").get_by_role("button", name=name)


def note(page: Page, text: str) -> Locator:
    """What the map says of itself."""
    return page.locator(f"{FIELD} p.note").filter(has_text=text)


def legend(page: Page, name: str) -> Locator:
    classes = page.get_by_role("list", name="Classes on the map")
    return classes.get_by_role("button", name=re.compile(rf"^{name} "))
