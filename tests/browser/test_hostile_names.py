"""Names and labels that are HTML: text on the served page and on the exported one, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

import latentwalk
from latentwalk.hosts.sharing import Options, share
from tests.attacks.make_attacks import FILES
from tests.hosts.test_page import running

if TYPE_CHECKING:
    from pathlib import Path

EVIL = latentwalk.open(FILES / "html")


def check(page: Page) -> None:
    """Everything that shows a name or a label was drawn, and none of it became an element."""
    expect(page.get_by_text("encoded images").first).to_be_attached()
    expect(page.get_by_text("onerror").first).to_be_attached()
    page.wait_for_timeout(300)  # a picture that cannot be loaded says so late
    assert page.evaluate("window.marker") is None
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0


def test_the_served_page(blank: Page) -> None:
    with running(str(FILES / "html")) as (_, address):
        blank.goto(address)
        check(blank)
        button = blank.get_by_role("button", name="onerror")
        if button.count():  # a preset, by its class
            button.first.click()
        check(blank)


@pytest.mark.parametrize("title", ["", "</title><script>window.marker=1</script>"])
def test_the_exported_page(blank: Page, tmp_path: Path, title: str) -> None:
    made = share([EVIL, EVIL], tmp_path / "page.html", Options(title))
    blank.goto(made.path.as_uri())
    check(blank)
    if title:
        assert blank.title() == title


def test_what_puts_it_into_another_page(blank: Page, tmp_path: Path) -> None:
    made = share([EVIL], f"{tmp_path / 'site'}/", Options())
    blank.set_content(made.iframe + made.element)
    assert blank.evaluate("window.marker") is None
    assert blank.evaluate("document.querySelectorAll('img').length") == 0
