"""Measure the map of many points, in headless Chromium.

    python benchmarks/map.py [POINTS ...]

The atlas of `mnist` is repeated with noise until it has so many points, and gets ten columns, or
as many as a model folder holds: three for 10,000,000 points.
Printed are the seconds until the points are there, the time between two frames while the map is
panned, without and with originals at the points, and the time from the choice of another column
until the points have its colours. What the model decodes stands in for the originals. Needs
Playwright and a Chromium (LATENTWALK_CHROMIUM, or `chromium`).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import latentwalk
from browsing import FRAMES, chromium, panned, served
from latentwalk import adopt
from latentwalk.folder.manifest import ATLAS, ORIGINALS
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.originals.index import Index, grid_of
from latentwalk.originals.sheets import packed

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from latentwalk import Model

POINTS = (10_000, 100_000, 1_000_000, 10_000_000)
COLUMNS = 10
MOST_PICTURED = 1_000_000
"""The most points that get originals: more take over 2 GB."""
MOST_BYTES = 2**28 - 2**16
"""Of the columns in a model folder, without their schema."""
WATCH = """
  window.painted = 0;
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (...all) {
    putImageData.apply(this, all);
    if (this.canvas.isConnected && this.canvas.closest('.field')) painted = performance.now();
  };
"""


def main(counts: tuple[int, ...]) -> None:
    print(
        "points      opened s   frame ms, median (95th)   with originals   "
        "colour ms, median (slowest)"
    )
    for n in counts:
        with (
            tempfile.TemporaryDirectory() as folder,
            served(write(Path(folder), n)) as address,
            chromium() as browser,
        ):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.add_init_script(WATCH + FRAMES)
            started = time.perf_counter()
            page.goto(f"{address}#model=mnist&layers=points")
            page.locator(".legend").wait_for(timeout=120_000)
            opened = time.perf_counter() - started
            page.wait_for_timeout(3000 + n / 1000)
            plain = np.quantile(panned(page, *middle(page)), [0.5, 0.95])
            times = coloured(page, columns(n), 1500 + n / 2000)
            pictured = "-"
            if n <= MOST_PICTURED:
                page.goto(f"{address}#model=mnist&layers=points&thumbs=1")
                page.locator(".legend").wait_for(timeout=120_000)
                page.wait_for_timeout(3000 + n / 1000)
                median, slow = np.quantile(panned(page, *middle(page)), [0.5, 0.95])
                pictured = f"{median:.1f} ({slow:.1f})"
        print(
            f"{n:<12,}{opened:<11.1f}{plain[0]:5.1f} ({plain[1]:.1f}){'':<14}"
            f"{pictured:<17}"
            f"{np.median(times):5.0f} ({max(times):.0f})"
        )
    print(f"load average {os.getloadavg()[0]:.1f}")


def write(folder: Path, n: int) -> Path:
    """A model folder with n encoded images and ten columns of numbers."""
    model = latentwalk.open("mnist")
    atlas = model.atlas
    assert atlas is not None
    rng = np.random.default_rng(0)
    grid = grid_of(model.image)
    sheet = grid[0] * grid[1]
    rows = np.arange(n) % (len(atlas) // sheet * sheet)
    means = atlas.mean[rows] + rng.normal(0, 0.05, (n, model.latent_dim)).astype(np.float32)
    arrays = ("logvar", "label", "split", "error")
    larger = replace(
        atlas, mean=means, layout=None, **{name: getattr(atlas, name)[rows] for name in arrays}
    )
    contents = {name: model.folder.content(name) for name in model.folder.manifest.files}
    contents[ATLAS] = larger.to_bytes()
    if n <= MOST_PICTURED:
        contents[ORIGINALS] = originals(model, n, grid)
    about = {key: kept for key, kept in model.folder.manifest.provenance.items() if key != "layout"}
    manifest = replace(model.folder.manifest, provenance=about)
    many = model.within(InMemoryFolder.of(folder, manifest, contents))
    table = {
        f"c{i}": rng.normal(size=n) + means[:, i % model.latent_dim] for i in range(columns(n))
    }
    return adopt(many, folder / "model", columns=table).folder.path


def originals(model: Model, n: int, grid: tuple[int, int]) -> bytes:
    """`originals.bin` of n items: the same sheets of decoded images again and again."""
    assert model.atlas is not None
    size = grid[0] * grid[1]
    sheets = []
    for start in range(0, min(n, len(model.atlas) - size + 1), size):
        pixels = model.pixels(model.atlas.mean[start : start + size])
        sheets.append(packed(pixels, grid[0], None))
    count = -(-n // size)
    repeated = (sheets * -(-count // len(sheets)))[:count]
    shape = (model.image.height, model.image.width, model.image.channels)
    index = Index(n, shape, "webp", None, grid, tuple(map(len, repeated)))
    return b"".join([index.to_bytes(), *repeated])


def columns(n: int) -> int:
    """How many columns the model of n points gets."""
    return min(COLUMNS, MOST_BYTES // (8 * n))


def middle(page: Page) -> tuple[float, float]:
    """The middle of the map, in pixels of the page."""
    box = page.locator("[role=application]").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def coloured(page: Page, columns: int, wait: float) -> list[float]:
    """Milliseconds from the choice of each column to the last pixel of the points."""
    times = []
    for i in range(columns):
        page.evaluate("window.chosen = performance.now()")
        page.get_by_label("Colour", exact=True).select_option(f"c{i}")
        page.wait_for_timeout(wait)
        times.append(page.evaluate("painted - chosen"))
    return times


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or POINTS)
