"""The widget in a real JupyterLab: cells run, and the page and Python move each other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nbformat
import numpy as np
import pytest
from playwright.sync_api import expect

import latentwalk
from tests.browser.looking import decoded, point, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import ArrayLike
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.slow

SETTINGS = {
    "notification": {"fetchNews": "false", "checkForUpdates": False},
    "themes": {"theme": "JupyterLab Dark"},
}
OPEN = """import json, latentwalk
model = latentwalk.open("mnist")
w = latentwalk.Widget([model, latentwalk.open("mnist-2d")])
w"""
TELL = "print(json.dumps([w.z.tolist(), w.path.tolist(), w.model]))"
LIVE = """import json, latentwalk, numpy as np
from pathlib import Path
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import ModelFolder
from latentwalk.outputs.image import ImageSpec
calls = []
def decoder(z):
    calls.append(len(z))
    if (z > 4).any():
        raise RuntimeError("nothing is known so far out")
    return [np.broadcast_to(np.tanh(z[:, :1, None, None]), (len(z), 1, 8, 8))]
def encoder(images):
    mean = images.mean((2, 3)).repeat(2, 1)
    return [mean, np.zeros_like(mean)]
folder = ModelFolder(Path("nowhere"), Manifest("lamp", 2, ImageSpec(8, 8, 1, -1.0, 1.0)))
w = latentwalk.Widget(latentwalk.Model(folder, decoder=decoder, encoder=encoder))
w"""


@dataclass
class Notebook:
    """A notebook on the screen."""

    page: Page

    def cell(self, number: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number)

    def widget(self, number: int, nth: int = 0) -> Locator:
        return self.cell(number).locator(".latentwalk").nth(nth)

    def run(self, number: int) -> str:
        """Run a cell, wait until it is done, and return what it printed."""
        cell = self.cell(number)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))
        printed = cell.locator(".jp-OutputArea-output pre")
        return printed.first.inner_text() if printed.count() else ""

    def opened(self, number: int, nth: int = 0) -> Locator:
        """The widget in a cell, once its atlas is there."""
        widget = self.widget(number, nth)
        expect(widget.get_by_text("encoded images", exact=False).first).to_be_attached()
        return widget


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A JupyterLab of its own: the folder of its notebooks, and its address."""
    root = tmp_path_factory.mktemp("lab")
    kept = root / "kept"
    for name, settings in SETTINGS.items():
        path = kept / "settings" / "@jupyterlab" / "apputils-extension"
        path.mkdir(parents=True, exist_ok=True)
        (path / f"{name}.jupyterlab-settings").write_text(json.dumps(settings))
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0"),
            *(f"--ServerApp.root_dir={root}", "--IdentityProvider.token=", "--allow-root"),
        ],
        env=os.environ | {name: str(kept / folder) for name, folder in folders.items()},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    found = None
    try:
        while found is None:
            line = process.stderr.readline()
            assert line, "JupyterLab did not start"
            found = re.search(r"(http://127\S+)/lab", line)
        # an unread pipe would block the process once it is full
        reading = threading.Thread(target=process.stderr.read)
        reading.start()
        yield root, found[1]
    finally:
        process.terminate()
        process.wait(30)
        if found:
            reading.join()
        process.stderr.close()


@pytest.fixture
def notebook(
    browser: Browser, lab: tuple[Path, str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Notebook]]:
    """Opens a notebook of the given cells, none of them run. Errors of scripts fail the test."""
    root, address = lab
    context = browser.new_context(viewport={"width": 1400, "height": 1800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def made(*cells: str) -> Notebook:
        content = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        name = f"{request.node.name}.ipynb"
        nbformat.write(content, root / name)
        page.goto(f"{address}/lab/tree/{name}?reset")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        return Notebook(page)

    yield made
    context.close()
    assert faults == []


def stands(widget: Locator, z: ArrayLike) -> None:
    """Wait until a widget stands at `z`."""
    expected = np.asarray(z, float)
    for _ in range(100):
        there = point(widget)
        if there.shape == expected.shape and np.abs(there - expected).max() < 1e-3:
            return
        widget.page.wait_for_timeout(50)
    raise AssertionError(f"stands at {point(widget)}, not at {expected}")


def tells(notebook: Notebook, number: int, z: ArrayLike) -> None:
    """Wait until Python is at `z` too: what the page sends may still be on its way."""
    found: list[float] = []
    for _ in range(10):
        found = json.loads(notebook.run(number))[0]
        if np.shape(found) == np.shape(z) and np.allclose(found, z, atol=1e-3):
            return
        notebook.page.wait_for_timeout(100)
    raise AssertionError(f"Python is at {found}, not at {z}")


def test_the_page_and_python_move_each_other(notebook: Callable[..., Notebook]) -> None:
    three = latentwalk.open("mnist").preset("3")
    book = notebook(OPEN, TELL, 'w.z = model.preset("3")', "w.path = [[0] * 6, w.z]")
    book.run(0)
    widget = book.opened(0)
    assert np.abs(shown(widget) - decoded(np.zeros(6))).max() <= 1
    expect(widget).to_have_attribute("data-theme", "dark")
    thumb = widget.get_by_role("slider", name="z1", exact=True)
    thumb.focus()
    for _ in range(3):
        book.page.keyboard.press("Shift+ArrowRight")
    z = point(widget)
    assert z[0] == pytest.approx(0.3, abs=0.05)
    tells(book, 1, z)

    book.run(2)
    stands(widget, three)
    assert np.abs(shown(widget) - decoded(three)).max() <= 2
    book.run(3)
    expect(widget.get_by_role("button", name="Pin 2 of 2: go there")).to_be_visible()
    tells(book, 1, three)

    box = widget.get_by_role("slider", name="z2", exact=True).locator("..").bounding_box()
    assert box
    book.page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 20)
    book.page.mouse.down()
    book.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 20, steps=30)
    book.page.mouse.up()
    dragged = point(widget)
    assert dragged[1] == pytest.approx(0.8 * 2.5758, abs=0.05)
    tells(book, 1, dragged)
    stands(widget, dragged)


def test_what_the_lasso_chooses_is_a_table(notebook: Callable[..., Notebook]) -> None:
    book = notebook(OPEN, "print(w.selection().groupby('group').size().to_dict())", "w")
    book.run(0)
    widget = book.opened(0)
    widget.get_by_role("button", name="Draw around points").click()
    box = widget.locator(".map canvas").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    book.page.mouse.move(x - 30, y - 30)
    book.page.mouse.down()
    for dx, dy in ((30, -30), (30, 30), (-30, 30), (-30, -30)):
        book.page.mouse.move(x + dx, y + dy, steps=5)
    book.page.mouse.up()
    shown = widget.locator("figcaption", has_text="A").last
    chosen = int(re.sub(r"\D", "", shown.inner_text()))
    assert chosen > 50
    assert json.loads(book.run(1).replace("'", '"')) == {"A": chosen}
    book.run(2)  # another view of the widget shows what was chosen, and does not undo it
    expect(book.opened(2).locator("figcaption", has_text="A").last).to_have_text(
        shown.inner_text().replace("\n", "")
    )
    assert json.loads(book.run(1).replace("'", '"')) == {"A": chosen}


def test_keys_belong_to_who_has_the_focus(notebook: Callable[..., Notebook]) -> None:
    book = notebook(OPEN, TELL)
    book.run(0)
    widget = book.opened(0)
    stands(widget, np.zeros(6))
    book.cell(1).locator(".jp-InputPrompt").click()
    book.page.keyboard.press("3")
    book.page.keyboard.press("p")
    book.page.wait_for_timeout(300)
    assert (point(widget) == 0).all()
    expect(widget.get_by_role("button", name="Pin 1")).to_have_count(0)
    widget.get_by_text("How typical").click()
    for key in ("d", "d", "a", "b", "x", "m", "3"):  # JupyterLab would delete, insert and cut cells
        book.page.keyboard.press(key)
    stands(widget, latentwalk.open("mnist").preset("3"))
    expect(book.page.locator(".jp-Notebook .jp-Cell")).to_have_count(2)
    expect(book.page.locator(".jp-Notebook .jp-MarkdownCell")).to_have_count(0)


def test_a_python_function_decodes_in_the_kernel(notebook: Callable[..., Notebook]) -> None:
    book = notebook(LIVE, TELL, "w.z = [1, 0]", "w.z = [5, 0]", "w.z = [-1, 0]")
    book.run(0)
    widget = book.widget(0)
    expect(widget.get_by_text("decoded in the kernel")).to_be_attached()
    for cell, value in ((2, 1.0), (4, -1.0)):
        book.run(cell)
        stands(widget, [value, 0])
        expected = round((np.tanh(value) + 1) * 127.5)
        for _ in range(50):
            if np.abs(shown(widget).astype(int) - expected).max() <= 1:
                break
            book.page.wait_for_timeout(50)
        else:
            raise AssertionError(f"{shown(widget)} is not {expected}")
        if cell == 2:
            book.run(3)
            expect(widget.get_by_text("nothing is known so far out").first).to_be_visible()


def test_models_are_switched_and_views_keep_step(notebook: Callable[..., Notebook]) -> None:
    book = notebook(OPEN, "w", TELL, 'w.model = "mnist"')
    book.run(0)
    book.run(1)
    first, second = book.opened(0), book.opened(1)
    first.get_by_role("button", name="Go to 7").click()
    for widget in (first, second):
        stands(widget, latentwalk.open("mnist").preset("7"))
    first.get_by_label("Model", exact=True).select_option(label="mnist-2d · 2 dimensions")
    for widget in (first, second):
        stands(widget, [0, 0])
    second.get_by_role("button", name="Go to 4").click()
    four = latentwalk.open("mnist-2d").preset("4")
    for widget in (first, second):
        stands(widget, four)
    tells(book, 2, four)
    assert json.loads(book.run(2))[2] == "mnist-2d"
    book.run(3)
    for widget in (first, second):
        stands(widget, np.zeros(6))
    tells(book, 2, np.zeros(6))


def test_linked_widgets_share_a_point_and_a_closed_one_is_removed(
    notebook: Callable[..., Notebook],
) -> None:
    book = notebook(
        OPEN,
        'other = latentwalk.Widget(model, height=400, hide=["path"], start={"z": [1] * 6})\nother',
        "link = w.link(other)",
        "link.unlink()",
        "other.close()",
    )
    book.run(0)
    book.run(1)
    first, second = book.opened(0), book.opened(1)
    expect(second.get_by_role("button", name="Pin", exact=True)).to_have_count(0)
    assert second.evaluate("(element) => element.clientHeight + 2") == 400
    stands(second, np.ones(6))
    book.run(2)
    stands(second, np.zeros(6))
    second.get_by_role("button", name="Go to 2").click()
    two = latentwalk.open("mnist").preset("2")
    stands(first, two)
    book.run(3)
    first.get_by_role("button", name="Reset").click()
    stands(first, np.zeros(6))
    stands(second, two)
    workers = len(book.page.workers)
    book.run(4)
    expect(book.widget(1)).to_have_count(0)
    assert len(book.page.workers) < workers
