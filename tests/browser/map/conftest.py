"""The page of `mnist`, at the size for a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.looking import SIZES
from tests.browser.map.controls import FIELD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Size = tuple[int, int]


@pytest.fixture
def view(blank: Page, address: str) -> Callable[[str], Page]:
    """Opens the page of `mnist` with a view, at its map."""

    def open_view(view: str) -> Page:
        blank.goto(f"{address}#model=mnist&{view}")
        settled(blank)
        expect(blank.locator(f"{FIELD} > canvas")).not_to_have_count(0)
        blank.locator(FIELD).scroll_into_view_if_needed()
        return blank

    return open_view


@pytest.fixture
def close(size: Size) -> str:
    """The plane of z1 and z2, so near that encoded images lie apart under what presses them."""
    return f"plane=z1,z2&frame=0,0,{0.6 if size == SIZES['phone'] else 2}"
