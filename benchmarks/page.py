"""Measure the page's latency, from an input event to the painted canvases, in headless Chromium.

    python benchmarks/page.py [MODEL] [MOVES]

A mouse drags a filmstrip whose dimension is an axis of the map. Each move is timed from the
creation of the event to the last pixel written of the image, of all filmstrips, and of the tiles
under the map. Needs Playwright and a Chromium (LATENTWALK_CHROMIUM, or `chromium`).
"""

from __future__ import annotations

import os
import sys

import numpy as np

from browsing import chromium, served

WATCH = """
  window.painted = {};
  window.heard = [];
  const kinds = new Map();
  const kind = (canvas) => {
    if (!kinds.has(canvas) || kinds.get(canvas) === 'other') {
      const within = (selector) => canvas.isConnected && canvas.closest(selector);
      kinds.set(canvas, canvas.getAttribute('aria-label')?.startsWith('The image at') ? 'image'
        : within('[aria-label=Dimensions]') ? 'strips'
        : within('[aria-label=Map]') ? 'tiles' : 'other');
    }
    return kinds.get(canvas);
  };
  const { putImageData, drawImage } = CanvasRenderingContext2D.prototype;
  const timed = (method) => function (...all) {
    const result = method.apply(this, all);
    if (this.canvas instanceof HTMLCanvasElement) painted[kind(this.canvas)] = performance.now();
    return result;
  };
  CanvasRenderingContext2D.prototype.putImageData = timed(putImageData);
  CanvasRenderingContext2D.prototype.drawImage = timed(drawImage);
  addEventListener('pointermove', (event) => heard.push(event.timeStamp), true);
"""


def main(model: str = "mnist", moves: str = "300") -> None:
    """Print medians and 99th percentiles in milliseconds."""
    with served(model) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCH)
        page.goto(address)
        page.get_by_text("most informative first").wait_for()
        page.wait_for_timeout(2000)
        strip = page.locator("[aria-label=Dimensions] [role=slider]").nth(2).locator("..")
        box = strip.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        rng = np.random.default_rng(0)
        figures: dict[str, list[float]] = {}
        share = 0.5
        for _ in range(int(moves)):
            share = float(np.clip(share + rng.normal(0, 0.05), 0.05, 0.95))
            page.evaluate("heard.length = 0; painted = {}")
            page.mouse.move(box["x"] + share * box["width"], box["y"] + 20)
            page.wait_for_timeout(60)
            heard, painted = page.evaluate("[heard, painted]")
            if len(heard) != 1:
                continue
            for kind, at in painted.items():
                figures.setdefault(kind, []).append(at - heard[0])
        page.mouse.up()
        version = browser.version
    load = os.getloadavg()[0]
    print(f"Chromium {version}, {model}, load average {load:.1f}; ms, median (99th percentile)")
    for kind in ("image", "strips", "tiles"):
        times = figures.get(kind)
        if times:
            median, slow = np.quantile(times, [0.5, 0.99])
            print(f"{kind:8}{median:6.1f} ({slow:.1f})   {len(times)} moves")


if __name__ == "__main__":
    main(*sys.argv[1:])
