"""What all browsers can do, whatever protocol drives them."""

from __future__ import annotations

import contextlib
import json
import re
from abc import ABC, abstractmethod
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.browser.looking import IMAGE, SLIDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

PAGE = (Path(__file__).parent / "page.js").read_text()
PATIENCE = 30.0
"""Seconds that a journey waits for what it expects."""
WORD_KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "ArrowRight": "\ue014", "ArrowLeft": "\ue012",
             "Control": "\ue009", "Tab": "\ue004"}  # fmt: skip
"""Keys without a character, as WebDriver writes them."""

Spot = tuple[float, float]


class Browser(ABC):
    """A browser with one page. Actions are those of WebDriver, which both protocols share."""

    name: str

    @abstractmethod
    def goto(self, url: str) -> None:
        """Open a page and wait until it is loaded."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """The value of an expression of the page's scripts, which may be awaited."""

    @abstractmethod
    def perform(self, device: dict[str, Any]) -> None:
        """Perform the actions of a pointer or a keyboard."""

    @abstractmethod
    def give(self, selector: str, path: Path) -> None:
        """Choose a file in a file input."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """The visible part of the page, as PNG."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the page another size, or its window where only that can be set."""

    @abstractmethod
    def processes(self) -> list[int]:
        """The ids of its processes, without their children."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    def is_alive(self) -> bool:
        """Whether it still has a page: a browser that crashed has none."""
        try:
            return bool(self.evaluate("true"))
        except Exception:  # each driver has its own error for a browser that is gone
            return False

    def eventually(self, condition: Callable[[], object], otherwise: str) -> None:
        """Wait until a condition holds."""
        end = monotonic() + PATIENCE
        while not condition():
            assert monotonic() < end, f"{self.name}: {otherwise}"
            sleep(0.05)

    def memory(self) -> int:
        """Bytes that its processes hold: what they share counts in proportion (Linux)."""
        total, left = 0, self.processes()
        while left:
            process = Path("/proc") / str(left.pop())
            with contextlib.suppress(OSError):
                found = re.search(r"^Pss:\s+(\d+) kB", (process / "smaps_rollup").read_text(), re.M)
                total += 1024 * int(found[1]) if found else 0
                for task in (process / "task").iterdir():
                    left += map(int, (task / "children").read_text().split())
        return total

    def ask(self, method: str, *arguments: object) -> Any:
        """What a method of `page.js` returns."""
        words = ", ".join(map(json.dumps, arguments))
        return self.evaluate(f"window.journey.{method}({words})")

    def open(self, url: str) -> None:
        """Open a page anew, with the methods of `page.js`."""
        self.goto("about:blank")
        self.goto(url)
        self.watch()

    def watch(self) -> None:
        """Add the methods of `page.js` to a page that was opened otherwise, as by a link."""
        self.evaluate(f"(() => {{ {PAGE} }})()")

    def expect(self, name: str) -> None:
        """Wait until a control is visible."""
        found = f"Boolean(window.journey.find({json.dumps(name)}))"
        self.eventually(lambda: self.evaluate(found), f"there is no '{name}'")

    def box(self, name: str) -> list[float]:
        """Left, top, width and height of a control, once it rests in view."""
        self.expect(name)
        boxes: list[list[float]] = []

        def rests() -> bool:
            found = self.ask("box", name)
            if found is None:
                boxes.clear()
                return False
            boxes.append(found)
            last = boxes[-3:]
            # Firefox rounds the place of what it centres up and down in turn
            moved = max(max(sides) - min(sides) for sides in zip(*last, strict=True))
            return len(last) == 3 and moved <= 1

        self.eventually(rests, f"'{name}' does not rest")
        return boxes[-1]

    def spots(self, name: str, *shares: Spot) -> list[Spot]:
        """Places in a control, in shares of its width and height."""
        left, top, width, height = self.box(name)
        return [(left + across * width, top + down * height) for across, down in shares]

    def click(self, name: str) -> None:
        """Press a control."""
        self.drag(self.spots(name, (0.5, 0.5)))

    def drag(self, spots: Sequence[Spot]) -> None:
        """Press at the first of some places, move over the others, release at the last."""
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 60 if i else 0}
            for i, (x, y) in enumerate(spots)
        ]
        down, up = ({"type": f"pointer{what}", "button": 0} for what in ("Down", "Up"))
        self.perform(
            {
                "type": "pointer",
                "id": "mouse",
                "parameters": {"pointerType": "mouse"},
                "actions": [moves[0], down, *moves[1:], up],
            }
        )

    def press(self, *keys: str) -> None:
        """Press keys together, the modifiers first."""
        values = [WORD_KEYS.get(key, key) for key in keys]
        actions = [{"type": "keyDown", "value": value} for value in values]
        actions += [{"type": "keyUp", "value": value} for value in reversed(values)]
        self.perform({"type": "key", "id": "keys", "actions": actions})

    def enter(self) -> None:
        """Press Enter in a field."""
        self.press("Enter")

    def write(self, text: str) -> None:
        """Type a text."""
        for letter in text:
            self.press(letter)

    def choose(self, name: str, value: str) -> None:
        """Choose an option of a menu by its value."""
        self.expect(name)
        self.ask("choose", name, value)

    def point(self) -> NDArray[np.float64]:
        """The latent point that the sliders show."""
        return np.array([value for _, value in sorted(self.ask("point", SLIDERS))])

    def arrived(self, z: NDArray[np.float32] | Sequence[float]) -> None:
        """Wait until the movement to a point has ended."""
        close = lambda: np.abs(self.point() - np.asarray(z, float)).max() < 1e-3  # noqa: E731
        self.eventually(close, f"does not arrive at {z}")

    def rested(self) -> NDArray[np.float64]:
        """The point once it no longer moves."""
        seen = [self.point()]

        def still() -> bool:
            seen.append(self.point())
            return len(seen) > 10 and all(np.array_equal(one, seen[-1]) for one in seen[-10:])

        self.eventually(still, "the point still moves")
        return seen[-1]

    def shown(self, canvas: str = IMAGE) -> NDArray[np.int_]:
        """The grey levels of a canvas, (h, w)."""
        return np.array(self.ask("shown", canvas))

    def shows(self, expected: NDArray[np.int_], canvas: str = IMAGE) -> None:
        """Wait until a canvas shows an image, to two grey levels."""

        def same() -> bool:
            image = self.shown(canvas)
            return image.shape == expected.shape and bool(np.abs(image - expected).max() <= 2)

        self.eventually(same, f"{canvas} shows another image")
