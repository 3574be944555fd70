"""Random use of the page: presses, drags, keys and menus, from a seed that repeats them.

    python -m trials.monkey [chromium|firefox|webkit] [SECONDS] [SEED]

Prints what the page reported as wrong, and checks at the end that it still works.
"""

from __future__ import annotations

import random
import sys
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
from tests.browser.looking import decoded
from tests.hosts.server.servers import running
from tests.journeys.conftest import BROWSERS, opened

import latentwalk

if TYPE_CHECKING:
    from tests.journeys.browser import Browser

KEYS = [*"0123456789rpzydocmgab?+-[]", "Enter", "Escape", "Tab", "ArrowLeft", "ArrowRight"]
STILL = "mnist"
WRONG = "[...document.querySelectorAll('p.wrong')].map((one) => one.textContent)"
"""The notices of errors."""


def act(page: Browser, draw: random.Random) -> str:
    """Do one random thing, and say what."""
    width, height = page.evaluate("[innerWidth, innerHeight]")

    def spot() -> tuple[float, float]:
        return draw.uniform(1, width - 2), draw.uniform(1, height - 2)

    kind = draw.choices(["press", "drag", "key", "menu", "size"], [3, 3, 3, 3, 0.3])[0]
    if kind == "press":
        where = spot()
        page.drag([where])
        return f"press at {where[0]:.0f}, {where[1]:.0f}"
    if kind == "drag":
        spots = [spot() for _ in range(draw.randint(2, 4))]
        page.drag(spots)
        return f"drag over {[(round(x), round(y)) for x, y in spots]}"
    if kind == "key":
        key = draw.choice(KEYS)
        page.press(*(["Control", key] if draw.random() < 0.1 and key in "zy" else [key]))
        return f"key {key}"
    if kind == "menu":
        return f"menu {page.ask('chooseAny', draw.random(), draw.random())}"
    page.resize(draw.choice([500, 800, 1200]), draw.choice([600, 900]))
    return "another size"


def monkey(page: Browser, address: str, seconds: float, seed: int) -> bool:
    """Use the page at random; whether it reported no error and works at the end."""
    draw = random.Random(seed)
    opened(page, address)
    end, count = monotonic() + seconds, 0
    errors: list[str] = []
    last: list[str] = []
    while monotonic() < end:
        last = [*last[-7:], act(page, draw)]
        count += 1
        found = [*page.evaluate("window.journey.errors.splice(0)"), *page.evaluate(WRONG)]
        if found and found != errors[-1:]:
            errors += found
            print(f"{count}: {found} after {last}", flush=True)
    page.resize(1200, 900)
    opened(page, address)
    page.press("7")
    seven = latentwalk.open(STILL).preset("7")
    page.arrived(seven)
    page.shows(decoded(np.asarray(seven)))
    print(f"{page.name}, seed {seed}: {count} actions, {len(errors)} errors")
    return not errors


if __name__ == "__main__":
    given = sys.argv[1:]
    browser = BROWSERS[given[0] if given else "chromium"]()
    try:
        with running("mnist") as (_, address):
            seconds = float(given[1]) if len(given) > 1 else 600.0
            good = monkey(browser, address, seconds, int(given[2]) if len(given) > 2 else 0)
    finally:
        browser.close()
    sys.exit(not good)
