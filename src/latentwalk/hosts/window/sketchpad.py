"""The sketchpad: each stroke of a drawing is encoded."""

from __future__ import annotations

import tkinter
from tkinter import ttk
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from latentwalk.data.centring import centred
from latentwalk.hosts.window import style

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.outputs.image import ImageSpec

SIDE = 280
BRUSH = 22
INK = 255


class Sketchpad(tkinter.Toplevel):
    """A window to draw in."""

    def __init__(
        self, parent: tkinter.Misc, image: ImageSpec, drawn: Callable[[NDArray[np.uint8]], None]
    ) -> None:
        """Open the window.

        Args:
            parent: the parent window.
            image: the shape of the model's images.
            drawn: called after each stroke with the drawing, (h, w, c) uint8 at the model's size.
        """
        super().__init__(parent, background=style.PAPER)
        self.title("Draw")
        self.resizable(width=False, height=False)
        self._image, self._drawn = image, drawn
        self.pad = tkinter.Canvas(
            self, width=SIDE, height=SIDE, background=style.BLACK, highlightthickness=0,
            cursor="pencil",
        )  # fmt: skip
        self._paper = Image.new("L", (SIDE, SIDE))
        self._last: tuple[int, int] | None = None
        self.pad.bind("<Button-1>", self._stroke)
        self.pad.bind("<B1-Motion>", self._stroke)
        self.pad.bind("<ButtonRelease-1>", self._lift)
        hint = ttk.Label(self, text="Draw; the model follows each stroke.", style="Muted.TLabel")
        clear = ttk.Button(self, text="Clear", command=self.clear)
        self.pad.grid(row=0, column=0, columnspan=2, padx=style.SPACE, pady=style.SPACE)
        hint.grid(row=1, column=0, sticky="w", padx=style.SPACE)
        clear.grid(row=1, column=1, sticky="e", padx=style.SPACE, pady=(0, style.SPACE))
        beside = parent.winfo_rootx() + parent.winfo_width() + style.SPACE
        room = max(0, parent.winfo_screenwidth() - SIDE - 4 * style.SPACE)
        self.geometry(f"+{min(beside, room)}+{parent.winfo_rooty()}")
        self.bind("<Escape>", lambda _event: self.destroy())

    def drawing(self) -> NDArray[np.uint8]:
        """The drawing, centred like MNIST's digits: (h, w, c) uint8 at the model's size."""
        small = centred(np.asarray(self._paper), self._image.height, self._image.width)
        return np.repeat(small[..., None], self._image.channels, axis=2)

    def clear(self) -> None:
        """Empty the pad."""
        self.pad.delete("all")
        self._paper = Image.new("L", (SIDE, SIDE))

    def _stroke(self, event: tkinter.Event[tkinter.Canvas]) -> None:
        x, y = event.x, event.y
        start = self._last or (x, y)
        self.pad.create_line(*start, x, y, width=BRUSH, fill="white", capstyle="round")
        pen = ImageDraw.Draw(self._paper)
        pen.line([start, (x, y)], fill=INK, width=BRUSH)
        radius = BRUSH / 2
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK)
        self._last = (x, y)

    def _lift(self, _event: tkinter.Event[tkinter.Canvas]) -> None:
        self._last = None
        self._drawn(self.drawing())
