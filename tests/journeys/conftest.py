"""The browsers, and the places where a page can be."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import latentwalk
from latentwalk.evaluation import classifier
from latentwalk.hosts.html import ExportOptions, write_page
from tests.browser.conftest import FLAGS
from tests.browser.hosting import serving
from tests.hosts.server.servers import running
from tests.journeys.firefox import Firefox
from tests.journeys.webdriver import WebDriver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.browser import Browser

EXPECTED = "LATENTWALK_BROWSERS"
"""Set, it makes a missing browser a failure."""
CRASHED = ['"invalid session id"', '"unknown error","message":""']
"""What a driver answers when its browser has crashed: such a journey is tried once more."""
MINIBROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Prepare journeys for crashes of browsers, and for several processes.

    A journey whose browser crashed is tried once more; the summary then counts it as `rerun`. With
    `--dist=loadgroup`, a process is given the journeys of one module in one browser at a time.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and isinstance(item, pytest.Function):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=CRASHED))
            parameters = item.callspec.params if hasattr(item, "callspec") else {}
            engine = parameters.get("engine", "any")
            item.add_marker(pytest.mark.xdist_group(f"{engine} {item.path.stem}"))


def chromium() -> Browser:
    """Chromium without a window."""
    options = {"binary": _program("chromium"), "args": [*FLAGS, "--headless=new"]}
    driver = _program("chromedriver")
    return WebDriver("chromium", driver, {"goog:chromeOptions": options})


def firefox() -> Browser:
    """Firefox without a window."""
    return Firefox(_program("firefox-esr"))


def webkit() -> Browser:
    """WebKitGTK's example browser: the engine of Safari."""
    options = {"binary": _program(MINIBROWSER), "args": ["--automation"]}
    driver = _program("WebKitWebDriver")
    return WebDriver("webkit", driver, {"webkitgtk:browserOptions": options})


BROWSERS = {"chromium": chromium, "firefox": firefox, "webkit": webkit}


class Engine:
    """One kind of browser, which is started anew if it has crashed."""

    def __init__(self, name: str, environment: dict[str, str]) -> None:
        self._name = name
        self._environment = environment
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        """The browser that runs."""
        if self._browser is None or not self._browser.is_alive():
            self.close()
            with pytest.MonkeyPatch.context() as patch:
                for name, value in self._environment.items():
                    patch.setenv(name, value)
                self._browser = BROWSERS[self._name]()
        return self._browser

    def close(self) -> None:
        """End the browser."""
        if self._browser is not None:
            self._browser.close()


@pytest.fixture(scope="package", params=BROWSERS)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each kind of browser in turn."""
    environment = {}
    if request.param == "webkit":  # it has no mode without a window
        environment["DISPLAY"] = request.getfixturevalue("display")
    engine = Engine(request.param, environment)
    yield engine
    engine.close()


@pytest.fixture
def browser(engine: Engine) -> Browser:
    """The browser of a journey."""
    return engine.browser()


@pytest.fixture(scope="package")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The page on the server, in a file, in one that trains, and in a folder of a static host."""
    home = tmp_path_factory.mktemp("pages")
    models = [latentwalk.open("mnist"), latentwalk.open("mnist-2d")]
    write_page(models, home / "page.html", ExportOptions())
    write_page(models[:1], home / "train.html", ExportOptions(train=True))
    write_page(models, f"{home / 'site'}/", ExportOptions())
    with running("mnist") as (_, address), serving(home) as host:
        yield {
            "served": address,
            "file": (home / "page.html").as_uri(),
            "folder": f"{host}site/",
            "train": (home / "train.html").as_uri(),
        }


@pytest.fixture
def page(browser: Browser, places: dict[str, str]) -> Iterator[Browser]:
    """The server's page of `mnist`, newly opened. Errors of its scripts fail the test."""
    yield opened(browser, places["served"])
    assert browser.evaluate("window.journey.errors") == []


def opened(browser: Browser, url: str) -> Browser:
    """Open a page that has stored nothing, and wait until its data are there."""
    browser.open(url)
    ready = "document.body.textContent.includes('most informative first')"
    browser.eventually(lambda: browser.evaluate(ready), "the atlas does not arrive")
    return browser


def compare(page: Browser) -> None:
    """Compare `mnist` with `mnist-2d`, and wait for its image."""
    page.click("Compare")
    page.choose("Compared with", "mnist-2d")
    page.expect("The image of mnist-2d")


def bring_classifier(page: Browser) -> None:
    """Has the images of a page read by the classifier of digits that ships."""
    summary = (
        "[...document.querySelectorAll('summary')]"
        ".find((one) => one.textContent.includes('Second network'))"
    )
    page.eventually(lambda: page.evaluate(f"Boolean({summary})"), "the panel is not there")
    page.evaluate(f"{summary}.click()")
    field = "Boolean(document.querySelector(\"input[accept='.onnx']\"))"
    page.eventually(lambda: page.evaluate(field), "no file can be chosen")
    page.give("input[accept='.onnx']", classifier.FILE)
    page.expect("What the second network reads")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        if os.environ.get(EXPECTED):
            pytest.fail(f"{name} is missing")
        pytest.skip(f"needs {name}: nox -s browsers")
    return found
