"""What tests do with a notebook, and the cells that they run."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from playwright.sync_api import expect

from tests.browser.looking import point

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from playwright.sync_api import Locator, Page

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

    def restart(self) -> None:
        """Restart the kernel, and wait until it is ready."""
        idle = self.page.get_by_text("Python 3 (ipykernel) | Idle")
        self.page.keyboard.press("Escape")
        self.page.get_by_title("Restart the kernel").first.click()
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        expect(idle).to_have_count(0)
        idle.wait_for()


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
