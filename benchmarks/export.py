"""Measure the size of an exported page, and its time to the first image, in headless Chromium.

    python benchmarks/export.py [MODEL] [TIMES]

The model is exported as one file, which is opened from disk in a fresh context each time, without a
network. Times are from the start of the navigation to the first image, and to the map with the
encoded data. Needs Playwright and a Chromium (LATENTWALK_CHROMIUM, or `chromium`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numpy as np

import latentwalk
from browsing import chromium
from latentwalk.hosts.html import ExportOptions, write_page

FIRST = "performance.getEntriesByName('first-image')[0].startTime"


def main(model: str = "mnist", times: str = "15") -> None:
    """Print bytes by part, and medians in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        made = write_page([latentwalk.open(model)], Path(folder) / "page.html", ExportOptions())
        for part, size in made.sizes.items():
            print(f"{part:10}{size:10,} bytes")
        print(f"{'together':10}{sum(made.sizes.values()):10,} bytes")
        images, maps = [], []
        with chromium() as browser:
            for _ in range(int(times)):
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                context.set_offline(True)
                page = context.new_page()
                page.goto(made.path.as_uri())
                page.locator("[aria-label=Map]").get_by_text("encoded images").wait_for()
                maps.append(page.evaluate("performance.now()"))
                images.append(page.evaluate(FIRST))
                context.close()
            version = browser.version
    print(f"Chromium {version}, load average {os.getloadavg()[0]:.1f}; ms, median (greatest)")
    for name, values in {"first image": images, "whole page": maps}.items():
        print(f"{name:12}{np.median(values):6.0f} ({max(values):.0f})")


if __name__ == "__main__":
    main(*sys.argv[1:])
