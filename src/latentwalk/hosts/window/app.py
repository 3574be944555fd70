"""The window: image, sliders, presets and actions."""

from __future__ import annotations

import sys
import time
import tkinter
from pathlib import Path
from tkinter import filedialog, ttk
from typing import TYPE_CHECKING

import numpy as np
from PIL import ImageTk

from latentwalk.errors import LatentwalkError
from latentwalk.hosts.window import style
from latentwalk.hosts.window.choices import Choices
from latentwalk.hosts.window.picture import Picture
from latentwalk.hosts.window.session import Session
from latentwalk.hosts.window.sketchpad import Sketchpad
from latentwalk.hosts.window.sliders import Sliders
from latentwalk.latent.movement import DURATION, Movement
from latentwalk.outputs.checkerboard import opaque
from latentwalk.outputs.image import ImageSpec
from latentwalk.render.film import write_film
from latentwalk.render.sheet import picture, write_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from numpy.typing import ArrayLike, NDArray

    from latentwalk.infer.model import Model

FRAME_MS = 15
"""Milliseconds between two frames of a movement."""
GIF_FPS = 25
THUMBNAIL = 44
"""Approximate height of a preset's picture, in pixels."""
SAVED_SIDE = 336
"""Minimum height of a saved picture, in pixels."""
DRAWN_SIDE = 384
"""The longer side of a picture that is drawn, in pixels; images have their own."""
PRESETS_PER_ROW = 10


class Window:
    """The contents of a Tk root. The buttons call its public methods."""

    def __init__(self, root: tkinter.Tk, model: Model, seed: int | None = None) -> None:
        self.root, self.model = root, model
        self.session = Session(model, seed)
        self._tick: str | None = None
        self._sketchpad: Sketchpad | None = None
        self._thumbnails: list[ImageTk.PhotoImage] = []  # Tk does not keep them alive
        style.apply(root)
        root.title(f"Latentwalk: {model.name}")

        self.picture = Picture(root)
        self.sliders = Sliders(root, model.latent_dim, self.set_dimension)
        self.choices = Choices(root, model.conditions, self.set_conditions)
        self.status = ttk.Label(root, style="Muted.TLabel")
        presets = self._presets()
        actions = self._actions()

        root.columnconfigure(0, weight=1)
        root.columnconfigure(1, weight=0, minsize=340)
        root.rowconfigure(1, weight=1)
        gap = style.SPACE
        self.picture.grid(row=0, column=0, rowspan=2, sticky="nsew", padx=gap, pady=gap)
        if model.conditions:
            self.choices.grid(row=0, column=1, sticky="new", padx=(0, gap), pady=(gap, 0))
        self.sliders.grid(row=1, column=1, sticky="nsew", padx=(0, gap), pady=gap)
        presets.grid(row=2, column=0, columnspan=2, sticky="ew", padx=gap)
        actions.grid(row=3, column=0, columnspan=2, sticky="ew", padx=gap, pady=gap)
        self.status.grid(row=4, column=0, columnspan=2, sticky="ew", padx=gap, pady=(0, gap))
        root.bind("<Key>", self._key)
        root.report_callback_exception = self._report
        self._show()
        root.update_idletasks()
        root.minsize(root.winfo_reqwidth(), min(root.winfo_reqheight(), 520))

    def set_dimension(self, dim: int, value: float) -> None:
        """Set one dimension, counted from 0, to a value."""
        self.session.set(dim, value)
        self._show()

    def set_conditions(self, numbers: NDArray[np.float32]) -> None:
        """Set what the decoder takes besides the point, (w,)."""
        self.session.numbers = numbers
        self.choices.show(numbers)
        self._show()

    def walk_to(self, target: ArrayLike) -> None:
        """Start a movement to `target` (d,); it replaces the one in progress."""
        self.session.move(target, time.monotonic())
        self._animate()

    def walk_to_preset(self, name: str) -> None:
        """Start a movement to a class's preset."""
        row, d = self.model.preset_rows[name], self.model.latent_dim
        if self.model.conditions:
            self.set_conditions(row[d:])
        self.walk_to(row[:d])
        self.say(f"Walking to {name}.")

    def reset(self) -> None:
        """Start a movement to the origin."""
        self.walk_to(np.zeros(self.model.latent_dim, dtype=np.float32))

    def wander(self) -> None:
        """Start a movement to a random point of the prior."""
        self.session.move_randomly(time.monotonic())
        self._animate()

    def draw(self) -> None:
        """Open the sketchpad, or raise it."""
        if self._sketchpad is not None and self._sketchpad.winfo_exists():
            self._sketchpad.lift()
            return
        self._sketchpad = Sketchpad(self.root, self.model.image, self.walk_to_drawing)

    def walk_to_drawing(self, pixels: NDArray[np.uint8]) -> None:
        """Encode an image (h, w, c) uint8 and start a movement to its mean."""
        posterior = self.model.encode_with(pixels[None], self.session.numbers[None])
        self.walk_to(posterior.mean[0])
        self.say("Walking to your drawing.")

    def save_png(self, path: Path) -> None:
        """Save the current image.

        Raises:
            OutputError: the file cannot be written.
        """
        (pixels,) = self._pixels(self.session.z[None])
        write_picture(path, picture(pixels, self._scale, smooth=self.picture.smooth))

    def save_gif(self, path: Path) -> None:
        """Save the last movement, forth and back, as it was shown.

        Raises:
            OutputError: the file cannot be written.
            LatentwalkError: there has been no movement.
        """
        if self.session.last_movement is None:
            raise LatentwalkError("There has been no movement: choose a digit or Random first.")
        movement = Movement(*self.session.last_movement, began=0.0)
        clock = np.arange(round(DURATION * GIF_FPS) + 1) / GIF_FPS
        forth = np.stack([movement.at(seconds) for seconds in clock])
        pixels = self._pixels(np.concatenate([forth, forth[-2:0:-1]]))
        write_film(path, pixels, GIF_FPS, self._scale, smooth=self.picture.smooth)

    def say(self, text: str) -> None:
        """Show a message in the status line."""
        self.status.configure(text=text)

    @property
    def _drawable(self) -> bool:
        """Whether a sample can be drawn by hand and encoded."""
        return self.model.can_encode and isinstance(self.model.output, ImageSpec)

    @property
    def _scale(self) -> int:
        """The factor by which a saved picture is enlarged."""
        output = self.model.output
        return max(1, -(-SAVED_SIDE // output.height)) if isinstance(output, ImageSpec) else 1

    def _show(self) -> None:
        self.picture.show(self._pixels(self.session.z[None])[0])
        self.sliders.show(self.session.z)

    def _pixels(self, z: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Points (n, d) under the present conditions, decoded and drawn, (n, h, w, c)."""
        return self._drawn(self.session.rows(z), DRAWN_SIDE)

    def _drawn(self, rows: NDArray[np.float32], side: int) -> NDArray[np.uint8]:
        """Decoded rows, drawn with a longer side of about `side` pixels; images have their own."""
        output = self.model.output
        factor = side / max(output.cell)
        width, height = (max(1, round(factor * length)) for length in output.cell)
        return output.draw(self.model.decode_rows(rows), width, height)

    def _animate(self) -> None:
        if self._tick is None:
            self._frame()

    def _frame(self) -> None:
        self._tick = None
        if self.session.tick(time.monotonic()):
            self._show()
        if self.session.moving:
            self._tick = self.root.after(FRAME_MS, self._frame)

    def _presets(self) -> ttk.Frame:
        frame = ttk.Frame(self.root)
        names = list(self.model.presets)
        for index, name in enumerate(names):
            (pixels,) = self._drawn(self.model.preset_rows[name][None], THUMBNAIL)
            scale = max(1, round(THUMBNAIL / pixels.shape[0]))
            thumbnail = ImageTk.PhotoImage(picture(opaque(pixels), scale), master=self.root)
            self._thumbnails.append(thumbnail)
            cell = ttk.Frame(frame)
            button = ttk.Button(
                cell, image=thumbnail, style="Preset.TButton",
                command=lambda name=name: self.walk_to_preset(name),  # type: ignore[misc]
            )  # fmt: skip
            label = ttk.Label(cell, text=name, style="Muted.TLabel")
            button.pack()
            label.pack()
            row, column = divmod(index, PRESETS_PER_ROW)
            cell.grid(row=row, column=column, padx=2)
            frame.columnconfigure(column, weight=1)
        return frame

    def _actions(self) -> ttk.Frame:
        frame = ttk.Frame(self.root)
        draws = isinstance(self.model.output, ImageSpec)
        buttons: Sequence[tuple[str, Callable[[], None]]] = (
            ("Reset", self.reset),
            ("Random", self.wander),
            *((("Draw", self.draw),) if draws else ()),
            ("Save PNG", lambda: self._ask_and_save(".png", self.save_png)),
            ("Save GIF", lambda: self._ask_and_save(".gif", self.save_gif)),
        )
        for text, command in buttons:
            button = ttk.Button(frame, text=text, command=command)
            button.pack(side="left", padx=(0, style.SPACE // 2))
            if text == "Draw" and not self._drawable:
                button.state(["disabled"])
                self.say("This model has no encoder, so it cannot follow a drawing.")
        smooth = tkinter.BooleanVar(self.root, value=self.picture.smooth)

        def choose() -> None:
            self.picture.smooth = smooth.get()
            self.picture.redraw()

        ttk.Checkbutton(frame, text="Smooth", variable=smooth, command=choose).pack(side="right")
        return frame

    def _ask_and_save(self, ending: str, save: Callable[[Path], None]) -> None:
        name = filedialog.asksaveasfilename(
            parent=self.root, defaultextension=ending, initialfile=f"{self.model.name}{ending}",
            filetypes=[(ending[1:].upper(), f"*{ending}")],
        )  # fmt: skip
        if name:
            save(Path(name))
            self.say(f"Saved {name}.")

    def _report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Show a callback's LatentwalkError in the status line; report others as defects."""
        if isinstance(error, LatentwalkError):
            self.say(str(error))
        else:
            sys.excepthook(kind, error, trace)

    def _key(self, event: tkinter.Event[tkinter.Misc]) -> None:
        """Keys: a class's one-letter name moves to its preset; r, d, Home: Random, Draw, Reset."""
        if isinstance(event.widget, ttk.Entry) or event.widget.winfo_toplevel() is not self.root:
            return
        if event.char in self.model.presets:
            self.walk_to_preset(event.char)
        elif event.keysym == "Home":
            self.reset()
        elif event.char == "r":
            self.wander()
        elif event.char == "d" and self._drawable:
            self.draw()
