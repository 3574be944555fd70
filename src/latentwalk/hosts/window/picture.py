"""The image, as large as its area permits, smooth or in exact pixels."""

from __future__ import annotations

import tkinter
from typing import TYPE_CHECKING

from PIL import Image, ImageTk

from latentwalk.hosts.window import style
from latentwalk.outputs.checkerboard import opaque
from latentwalk.render.sheet import picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

START_SIDE = 392


class Picture(tkinter.Canvas):
    """A canvas with one centred image."""

    def __init__(self, parent: tkinter.Misc) -> None:
        super().__init__(
            parent, width=START_SIDE, height=START_SIDE, background=style.BLACK,
            highlightthickness=0,
        )  # fmt: skip
        self.smooth = True
        """Whether to enlarge smoothly, rather than by whole factors with square pixels."""
        self._image: Image.Image | None = None
        self._shown: ImageTk.PhotoImage | None = None  # Tk does not keep it alive
        self._item = self.create_image(0, 0)
        self.bind("<Configure>", lambda _event: self.redraw())

    def show(self, pixels: NDArray[np.uint8]) -> None:
        """Show an image (h, w, c) uint8; alpha shows a checkerboard."""
        self._image = picture(opaque(pixels))
        self.redraw()

    def redraw(self) -> None:
        """Fit the image to the current size of the canvas."""
        if self._image is None:
            return
        width, height = self.winfo_width(), self.winfo_height()
        if width <= 1:  # not laid out yet
            width, height = START_SIDE, START_SIDE
        factor = min(width / self._image.width, height / self._image.height)
        if not self.smooth and factor > 1:
            factor = int(factor)
        size = (max(1, int(self._image.width * factor)), max(1, int(self._image.height * factor)))
        method = Image.Resampling.BICUBIC if self.smooth else Image.Resampling.NEAREST
        self._shown = ImageTk.PhotoImage(self._image.resize(size, method), master=self)
        self.coords(self._item, width // 2, height // 2)
        self.itemconfigure(self._item, image=self._shown)
