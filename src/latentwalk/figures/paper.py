"""Figures on paper: their size, their fonts, and the files in which they are saved."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from latentwalk.errors import MissingError, OutputError
from latentwalk.files.atomic import replacing
from latentwalk.terminal.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.figure import Figure

FORMATS = (".svg", ".pdf", ".png")
INK, FAINT = "#222220", "#8a8983"
STYLE: dict[str, Any] = {
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 9,
    "font.family": ["Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"],
    "font.size": 8,
    "legend.frameon": False,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "latentwalk",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
    "ytick.major.width": 0.6,
}
"""Thin lines, and text that stays text: in an SVG as elements, in a PDF as TrueType."""
LONGEST = 60
"""Characters of a name in a figure; what is longer ends in an ellipsis."""


@contextmanager
def style(*texts: str) -> Iterator[None]:
    """Draw and save in the style of a figure, with fonts that have all characters of `texts`.

    Raises:
        MissingError: Matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
    except ImportError:
        raise MissingError("Figures need Matplotlib: pip install 'latentwalk[figures]'.") from None
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    fonts = [name for name in STYLE["font.family"] if name in known]
    settings: Any = {**STYLE, "font.family": [*fonts, *_covering("".join(texts), fonts)]}
    with mpl.rc_context(settings):
        yield


def blank(width: float, height: float) -> Figure:
    """An empty figure of a size in inches, whose parts keep clear of each other."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def named(text: str) -> str:
    """A name as a figure shows it: on one line, and not too long."""
    text = printable(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def check_figure(path: Path) -> None:
    """Check early whether a figure can be written to `path`.

    Raises:
        OutputError: the ending is not that of a format.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputError(
            f"{path} must end in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, which chooses the "
            "format."
        )


def write_figure(path: Path, figure: Figure, dpi: float = 300) -> None:
    """Write a figure atomically; the ending of the file chooses the format.

    The same figure gives the same bytes: files contain neither the time nor random names.

    Args:
        path: an .svg, .pdf or .png.
        figure: the figure.
        dpi: dots per inch of a PNG, and of what is rasterised in the others.

    Raises:
        OutputError: another ending, or a file that cannot be written.
    """
    check_figure(path)
    kind = path.suffix.lower()[1:]
    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[kind]
    texts = [getattr(artist, "get_text", str)() for artist in figure.findobj()]
    with style(*texts), replacing(path) as temporary, warnings.catch_warnings():
        # a character that no font here has is a box in a PDF, and text in an SVG
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        warnings.filterwarnings("ignore", ".*Matplotlib currently does not support .* natively")
        figure.savefig(temporary, format=kind, dpi=dpi, metadata=dates)


def _covering(text: str, fonts: list[str]) -> list[str]:
    """Installed fonts for the characters that the first fonts lack."""
    from matplotlib.font_manager import FontProperties, findfont, fontManager
    from matplotlib.ft2font import FT2Font

    wanted = {ord(character) for character in text if ord(character) > 0x7E}
    for name in fonts:
        if wanted:
            wanted -= set(FT2Font(findfont(FontProperties(family=[name]))).get_charmap())
    more: list[str] = []
    for font in fontManager.ttflist if wanted else ():
        covered = wanted & set(FT2Font(font.fname).get_charmap())
        if covered and font.name not in more:
            more.append(font.name)
            wanted -= covered
        if not wanted:
            break
    return more
