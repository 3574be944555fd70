"""The documentation site, built as by `nox -s docs` and opened in Chromium."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from latentwalk import errors
from tests.docs.test_api import PUBLIC

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow


class Fetched(HTMLParser):
    """The addresses that a page has its browser fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"src", "srcset", "poster", "data"} or (tag, name) == ("link", "href"):
                self.addresses.append(value or "")


def foreign(page: str) -> list[str]:
    parser = Fetched()
    parser.feed(page)
    styled = re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')\s]+)", page)
    schemes = {"", "data"}
    return [
        one
        for one in [*parser.addresses, *styled]
        if urlsplit(one).netloc or urlsplit(one).scheme not in schemes
    ]


def test_pages_and_styles_name_nothing_of_another_host(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    assert len(files) > 10
    found = {str(path.relative_to(site)): foreign(path.read_text("utf-8")) for path in files}
    assert {path: named for path, named in found.items() if named} == {}


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://a.org/a.js"></script>',
        '<link href="//a.org/a.css">',
        "<style>@import 'https://a.org/a.css'</style>",
        "<style>a { background: url(https://a.org/a.png) }</style>",
    ],
)
def test_what_is_fetched_from_another_host_is_seen(html: str) -> None:
    assert len(foreign(html)) == 1


def test_no_request_leaves_and_no_page_is_wider_than_a_phone(
    site: Path, address: str, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("response", lambda answer: answer.status < 400 or faults.append(answer.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    wide = []
    paths = [path.relative_to(site).as_posix() for path in site.rglob("index.html")]
    paths = sorted(path for path in paths if not path.startswith("live/"))
    assert len(paths) > 10
    for path in paths:
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(path)
    assert (faults, wide) == ([], [])
    local = (address, "data:", f"blob:{address}")
    assert [url for url in asked if not url.startswith(local)] == []
    context.close()


def test_the_explorer_on_the_first_page_walks(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address)
    page.frame_locator("latent-walk iframe").get_by_role("button", name="Go to 3").click()
    # the link of the explorer says where it is
    page.frames[1].wait_for_url(re.compile(r"[#&]z=-?\d+\.\d"))
    page.close()


@pytest.fixture(scope="module")
def reference(site: Path) -> str:
    """The page of the API reference."""
    return (site / "api" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_has_a_heading_and_a_docstring(name: str, reference: str) -> None:
    _, heading, rest = reference.partition(f'id="latentwalk.{name}"')
    assert heading, f"the page lacks {name}"
    contents = rest.split('class="doc doc-contents', 1)[1]
    assert contents.index("<p>") < 1000, f"{name} has no docstring"


def test_what_public_names_return_is_on_the_page(reference: str) -> None:
    for name in ("hosts.server.serving.Page", "hosts.widget.Link", "training.TrainSettings"):
        assert f'id="latentwalk.{name}"' in reference


def test_every_error_is_on_the_page(reference: str) -> None:
    tree = [one for one in vars(errors).values() if isinstance(one, type)]
    names = {one.__name__ for one in tree if issubclass(one, errors.LatentwalkError)}
    shown = set(re.findall(r'id="latentwalk\.(?:errors\.)?(\w+Error)"', reference))
    assert names == shown
