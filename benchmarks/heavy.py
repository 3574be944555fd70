"""Measure how soon the page of a heavy model follows the hand, in headless Chromium.

    python benchmarks/heavy.py [MODEL ...]

    dcgan     64x64 in colour, 100 dimensions, 0.2 GFLOP an image
    large     256x256 in colour, 32 dimensions, 0.6 billion multiplications an image
    runtime   64x64 in colour, 32 dimensions, exported with ONNX Runtime

Weights are random. All strips and tiles are out of date while the image is timed: a move follows
before they are finished. Then the hand rests, and the strips are timed: from the event to the
first new images in every strip on the screen, and to the last image. `first` is the first move on
a page that has just opened. Needs PyTorch, Playwright and a Chromium (LATENTWALK_CHROMIUM, or
`chromium`).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

import browsing
import latentwalk
from latentwalk.hosts.html import ExportOptions, write_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

DIMENSIONS = {"dcgan": 100, "large": 32, "runtime": 32}
MOVES, RESTS, OPENINGS = 60, 5, 5
PATIENCE = 300.0
"""Seconds that a move may take."""
QUIET = 2500
"""Milliseconds without a new image after which everything counts as finished."""
WATCH = """
  window.paints = [];
  window.heard = 0;
  const kind = (canvas) => {
    const within = (selector) => canvas.isConnected && canvas.closest(selector);
    if (canvas.getAttribute('aria-label')?.startsWith('The image at')) return 'image';
    if (canvas.matches('.film') && within('[aria-label=Dimensions]')) return 'strip';
    return within('[aria-label=Map]') ? 'tiles' : 'other';
  };
  const numbers = new Map();
  const { putImageData, drawImage } = CanvasRenderingContext2D.prototype;
  const timed = (method) => function (...all) {
    const result = method.apply(this, all);
    const { canvas } = this;
    if (canvas instanceof HTMLCanvasElement) {
      if (!numbers.has(canvas)) numbers.set(canvas, numbers.size);
      paints.push([performance.now(), kind(canvas), numbers.get(canvas)]);
    }
    return result;
  };
  CanvasRenderingContext2D.prototype.putImageData = timed(putImageData);
  CanvasRenderingContext2D.prototype.drawImage = timed(drawImage);
  for (const type of ['pointermove', 'keydown'])
    addEventListener(type, (event) => (heard = event.timeStamp), true);
"""


class Sorted(nn.Module):
    """Leaves values as they are, by an operator that only ONNX Runtime has."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Sort each value by itself."""
        return torch.sort(x.unsqueeze(-1), dim=-1).values.squeeze(-1)


def decoder(name: str) -> nn.Module:
    """A decoder with random weights."""
    torch.manual_seed(0)
    d = DIMENSIONS[name]
    width, side = {"dcgan": ([512, 256, 128, 64], 4), "large": ([512, 256, 128, 64, 32], 8),
                   "runtime": ([128, 64, 32, 16], 4)}[name]  # fmt: skip
    layers: list[nn.Module] = [
        nn.Linear(d, width[0] * side**2), Sorted() if name == "runtime" else nn.Identity(),
        nn.Unflatten(1, (width[0], side, side)), nn.ReLU(),
    ]  # fmt: skip
    for before, after in itertools.pairwise(width):
        layers += [nn.ConvTranspose2d(before, after, 4, 2, 1), nn.BatchNorm2d(after), nn.ReLU()]
    return nn.Sequential(*layers, nn.ConvTranspose2d(width[-1], 3, 4, 2, 1), nn.Tanh()).eval()


@contextlib.contextmanager
def served(name: str) -> Iterator[str]:
    """The address of a model's page: on a server, or as a file."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        latentwalk.adopt(decoder(name), home / name, latent_dim=DIMENSIONS[name])
        if name == "runtime":
            options = ExportOptions(engine="onnxruntime-web")
            write_page([latentwalk.open(home / name)], home / "page.html", options)
            yield (home / "page.html").as_uri()
            return
        with browsing.served(home / name) as address:
            yield address


class Hand:
    """Moves on an open page, and the times at which it follows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rng = np.random.default_rng(0)

    def grab(self) -> None:
        """Press the mouse on the second strip."""
        strip = self.page.locator("[aria-label=Dimensions] [role=slider]").nth(1).locator("..")
        box = strip.bounding_box()
        assert box
        self.box = box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()

    def drag(self) -> None:
        """Move the strip to a random place."""
        self.page.evaluate("paints.length = heard = 0")
        x = self.box["x"] + self.rng.uniform(0.05, 0.95) * self.box["width"]
        self.page.mouse.move(x, self.box["y"] + 10)

    def random(self) -> None:
        """Go to a random point."""
        self.page.evaluate("paints.length = heard = 0")
        self.page.keyboard.press("r")

    def image(self) -> float:
        """Milliseconds from the last move to the image."""
        after = "paints.find(([at, kind]) => kind === 'image' && at > heard)?.[0] - heard"
        until(self.page, f"{after} > 0", 10)
        return float(self.page.evaluate(after))

    def strips(self) -> tuple[float, float]:
        """Milliseconds from the last move to the first and to the last images of the strips."""
        last = "Math.max(heard, ...paints.map(([at]) => at))"
        until(self.page, f"performance.now() > {QUIET} + {last}", 200)
        paints = self.page.evaluate(
            "paints.filter(([at, kind]) => kind === 'strip' && at > heard)"
            ".map(([at, , which]) => [at - heard, which])"
        )
        first: dict[int, float] = {}
        for at, which in paints:
            first.setdefault(which, at)
        return max(first.values()), max(at for at, _ in paints)


def until(page: Page, condition: str, pause: float) -> None:
    """Wait until a condition holds on a page, which forbids `wait_for_function`."""
    end = monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert monotonic() < end, condition
        page.wait_for_timeout(pause)


def opened(browser: Browser, address: str) -> Page:
    """A page with its first image. Nothing glides on it."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.add_init_script(WATCH)
    page.goto(address)
    page.locator("[aria-label=Dimensions] [role=slider]").nth(1).wait_for()
    until(page, "document.querySelector('main') && paints.some(([, kind]) => kind === 'image')", 20)
    return page


def measured(browser: Browser, address: str) -> dict[str, list[float]]:
    """Times in milliseconds, by what is timed."""
    times: dict[str, list[float]] = {}

    def note(what: str, *values: float) -> None:
        times.setdefault(what, []).extend(values)

    for _ in range(OPENINGS):
        page = opened(browser, address)
        hand = Hand(page)
        hand.grab()
        hand.drag()
        note("first", hand.image())
        page.close()
    page = opened(browser, address)
    hand = Hand(page)
    hand.strips()  # until everything is there
    for _ in range(MOVES):
        hand.random()
        note("Random to image", hand.image())
        page.wait_for_timeout(hand.rng.uniform(50, 250))
    hand.grab()
    for _ in range(MOVES):
        hand.drag()
        note("slider to image", hand.image())
        page.wait_for_timeout(hand.rng.uniform(50, 250))
    for _ in range(RESTS):
        hand.drag()
        first, last = hand.strips()
        note("slider to coarse strips", first)
        note("slider to all strips", last)
    page.close()
    return times


def main(*models: str) -> None:
    """Print medians and 99th percentiles in milliseconds."""
    with browsing.chromium() as browser:
        for model in models or DIMENSIONS:
            with served(model) as address:
                times = measured(browser, address)
            load = os.getloadavg()[0]
            print(f"{model}: Chromium {browser.version}, load average {load:.1f}; ms")
            for what, values in times.items():
                median, slow = np.quantile(values, [0.5, 0.99])
                print(f"  {what:26}{median:9.0f} ({slow:.0f})   {len(values)} times", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
