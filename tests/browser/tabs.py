"""Tabs that tests share: a page that was there before opens in a fifth of the time."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from playwright.sync_api import Error

from tests.browser.looking import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

    Size = tuple[int, int]

POLICY = "Content Security Policy"
"""What a browser mentions when a page's policy blocks something."""


FORGET = """
Storage.prototype.setItem = () => undefined;
localStorage.clear();
sessionStorage.clear();
"""
"""Removes what a page has stored, and keeps it from storing more when it is left."""


class Tabs:
    """One tab of each size, opened at its first use."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[Size, Page] = {}

    @contextlib.contextmanager
    def lent(self, size: Size) -> Iterator[Page]:
        """A tab that has opened nothing and stored nothing, on which movements are over at once.

        Errors of its scripts fail the test, and so does what its policy blocks.
        """
        page = self._pages.get(size) or self._opened(size)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(reduced_motion="reduce")
        faults: list[str] = []

        def failed(error: Error) -> None:
            faults.append(str(error))

        def logged(message: ConsoleMessage) -> None:
            if POLICY in message.text:
                faults.append(message.text)

        page.on("pageerror", failed)
        page.on("console", logged)
        page.mouse.move(0, 0)
        try:
            yield page
        finally:
            with contextlib.suppress(Error):  # a page that was never opened has no storage
                page.evaluate(FORGET)
            page.context.unroute_all()
            page.context.set_offline(False)
            page.goto("about:blank")
            page.remove_listener("pageerror", failed)
            page.remove_listener("console", logged)
        assert not faults, "\n".join(faults)

    def close(self) -> None:
        """Close all tabs."""
        for page in self._pages.values():
            page.context.close()

    def _opened(self, size: Size) -> Page:
        width, height = size
        phone = width < SIZES["tablet"][0]
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            accept_downloads=True,
            has_touch=phone,
            is_mobile=phone,
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self._pages[size] = context.new_page()
        return self._pages[size]
