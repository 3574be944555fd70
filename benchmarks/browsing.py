"""What benchmarks of the page share: a headless Chromium, and a server of a model."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
GRAPHICS = [
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader",
]  # fmt: skip
"""Chromium's flags for WebGL and WebGPU without a graphics card."""
MOVES = 60
FRAMES = """
  window.frameTimes = [];
  const frame = (now) => { frameTimes.push(now); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
"""
"""A script that notes when a page draws its frames."""


@contextlib.contextmanager
def chromium(flags: Sequence[str] = ()) -> Iterator[Browser]:
    """The Chromium that LATENTWALK_CHROMIUM names, or `chromium`, with further flags."""
    path = os.environ.get("LATENTWALK_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@contextlib.contextmanager
def served(model: str | Path) -> Iterator[str]:
    """The address of a model's page, as `latentwalk open` serves it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "latentwalk", "open", str(model), "--no-browser"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout
        found = re.search(r"http://\S+/", server.stdout.readline())
        assert found
        yield found[0]
    finally:
        server.kill()


def panned(page: Page, x: float, y: float) -> list[float]:
    """Milliseconds between frames while a mouse drags around a place of a page with `FRAMES`."""
    page.mouse.move(x + 120, y)
    page.mouse.down()
    page.evaluate("frameTimes.length = 0")
    for i in range(MOVES):
        turn = 2 * np.pi * i / MOVES
        page.mouse.move(x + 120 * np.cos(turn), y + 120 * np.sin(turn))
    times = page.evaluate("frameTimes")
    page.mouse.up()
    return list(np.diff(times))
