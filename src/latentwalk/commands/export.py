"""`latentwalk export`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from tyro.conf import OmitArgPrefixes, Positional, arg

from latentwalk.adoption.options import ModelOptions
from latentwalk.commands.foreign import ColumnsOption, DataOption, open_models
from latentwalk.errors import SettingsError
from latentwalk.hosts.html.options import ExportOptions
from latentwalk.terminal.plain_text import printable


@dataclass(frozen=True)
class Export:
    """Write a page that needs no Python: one file, or a folder for a static host.

    For example: latentwalk export mnist -o page.html
    """

    models: Positional[Annotated[tuple[str, ...], arg(metavar="MODEL")]] = ()
    """Models, as for `latentwalk open`; the page opens the first and offers the others."""
    out: Annotated[str, arg(aliases=["-o"], metavar="PATH")] = "page.html"
    """A name that ends in .html gives one file, which also opens from disk; any other name, such
    as site/, a folder for a static host such as GitHub Pages."""
    page: OmitArgPrefixes[ExportOptions] = field(default_factory=ExportOptions)
    course: bool = False
    """Write all shipped lessons, each as one file and as its Markdown, with an overview page into
    the folder that -o names."""
    embed: bool = False
    """Print the HTML that embeds the page in another one."""
    data: DataOption = ""
    columns: ColumnsOption = None
    model: OmitArgPrefixes[ModelOptions] = field(default_factory=ModelOptions)

    def run(self) -> None:
        """Write the page, or the course."""
        if self.course:
            self._write_course()
            return
        from latentwalk.adoption.predictors.adding import with_digits
        from latentwalk.hosts.html import write_page

        lesson = self.page.read_lesson()
        names = self.models or (tuple(lesson.models) if lesson else ())
        models = open_models(
            names, self.data, self.model, self.columns, originals=self.page.originals
        )
        if lesson and lesson.predicts:
            models = [with_digits(model) for model in models]
        made = write_page(models, self.out, self.page)
        for message in made.messages:
            print(printable(message))
        parts = ", ".join(f"{kind} {size:,}" for kind, size in made.sizes.items())
        print(f"{self.out}   {sum(made.sizes.values()):,} bytes ({parts})")
        if self.embed:
            print(f"\n{made.iframe}\n\nor\n\n{made.element}")

    def _write_course(self) -> None:
        from latentwalk.api.course import export_course

        if self != Export(out=self.out, course=True):
            raise SettingsError(
                "--course has lessons and models of its own: use it with -o FOLDER alone."
            )
        sizes = export_course(self.out)
        for name, size in sizes.items():
            print(f"{name:<28} {size:>10,} bytes")
        print(f"{self.out}   {sum(sizes.values()):,} bytes")
