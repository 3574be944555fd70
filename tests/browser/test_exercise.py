"""A lesson in which the reader trains a model, from disk and without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

import latentwalk
from latentwalk.hosts.html import ExportOptions, write_page
from tests.browser.hosting import alone

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

TEXT = """# Learn

[start](#model=mnist-beta-4&hide=path)

[Train](#train=mnist-beta-4&dimensions=2&beta=200&epochs=3)
"""


def test_a_reader_trains_a_model_and_walks_it(browser: Browser, tmp_path: Path) -> None:
    lesson, out = tmp_path / "lesson.md", tmp_path / "lesson.html"
    lesson.write_text(TEXT, encoding="utf-8")
    write_page([latentwalk.open("mnist-beta-4")], out, ExportOptions(lesson=lesson))
    context = browser.new_context()
    faults = alone(context, out.as_uri())
    page = context.new_page()
    page.goto(out.as_uri())
    page.get_by_role("link", name="Train").click()
    expect(page.get_by_text("my mnist-beta-4, beta 200 is trained.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("2 dimensions carry nothing")).to_be_visible()
    context.close()
    assert faults == []
