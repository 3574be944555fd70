"""The page behind the access checks: it works, and refused clients get a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import latentwalk
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.serving import Page as Served
from tests.browser.conftest import settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page


@pytest.fixture
def private() -> Iterator[Served]:
    """A server that other machines may ask."""
    served = Served([latentwalk.open("mnist")], ServerOptions("0.0.0.0", 0))
    yield served
    served.stop()


def test_the_page_works_under_its_policy_and_its_token(blank: Page, private: Served) -> None:
    said: list[str] = []
    blank.on("console", lambda message: said.append(message.text))
    blank.goto(private.address)
    settled(blank)
    assert "token" not in blank.url
    encoded = "fetch('models/0/encode', {method: 'POST', body: new Float32Array(784)})"
    assert blank.evaluate(f"async () => (await {encoded}).status") == 200
    assert blank.evaluate("document.cookie") == ""
    assert said == []


def test_a_missing_token_gives_a_message(blank: Page, private: Served) -> None:
    blank.goto(private.address.partition("?")[0])
    expect(blank.get_by_text("This page is private.")).to_be_visible()
