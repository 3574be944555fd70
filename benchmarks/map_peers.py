"""Measure the map beside those of embedding-atlas and jupyter-scatter, in headless Chromium.

    python benchmarks/map_peers.py [POINTS ...]

Each view has the browser's window to itself, 1440 x 900, with the same points on the same plane,
and draws them without a graphics card: WebGL and WebGPU run in SwiftShader. The views take turns,
three rounds of them. A view is `EmbeddingView` of embedding-atlas, regl-scatterplot, which draws
for jupyter-scatter, or the page without its other panels. The peers are installed from npm into a
temporary folder.

Printed are the medians of the rounds: the seconds until the last new picture after the address was
opened, the time between two frames while the map is panned, and the time from the choice of other
colours to the last new picture. The pictures are those of Chromium's screencast, so the views are
not asked when they are done.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import latentwalk
from browsing import FRAMES, GRAPHICS, chromium, panned, served
from map import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

POINTS = (10_000, 100_000, 1_000_000)
ROUNDS, COLOURS = 3, 3
OPENED, COLOURED, LONGEST = 5.0, 2.0, 90.0
"""Seconds without a new picture that end a measurement, and the most that one takes."""
HIDDEN = "header,typical,presets,actions,draw,pull,changes,nearest,sheet,dimensions,axes,columns"
HIDDEN += ",noise,predictor,network,diagnosis,path"
PACKAGES = {"embedding-atlas": "0.23.0", "regl-scatterplot": "1.16.0", "esbuild": "0.28.2"}
OVERRIDES = {"@uwdata/flechette": "2.4.0"}
"""From 0.25 on, embedding-atlas needs half precision of WebGPU, which SwiftShader lacks; before, it
draws with WebGL then. Later releases of flechette depend on a package that not every mirror has."""
PAGE = """<!doctype html><meta charset="utf-8">
<style>html, body, #view { margin: 0; width: 100vw; height: 100vh; overflow: hidden }</style>
<div id="view"></div><script type="module" src="NAME.js"></script>"""
READ = """
const of = async (name, type) => new type(await (await fetch(name)).arrayBuffer());
const [x, y, ...kinds] = await Promise.all([
  of('x', Float32Array), of('y', Float32Array), of('k0', Uint8Array), of('k1', Uint8Array)]);
const view = document.getElementById('view');
const [width, height] = [innerWidth, innerHeight];
"""
VIEWS = {
    "embedding-atlas": """
import { EmbeddingView } from 'embedding-atlas';
READ
const data = (i) => ({ x, y, category: kinds[i % 2] });
const config = { mode: 'points', autoLabelEnabled: false };
const shown = new EmbeddingView(view, { data: data(0), width, height, config });
window.recolour = (i) => shown.update({ data: data(i) });
""",
    "regl-scatterplot": """
import createScatterplot from 'regl-scatterplot';
READ
const canvas = view.appendChild(document.createElement('canvas'));
const shown = createScatterplot({ canvas, width, height, pointSize: 2, opacityBy: 'density' });
const pointColor = Array.from({ length: 10 }, (_, i) => `#${(0x3070b0 + 0x0c1a27 * i & 0xffffff)
  .toString(16).padStart(6, '0')}`);
shown.set({ colorBy: 'valueA', pointColor });
await shown.draw({ x, y, z: kinds[0], w: kinds[1] }, { zDataType: 'categorical',
  wDataType: 'categorical' });
window.recolour = (i) => shown.set({ colorBy: i % 2 ? 'valueB' : 'valueA', pointColor });
""",
}
"""The modules of the peers' pages; READ stands for what they share."""


def main(counts: tuple[int, ...]) -> None:
    print("points      view              opened s   frame ms, median (95th)   colours ms")
    with tempfile.TemporaryDirectory() as folder:
        site = install(Path(folder))
        for n in counts:
            model = write(Path(folder) / f"{n}", n)
            plane(site, model)
            rounds: dict[str, list[list[float]]] = {}
            for _ in range(ROUNDS):
                for name in (*VIEWS, "latentwalk"):
                    with hosted(site, name, model) as address, chromium(GRAPHICS) as browser:
                        page = browser.new_page(viewport={"width": 1440, "height": 900})
                        rounds.setdefault(name, []).append(measured(page, address, name))
            for name, figures in rounds.items():
                opened, median, slow, colours = np.median(figures, 0)
                print(
                    f"{n:<12,}{name:<18}{opened:<11.1f}{median:5.1f} ({slow:.1f}){'':<13}"
                    f"{colours:5.0f}   load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )


def install(folder: Path) -> Path:
    """Install the peers, and bundle a page of each: the folder of the pages."""
    about = {"private": True, "dependencies": PACKAGES, "overrides": OVERRIDES}
    (folder / "package.json").write_text(json.dumps(about))
    subprocess.run(["npm", "install", "--ignore-scripts", "--silent"], cwd=folder, check=True)
    site = folder / "site"
    site.mkdir()
    for name, module in VIEWS.items():
        (folder / f"{name}.mjs").write_text(module.replace("READ", READ))
        (site / f"{name}.html").write_text(PAGE.replace("NAME", name))
    bundle = ["node_modules/.bin/esbuild", *(f"{name}.mjs" for name in VIEWS), "--bundle"]
    options = ["--format=esm", "--outdir=site", "--log-level=error", "--splitting"]
    subprocess.run([*bundle, *options], cwd=folder, check=True)
    return site


def plane(site: Path, model: Path) -> None:
    """Write the points on the plane of the map, from -1 to 1, and two categories of each."""
    atlas = latentwalk.open(model).atlas
    assert atlas is not None
    places = atlas.mean[:, [3, 4]] / np.abs(atlas.mean[:, [3, 4]]).max()
    for name, column in zip("xy", places.T, strict=True):
        (site / name).write_bytes(np.ascontiguousarray(column).tobytes())
    (site / "k0").write_bytes(atlas.label.astype(np.uint8).tobytes())
    (site / "k1").write_bytes((np.arange(len(atlas)) % 10).astype(np.uint8).tobytes())


@contextlib.contextmanager
def hosted(site: Path, name: str, model: Path) -> Iterator[str]:
    """The address of a view."""
    if name not in VIEWS:
        with served(model) as address:
            yield f"{address}#model=mnist&layers=points&plane=z4,z5&hide={HIDDEN}"
        return
    handler = functools.partial(Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{name}.html"
    server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def measured(page: Page, address: str, name: str) -> list[float]:
    """Seconds until it is open, median and 95th percentile of frames, and the median of colours."""
    page.add_init_script(FRAMES)
    screen = Screen(page)
    opened = screen.settled(lambda: page.goto(address), OPENED)
    colours = [
        1e3 * screen.settled(functools.partial(recolour, page, name, i), COLOURED)
        for i in range(1, COLOURS + 1)
    ]
    screen.close()
    median, slow = np.quantile(panned(page, 400, 450), [0.5, 0.95])
    return [opened, float(median), float(slow), float(np.median(colours))]


def recolour(page: Page, name: str, i: int) -> None:
    if name in VIEWS:
        page.evaluate(f"recolour({i})")
    else:
        page.get_by_label("Colour", exact=True).select_option(f"c{i}")


class Screen:
    """The pictures that Chromium shows of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.last = 0.0
        self.picture = b""
        self.session = page.context.new_cdp_session(page)
        self.session.on("Page.screencastFrame", self._seen)
        size = {"maxWidth": 360, "maxHeight": 225}
        self.session.send("Page.startScreencast", {"format": "png", **size})

    def settled(self, change: Callable[[], Any], quiet: float) -> float:
        """Seconds from a change to the last new picture, after which `quiet` seconds have none."""
        started = self.last = time.time()
        change()
        while time.time() - max(self.last, started) < quiet and time.time() - started < LONGEST:
            self.page.wait_for_timeout(50)
        return self.last - started

    def close(self) -> None:
        """Take no more pictures."""
        self.session.send("Page.stopScreencast")

    def _seen(self, event: dict[str, Any]) -> None:
        picture = base64.b64decode(event["data"])
        if picture != self.picture:
            self.picture, self.last = picture, time.time()
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or POINTS)
