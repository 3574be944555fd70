"""Names and labels that are HTML are shown as text, on the served and the exported page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

import latentwalk
from latentwalk.errors import SettingsError
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.watch import TrainingPage
from tests.attacks.make_attacks import FILES
from tests.hosts.server.servers import running

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EVIL = latentwalk.open(FILES / "html")
SCRIPT = "<img src=x onerror=window.marker=1>"


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


def test_a_link_whose_parts_are_scripts(blank: Page) -> None:
    direction, nothing = quote(quote(SCRIPT, safe="")), quote(SCRIPT)
    with running(str(FILES / "html")) as (_, address):
        blank.goto(
            f"{address}#directions={direction}:1,0.5&map=d:{direction}&z={nothing}&with=mnist-2d"
            f"&hide={nothing}&{nothing}={nothing}"
        )
        check(blank)
        expect(blank.get_by_text(SCRIPT).first).to_be_attached()  # the direction's
        box = blank.locator("canvas").last.bounding_box()
        assert box is not None
        blank.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        check(blank)


def test_a_run_that_is_watched_tells_scripts(blank: Page) -> None:
    def refuse(_: Mapping[str, Any]) -> None:
        raise SettingsError(SCRIPT)

    page = TrainingPage(EVIL, refuse, ServerOptions(port=0))
    numbers = {"step": 1, "steps": 2, "epochs": 3, "beta": 1.0, "factor": 1.0, "rate": 0.1}
    page.point("change", 1, SCRIPT, 1.0, 2.0)
    page.state(now="training", **numbers)
    try:
        blank.goto(page.address)
        blank.get_by_role("button", name="Pause the training").click()
        expect(blank.get_by_text(SCRIPT).first).to_be_visible()
        page.state(now="stopped", message=SCRIPT * 2)
        expect(blank.get_by_text(SCRIPT * 2).first).to_be_visible()
        check(blank)
    finally:
        page._page.stop()


@pytest.mark.parametrize("title", ["", "</title><script>window.marker=1</script>"])
def test_the_exported_page(blank: Page, tmp_path: Path, title: str) -> None:
    made = write_page([EVIL, EVIL], tmp_path / "page.html", ExportOptions(title=title))
    blank.goto(made.path.as_uri())
    check(blank)
    if title:
        assert blank.title() == title


def test_what_puts_it_into_another_page(blank: Page, tmp_path: Path) -> None:
    made = write_page([EVIL], f"{tmp_path / 'site'}/", ExportOptions())
    blank.set_content(made.iframe + made.element)
    assert blank.evaluate("window.marker") is None
    assert blank.evaluate("document.querySelectorAll('img').length") == 0
