"""Options of an exported page: one dataclass for the command line and the keyword arguments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

from tyro.conf import arg

from latentwalk.errors import SettingsError
from latentwalk.terminal.arguments import names, text_option

if TYPE_CHECKING:
    from latentwalk.hosts.html.lesson import Lesson

ENGINES = ("onnxruntime-web",)
"""Engines that a page can include beside its own."""


class ExportKeywords(TypedDict, total=False):
    """The keyword arguments of `export` that describe the page: the fields below."""

    title: str
    text: str | Path | None
    lesson: str | Path | None
    hide: str | Iterable[str]
    start: str
    url: str
    engine: Literal["onnxruntime-web"] | None
    exact: bool
    originals: bool
    train: bool


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """What an exported page shows.

    Raises:
        SettingsError: an unknown engine, or both a text and a lesson.
    """

    title: str = ""
    """The page's title; by default the model's name."""
    text: Annotated[str | Path | None, arg(metavar="NOTES.md")] = None
    """A Markdown file to show beside the explorer, or above it on narrow screens."""
    lesson: Annotated[str | Path | None, arg(metavar="LESSON.md")] = None
    """A lesson to show beside the explorer: a Markdown file, or the name of a shipped one
    (such as latent-spaces). Without MODEL, the page has the models of the lesson."""
    hide: Annotated[str | Iterable[str], text_option("PANELS", names)] = ()
    """Panels to leave out, separated by commas: header, typical, presets, actions, draw, pull,
    changes, nearest, conditions, sheet, dimensions, axes, columns, noise, predictor, network,
    diagnosis, map, path, time."""
    start: Annotated[str, arg(metavar="LINK")] = ""
    """The view to open with: a link of the page, or the part after its #."""
    url: str = ""
    """The page's future address, so that links to it show its preview image."""
    engine: Annotated[Literal["onnxruntime-web"] | None, arg(metavar="onnxruntime-web")] = None
    """Include ONNX Runtime, for operators that the page's own engine lacks: 3.7 MB."""
    exact: bool = False
    """Keep the encoder and the atlas of a single file bit for bit; the file is larger."""
    originals: bool = False
    """Include the samples of the map themselves, of models that have them and of --data."""
    train: bool = False
    """Let those who open the page train a model on their own pictures or curves, in their browser:
    61 kB."""

    def __post_init__(self) -> None:
        if self.engine is not None and self.engine not in ENGINES:
            raise SettingsError(
                f"--engine must be {' or '.join(ENGINES)}, or left out; got '{self.engine}'."
            )
        if self.text and self.lesson:
            raise SettingsError("A page can show a text or a lesson, not both.")

    def read_lesson(self) -> Lesson | None:
        """The lesson, if there is one.

        Raises:
            SettingsError: the lesson cannot be read.
        """
        from latentwalk.hosts.html.lesson import Lesson

        return Lesson.read(str(self.lesson)) if self.lesson else None
