"""Make every picture that the README shows: `python docs/make_pictures.py`.

Needs the extra `test`, Xvfb and Chromium. They come from the commands that the README names, from
the real window on a virtual screen, and from the real page in a real browser.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import tkinter
from pathlib import Path

from PIL import ImageGrab
from playwright.sync_api import sync_playwright

import latentwalk
from latentwalk.cli import main
from latentwalk.hosts.window.app import Window

IMAGES = Path(__file__).parent / "images"
SCREEN = ":83"


def commands() -> None:
    """Make the sheet, the grid and the banner."""
    walk = "walk mnist --through 0,1,2,3,4,5,6,7,8,9 --loop --smooth --frames 120 --scale 6"
    for line in (
        f"{walk} -o {IMAGES}/walk.gif",
        f"sample mnist -n 64 --seed 0 --scale 1 -o {IMAGES}/sheet.png",
        f"grid mnist-2d --dims 1,2 -n 12 -o {IMAGES}/grid.png",
    ):
        main(line.split())


def window() -> None:
    """Make the window's picture, on a virtual screen."""
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


def page() -> None:
    """Make the page's picture."""
    command = [sys.executable, "-m", "latentwalk", "open", "mnist", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-quic"]
            )
            view = browser.new_page(viewport={"width": 1120, "height": 640})
            view.goto(found[0])
            view.get_by_role("button", name="8", exact=True).click()
            view.wait_for_timeout(1500)
            view.screenshot(path=IMAGES / "page.png")
            browser.close()
        process.terminate()


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    commands()
    window()
    page()
