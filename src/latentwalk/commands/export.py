"""`latentwalk export`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import OmitArgPrefixes, Positional, arg

from latentwalk.commands.known import Known
from latentwalk.plain_text import shown


@dataclass(frozen=True)
class Export:
    """Write a page that walks without Python: one file, or a folder for a static host.

    For example: latentwalk export mnist -o page.html
    """

    models: Positional[Annotated[tuple[str, ...], arg(metavar="MODEL")]] = ()
    """What `latentwalk open` takes; the page opens the first, and switches to the others."""
    out: Annotated[str, arg(aliases=["-o"], metavar="PATH")] = "page.html"
    """A name that ends in .html is one file that opens from disk too; any other, as site/, is a
    folder for GitHub Pages and the like."""
    title: str = ""
    """The page's title."""
    text: Annotated[Path | None, arg(metavar="NOTES.md")] = None
    """Markdown to show beside the explorer."""
    lesson: Annotated[str, arg(metavar="LESSON.md")] = ""
    """Steps beside the explorer, of a file of Markdown or of a lesson that ships (latent-spaces);
    without MODEL the page has the models that it shows."""
    hide: str = ""
    """Panels to hide, with commas between: header, typical, presets, actions, draw, nearest,
    dimensions, map, path, time."""
    start: Annotated[str, arg(metavar="LINK")] = ""
    """The view to open with: a link of the page, or what follows its #."""
    url: str = ""
    """Where the page will be, so that links to it can show its picture."""
    engine: Literal["onnxruntime-web"] | None = None
    """What runs networks with operators that the page's own engine lacks: 3.7 MB more."""
    exact: bool = False
    """Keep the encoder and the atlas bit by bit in one file, which is larger then."""
    embed: bool = False
    """Print the HTML that puts the page into another one."""
    known: OmitArgPrefixes[Known] = field(default_factory=Known)

    def run(self) -> None:
        """Write the page."""
        from latentwalk.hosts.sharing import Lesson, Options, share

        lesson = Lesson.read(self.lesson) if self.lesson else None
        models = self.known.models(self.models or (tuple(lesson.models) if lesson else ()))
        hide = tuple(name for name in self.hide.split(",") if name)
        made = share(
            models,
            self.out,
            Options(
                self.title,
                self.text,
                hide,
                self.start,
                self.url,
                lesson,
                self.engine or "",
                self.exact,
            ),
        )
        for sentence in made.sentences:
            print(shown(sentence))
        parts = ", ".join(f"{kind} {size:,}" for kind, size in made.sizes.items())
        print(f"{self.out}   {sum(made.sizes.values()):,} bytes ({parts})")
        if self.embed:
            print(f"\n{made.iframe}\n\nor\n\n{made.element}")
