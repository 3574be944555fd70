"""Measure how fast an image follows when it is pulled, and how fast the axes of a place are found.

    python benchmarks/pull.py [MODEL] [MOVES]

In headless Chromium, a mouse drags the image and paints on it. Each move is timed from the
creation of the event to the first image that it leads to; the updates that follow until the stroke
rests, from image to image. The axes are timed from the press of *Find* to their sliders. Needs
Playwright and a Chromium (LATENTWALK_CHROMIUM, or `chromium`).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import numpy as np

from browsing import chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

WATCH = """
  window.painted = [];
  window.heard = [];
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (...all) {
    putImageData.apply(this, all);
    if (this.canvas.getAttribute?.('aria-label')?.startsWith('The image at'))
      painted.push(performance.now());
  };
  addEventListener('pointermove', (event) => heard.push(event.timeStamp), true);
"""
FIND = """() => new Promise((resolve) => {
  const section = document.querySelector('.axes');
  const begin = performance.now();
  new MutationObserver((_, observer) => {
    if (!section.querySelector('[role=slider]')) return;
    observer.disconnect();
    resolve(performance.now() - begin);
  }).observe(section, { childList: true, subtree: true });
  section.querySelector('button').click();
})"""
REST = 250
"""Milliseconds after which a stroke rests."""


def strokes(page: Page, moves: int) -> dict[str, list[float]]:
    """Move the mouse over the image at random, in one stroke."""
    box = page.get_by_label("The image at this latent point").bounding_box()
    assert box
    rng = np.random.default_rng(0)
    at = np.array([0.5, 0.4])
    figures: dict[str, list[float]] = {"first image": [], "further updates": []}
    page.mouse.move(box["x"] + at[0] * box["width"], box["y"] + at[1] * box["height"])
    page.mouse.down()
    for _ in range(moves):
        at = np.clip(at + rng.normal(0, 0.04, 2), 0.2, 0.8)
        page.wait_for_timeout(REST)
        page.evaluate("heard.length = 0; painted.length = 0")
        page.mouse.move(box["x"] + at[0] * box["width"], box["y"] + at[1] * box["height"])
        page.wait_for_timeout(REST)
        heard, painted = page.evaluate("[heard, painted]")
        if len(heard) == 1 and painted:
            figures["first image"].append(painted[0] - heard[0])
            figures["further updates"] += list(np.diff(painted))
    page.mouse.up()
    page.wait_for_timeout(REST)
    return figures


def main(model: str = "mnist", moves: str = "100") -> None:
    """Print medians and 95th percentiles in milliseconds."""
    with served(model) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCH)
        page.goto(address)
        page.locator(".axes").wait_for()
        page.wait_for_timeout(2000)
        found = []
        for _ in range(10):
            page.keyboard.press("r")
            page.wait_for_timeout(1500)
            found.append(page.evaluate(FIND))
        page.keyboard.press("g")
        page.locator(".pull").wait_for()
        figures = {f"drag, {kind}": times for kind, times in strokes(page, int(moves)).items()}
        page.get_by_role("button", name="Brighter").click()
        figures |= {f"paint, {kind}": times for kind, times in strokes(page, int(moves)).items()}
        version = browser.version
    load = os.getloadavg()[0]
    print(f"Chromium {version}, {model}, load average {load:.1f}; ms, median (95th percentile)")
    for kind, times in ({"axes of a place": found} | figures).items():
        if times:
            median, slow = np.quantile(times, [0.5, 0.95])
            print(f"{kind:24}{median:6.1f} ({slow:.1f})   {len(times)} times")


if __name__ == "__main__":
    main(*sys.argv[1:])
