"""The window's palette and ttk styles."""

from __future__ import annotations

from tkinter import font, ttk
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tkinter

PAPER, INK, MUTED = "#f5f3ee", "#1b1a18", "#6b665e"
LINE, WELL, RAISED = "#ddd8cd", "#e9e5dc", "#ffffff"
ACCENT, BLACK = "#b4540a", "#000000"
SPACE = 12
"""Pixels between unrelated elements."""


def apply(root: tkinter.Tk) -> None:
    """Apply the palette and fonts to `root`."""
    root.configure(background=PAPER)
    default = font.nametofont("TkDefaultFont")
    default.configure(size=10)
    font.nametofont("TkTextFont").configure(family=default.actual("family"), size=10)
    style = ttk.Style(root)
    style.theme_use("clam")
    style.configure(".", background=PAPER, foreground=INK, font=default)
    style.configure("Muted.TLabel", foreground=MUTED)
    style.configure("TButton", background=RAISED, bordercolor=LINE, relief="flat", padding=(10, 5))
    style.map(
        "TButton",
        background=[("active", WELL), ("pressed", WELL), ("disabled", PAPER)],
        foreground=[("disabled", MUTED)],
    )
    style.configure("Preset.TButton", background=BLACK, bordercolor=BLACK, padding=2)
    style.map(
        "Preset.TButton",
        background=[("active", ACCENT), ("pressed", ACCENT)],
        bordercolor=[("focus", ACCENT), ("active", ACCENT)],
    )
    style.configure(
        "Horizontal.TScale", background=ACCENT, troughcolor=WELL, bordercolor=LINE,
        lightcolor=ACCENT, darkcolor=ACCENT, sliderlength=14, gripcount=0,
    )  # fmt: skip
    style.map("Horizontal.TScale", background=[("active", INK)])
    style.configure("TEntry", fieldbackground=RAISED, bordercolor=LINE, padding=3)
    style.map("TEntry", bordercolor=[("focus", ACCENT)])
    style.configure("TCheckbutton", background=PAPER, indicatorbackground=RAISED)
    style.map("TCheckbutton", background=[("active", PAPER)])
