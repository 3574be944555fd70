"""One slider per dimension, with a field for its value."""

from __future__ import annotations

import math
import tkinter
from tkinter import ttk
from typing import TYPE_CHECKING

from latentwalk.hosts.window import style

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

RANGE = 3.0
STEP = 0.0001
DIGITS = 4
MAX_TYPED = 1000.0
"""The largest magnitude of a typed value, which may lie beyond the slider's range."""
VISIBLE_ROWS = 12
"""With more dimensions, the rows scroll."""


class Sliders(ttk.Frame):
    """The latent point as rows: name, slider, number."""

    def __init__(
        self, parent: tkinter.Misc, latent_dim: int, changed: Callable[[int, float], None]
    ) -> None:
        """Create the rows.

        Args:
            parent: the parent widget.
            latent_dim: the number of rows.
            changed: called with the dimension (from 0) and its new value when the user changes it.
        """
        super().__init__(parent)
        self._changed = changed
        self._values = [0.0] * latent_dim
        self._scales: list[ttk.Scale] = []
        self._fields: list[ttk.Entry] = []
        rows = self._scrolled() if latent_dim > VISIBLE_ROWS else self
        rows.columnconfigure(1, weight=1)
        for dim in range(latent_dim):
            self._add_row(rows, dim)

    def show(self, z: NDArray[np.float32]) -> None:
        """Set all rows to a latent point (d,), without calling `changed`."""
        for dim, value in enumerate(z.tolist()):
            if abs(value - self._values[dim]) >= STEP / 2 or not self._fields[dim].get():
                self._show_one(dim, value)

    def _show_one(self, dim: int, value: float) -> None:
        self._values[dim] = value
        # A ttk scale calls its command for `set` too, but only the user's changes count.
        self._scales[dim].configure(command="")
        self._scales[dim].set(min(max(value, -RANGE), RANGE))
        self._scales[dim].configure(command=self._moved(dim))
        self._write(dim, value)

    def _write(self, dim: int, value: float) -> None:
        self._fields[dim].delete(0, tkinter.END)
        self._fields[dim].insert(0, f"{value:+.{DIGITS}f}")

    def _add_row(self, parent: ttk.Frame, dim: int) -> None:
        name = ttk.Label(parent, text=f"z{dim + 1}", style="Muted.TLabel", width=4)
        scale = ttk.Scale(parent, from_=-RANGE, to=RANGE, command=self._moved(dim))
        field = ttk.Entry(parent, width=9, justify="right")
        parent.rowconfigure(dim, weight=1)
        name.grid(row=dim, column=0, sticky="w", pady=style.SPACE // 2)
        scale.grid(row=dim, column=1, sticky="ew", padx=style.SPACE)
        field.grid(row=dim, column=2, sticky="e")
        scale.bind("<Double-Button-1>", lambda _event: self._put(dim, 0.0))
        field.bind("<Return>", lambda _event: self._typed(dim))
        field.bind("<FocusOut>", lambda _event: self._typed(dim))
        self._scales.append(scale)
        self._fields.append(field)
        self._write(dim, 0.0)

    def _moved(self, dim: int) -> Callable[[str], None]:
        def moved(text: str) -> None:
            value = round(round(float(text) / STEP) * STEP, DIGITS)
            self._values[dim] = value
            self._write(dim, value)
            self._changed(dim, value)

        return moved

    def _typed(self, dim: int) -> None:
        text = self._fields[dim].get().strip().replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not abs(value) <= MAX_TYPED:  # false for NaN as well
            self._write(dim, self._values[dim])
        elif f"{value:+.{DIGITS}f}" != f"{self._values[dim]:+.{DIGITS}f}":
            self._put(dim, value)

    def _put(self, dim: int, value: float) -> str:
        self._show_one(dim, value)
        self._changed(dim, value)
        return "break"  # a double click must not also jump the slider to the pointer

    def _scrolled(self) -> ttk.Frame:
        canvas = tkinter.Canvas(self, background=style.PAPER, highlightthickness=0)
        bar = ttk.Scrollbar(self, command=canvas.yview)
        rows = ttk.Frame(canvas)
        inside = canvas.create_window(0, 0, window=rows, anchor="nw")
        canvas.configure(yscrollcommand=bar.set)
        canvas.grid(row=0, column=0, sticky="nsew")
        bar.grid(row=0, column=1, sticky="ns")
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        canvas.bind("<Configure>", lambda event: canvas.itemconfigure(inside, width=event.width))
        rows.bind("<Configure>", lambda _event: canvas.configure(scrollregion=canvas.bbox("all")))
        return rows
