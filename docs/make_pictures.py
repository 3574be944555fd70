"""Make every picture of the README and the docs: `python docs/make_pictures.py`.

Requires the dependency group `test`, Xvfb and Chromium. The pictures come from the documented
commands, from the real window on a virtual screen, and from the real page in a browser.
"""

from __future__ import annotations

import io
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tkinter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import torch
from PIL import Image, ImageGrab
from playwright.sync_api import Browser, Page, sync_playwright
from torch import nn

import latentwalk
from latentwalk.cli import main
from latentwalk.data import load
from latentwalk.hosts.window.app import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGES = Path(__file__).parent / "images"
SCREEN = ":83"


def commands() -> None:
    """Write the walk, the sheet and the grid."""
    walk = "walk mnist --through 0,1,2,3,4,5,6,7,8,9 --loop --smooth --frames 120 --scale 6"
    for line in (
        f"{walk} -o {IMAGES}/walk.gif",
        f"sample mnist -n 64 --seed 0 --scale 1 -o {IMAGES}/sheet.png",
        f"grid mnist-2d --dims 1,2 -n 12 -o {IMAGES}/grid.png",
    ):
        main(line.split())


def window() -> None:
    """Take a screenshot of the window on a virtual screen."""
    server = subprocess.Popen(["Xvfb", SCREEN, "-screen", "0", "1000x800x24"])
    os.environ["DISPLAY"] = SCREEN
    time.sleep(1)
    root = tkinter.Tk()
    root.geometry("820x640+0+0")
    shown = Window(root, latentwalk.open("mnist"), seed=0)
    root.update()
    shown.walk_to_preset("3")
    end = time.monotonic() + 1
    while time.monotonic() < end:
        root.update()
        time.sleep(0.01)
    box = (0, 0, root.winfo_width(), root.winfo_height())
    ImageGrab.grab(box, xdisplay=SCREEN).save(IMAGES / "window.png", optimize=True)
    root.destroy()
    server.terminate()
    server.wait()


@contextmanager
def browser() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a served page."""
    command = [sys.executable, "-m", "latentwalk", "open", "mnist", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-quic"]
            )
            yield browser, found[0]
            browser.close()
        process.terminate()


def opened(browser: Browser, address: str, width: int, height: int, scheme: str) -> Page:
    """Open the page with a path through three digits."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page.goto(address)
    page.get_by_text("most informative first").wait_for(state="attached")
    for digit in "163":
        page.keyboard.press(digit)
        page.wait_for_timeout(900)
        page.keyboard.press("p")
    page.wait_for_timeout(900)
    return page


def page() -> None:
    """Take a screenshot of the page."""
    with browser() as (chromium, address):
        view = opened(chromium, address, 1440, 900, "light")
        view.screenshot(path=IMAGES / "page-light.png")


def compare() -> None:
    """Take a screenshot of two models side by side."""
    with browser() as (chromium, address):
        view = chromium.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
        view.goto(f"{address}#model=mnist&with=mnist-2d&by=image")
        view.get_by_label("The image of mnist-2d").wait_for()
        view.keyboard.press("5")
        view.wait_for_timeout(2500)
        view.screenshot(path=IMAGES / "compare.png")


def page_at_work() -> None:
    """Record the page as a GIF: two sliders, then the path."""
    frames: list[Image.Image] = []
    with browser() as (chromium, address):
        view = opened(chromium, address, 1440, 900, "dark")

        def keep() -> None:
            frames.append(Image.open(io.BytesIO(view.screenshot())).convert("RGB"))

        def drag(start: tuple[float, float], way: list[tuple[float, float]]) -> None:
            view.mouse.move(*start)
            view.mouse.down()
            for x, y in way:
                view.mouse.move(x, y)
                view.wait_for_timeout(60)
                keep()
            view.mouse.up()

        keep()
        for name, reach in (("z1", 0.3), ("z4", -0.25)):
            thumb = view.get_by_role("slider", name=name, exact=True)
            strip = thumb.locator("..").bounding_box()
            box = thumb.bounding_box()
            assert strip
            assert box
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            swing = [x + reach * strip["width"] * math.sin(math.pi * i / 12) for i in range(13)]
            drag((x, y), [(at, y) for at in swing])
        view.get_by_role("button", name="Play the path").click()
        for _ in range(20):
            keep()
        view.close()
    small = [frame.resize((960, 600), Image.Resampling.LANCZOS) for frame in frames]
    # the default median cut would drop the map's hues, which few pixels have
    palette = small[len(small) // 2].quantize(200, method=Image.Quantize.MAXCOVERAGE)
    first, *rest = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in small]
    first.save(
        IMAGES / "page.gif", save_all=True, append_images=rest, duration=110, loop=0, optimize=True
    )


CELLS = (
    'import latentwalk\n\nmodel = latentwalk.open("mnist")\nw = latentwalk.Widget(model)\nw',
    'w.path = [model.preset(digit) for digit in "163"]\nw.z = model.preset("3")',
    "w.z.round(2)",
)


def notebook() -> None:
    """Take a screenshot of the widget in a temporary JupyterLab."""
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    with tempfile.TemporaryDirectory() as folder:
        content = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
        nbformat.write(content, Path(folder) / "walk.ipynb")
        names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
        names += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
        lab = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"),
                *(f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=", "--allow-root"),
            ],
            env=os.environ | {name: f"{folder}/.{name}" for name in names},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert lab.stderr is not None
        found = next(filter(None, (re.search(r"http://127\S+(?=/lab)", s) for s in lab.stderr)))
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-quic"]
            )
            view = chromium.new_page(viewport={"width": 1240, "height": 1010})
            view.goto(f"{found[0]}/lab/tree/walk.ipynb")
            view.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
            view.get_by_role("button", name="No", exact=True).click()  # decline news
            view.keyboard.press("Control+b")
            view.get_by_role("menuitem", name="Run", exact=True).click()
            view.get_by_text("Run All Cells", exact=True).click()
            view.get_by_role("button", name="Pin 3 of 3: go there").wait_for()
            view.wait_for_timeout(3000)
            view.locator(".jp-WindowedPanel-outer").evaluate("(panel) => (panel.scrollTop = 0)")
            view.wait_for_timeout(1000)
            view.screenshot(path=IMAGES / "notebook.png")
            chromium.close()
        lab.terminate()
        lab.communicate()


class Autoencoder(nn.Module):
    """A user's model: a convolutional autoencoder with latents of shape (2, 7, 7)."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 24, 4, 2, 1), nn.ReLU(), nn.Conv2d(24, 2, 4, 2, 1)
        )
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(2, 24, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(24, 1, 4, 2, 1),
            nn.Sigmoid(),
        )


def own_model() -> None:
    """Take a screenshot of a user's model: an autoencoder of 98 dimensions, and its data."""
    torch.manual_seed(0)
    data = load("mnist")
    images = torch.tensor(data.train.pixels[:20_000]).movedim(3, 1) / 255
    model = Autoencoder()
    optimizer = torch.optim.Adam(model.parameters(), 2e-3)
    for _ in range(600):
        batch = images[torch.randint(0, len(images), (128,))]
        optimizer.zero_grad()
        nn.functional.mse_loss(model.decoder(model.encoder(batch)), batch).backward()
        optimizer.step()
    held_out = data.held_out
    served = latentwalk.explore(
        model, data=held_out.pixels, labels=held_out.labels, name="autoencoder", browser=False
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-quic"]
        )
        view = chromium.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
        view.goto(served.address)
        view.get_by_role("slider", name="PC 1", exact=True).wait_for()
        view.keyboard.press("3")
        view.wait_for_timeout(2500)
        view.screenshot(path=IMAGES / "own-model.png")
        chromium.close()
    served.stop()


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    commands()
    window()
    page()
    compare()
    page_at_work()
    notebook()
    own_model()
