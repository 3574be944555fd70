"""Measure how often the image is painted while a finger drags a slider on a phone's screen.

    python benchmarks/phone.py [MODEL]

Chromium has a phone's size and touch, and its main thread is slowed by the factors below, as in
the developer tools. A finger moves back and forth on a filmstrip for some seconds, once a frame.
Needs Playwright and a Chromium (LATENTWALK_CHROMIUM, or `chromium`).
"""

from __future__ import annotations

import math
import os
import sys
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from browsing import chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

SLOWER = (1, 4, 6)
SECONDS = 8.0
FRAME = 1000 / 60
WATCH = """
  window.painted = [];
  const { putImageData, drawImage } = CanvasRenderingContext2D.prototype;
  const timed = (method) => function (...all) {
    const result = method.apply(this, all);
    const label = this.canvas.getAttribute?.('aria-label');
    if (label?.startsWith('The image at')) painted.push(performance.now());
    return result;
  };
  CanvasRenderingContext2D.prototype.putImageData = timed(putImageData);
  CanvasRenderingContext2D.prototype.drawImage = timed(drawImage);
"""


def main(model: str = "mnist") -> None:
    """Print medians and 95th percentiles of the time between two images."""
    with served(model) as address, chromium() as browser:
        print(f"Chromium {browser.version}, {model}; ms between images, median (95th percentile)")
        for slower in SLOWER:
            context = browser.new_context(
                viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
            )
            page = context.new_page()
            page.add_init_script(WATCH)
            page.goto(address)
            moves = drag(page, slower)
            times = np.diff(np.unique(page.evaluate("painted")))
            median, slow = np.quantile(times, [0.5, 0.95])
            load = os.getloadavg()[0]
            print(
                f"slowed {slower} times: {median:6.1f} ({slow:.1f})   "
                f"{len(times)} images, {moves} moves, load average {load:.1f}"
            )
            context.close()


def drag(page: Page, slower: int) -> int:
    """Drag the third filmstrip with a finger. Returns the number of moves."""
    strip = page.locator("[aria-label=Dimensions] [role=slider]").nth(2).locator("..")
    strip.scroll_into_view_if_needed()
    page.wait_for_timeout(2000)
    client = page.context.new_cdp_session(page)
    client.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    box = strip.bounding_box()
    assert box

    def touch(kind: str, *shares: float) -> None:
        points = [
            {"x": box["x"] + share * box["width"], "y": box["y"] + box["height"] / 2}
            for share in shares
        ]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.5)
    page.evaluate("painted.length = 0")
    begun, moves = monotonic(), 0
    while (passed := monotonic() - begun) < SECONDS:
        touch("touchMove", 0.5 + 0.4 * math.sin(2 * passed))
        moves += 1
        page.wait_for_timeout(max(0, FRAME - 1000 * (monotonic() - begun - passed)))
    touch("touchEnd")
    return moves


if __name__ == "__main__":
    main(*sys.argv[1:])
