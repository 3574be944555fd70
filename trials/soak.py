"""Long use of the page: models are switched, points moved, films saved and models compared.

    python -m trials.soak [chromium|firefox|webkit] [SHARE]

With a share of 1 (the default), the page switches models 2,000 times, moves 20,000 times, saves 200
films and compares models 500 times. After each tenth it prints what should stay level: elements,
listeners of window and document, live workers and object URLs, and the memory of the browser.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.hosts.server.servers import running
from tests.journeys.conftest import BROWSERS, opened

if TYPE_CHECKING:
    from tests.journeys.browser import Browser

COUNTS = {"switches": 2000, "moves": 20_000, "films": 200, "comparisons": 500}
WATCH = (Path(__file__).parent / "soak.js").read_text(encoding="utf-8")
ROUNDS = 10


def soak(browser: Browser, address: str, share: float) -> bool:
    """Use the page, print a line for each round, and say whether there were errors."""
    page = opened(browser, address)
    page.evaluate(f"(() => {{ {WATCH} }})()")
    print("round  elements  listeners  workers  URLs  memory (MB)", flush=True)
    for number in range(ROUNDS):
        for what, count in COUNTS.items():
            page.ask(what, max(1, round(share * count / ROUNDS)))
        page.eventually(lambda: page.ask("rests"), "the page does not rest")
        elements, listeners, workers, urls = page.ask("level")
        megabytes = page.memory() / 2**20
        print(f"{number + 1:5} {elements:9} {listeners:10} {workers:8} {urls:5} {megabytes:12.0f}")
    errors = page.evaluate("window.journey.errors")
    print("\n".join(errors) or "no errors", flush=True)
    return not errors


if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else "chromium"
    opened_browser = BROWSERS[name]()
    try:
        with running("mnist") as (_, address):
            good = soak(opened_browser, address, float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
    finally:
        opened_browser.close()
    sys.exit(not good)
