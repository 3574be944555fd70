"""The controls of a model's conditions: a list for each category, a slider for each number."""

from __future__ import annotations

import tkinter
from tkinter import ttk
from typing import TYPE_CHECKING

from latentwalk.conditions.category import Category
from latentwalk.conditions.number import Number
from latentwalk.hosts.window import style

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.conditions.conditions import Conditions


class Choices(ttk.Frame):
    """The conditions as rows: name, control."""

    def __init__(
        self,
        parent: tkinter.Misc,
        conditions: Conditions,
        changed: Callable[[NDArray[np.float32]], None],
    ) -> None:
        """Create the rows.

        Args:
            parent: the parent widget.
            conditions: the model's conditions.
            changed: called with the numbers (w,) of all conditions when the user changes one.
        """
        super().__init__(parent)
        self._conditions, self._changed = conditions, changed
        self.controls: dict[str, ttk.Combobox | ttk.Scale] = {}
        """The control of each condition, by its name."""
        self.columnconfigure(1, weight=1)
        for row, one in enumerate(conditions):
            control: ttk.Combobox | ttk.Scale
            if isinstance(one, Category):
                control = ttk.Combobox(self, values=one.values, state="readonly")
                control.bind("<<ComboboxSelected>>", lambda _event: self._choose())
            else:
                assert isinstance(one, Number)
                control = ttk.Scale(
                    self, from_=one.low, to=one.high, command=lambda _text: self._choose()
                )
            ttk.Label(self, text=one.name, style="Muted.TLabel").grid(row=row, column=0, sticky="w")
            control.grid(row=row, column=1, sticky="ew", padx=style.SPACE, pady=style.SPACE // 2)
            self.controls[one.name] = control
        self.show(conditions.default)

    def show(self, numbers: NDArray[np.float32]) -> None:
        """Set all controls to numbers (w,), without calling `changed`."""
        parts = self._conditions.split(numbers[None])
        for one, part in zip(self._conditions, parts, strict=True):
            control = self.controls[one.name]
            if isinstance(control, ttk.Combobox):
                control.set(one.described(part[0]))
            else:
                control.configure(command="")
                control.set(float(part[0, 0]))
                control.configure(command=lambda _text: self._choose())

    def _choose(self) -> None:
        given = {
            name: control.get() for name, control in self.controls.items() if control.get() != ""
        }
        self._changed(self._conditions.numbers(given, 1)[0])
