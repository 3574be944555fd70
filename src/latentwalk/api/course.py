"""The course: every shipped lesson as one file, and an overview page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.predictors.adding import with_digits
from latentwalk.errors import OutputError
from latentwalk.gallery import LESSONS
from latentwalk.gallery.course import COURSE
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.html.lesson import Lesson
from latentwalk.hosts.html.overview import Entry, overview
from latentwalk.hosts.html.site import check_site, write_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwalk.infer.model import Model


def export_course(out: str | Path) -> Mapping[str, int]:
    """Write the lessons of the course, their Markdown, and an overview page into a folder.

    Args:
        out: a new or empty folder, or one that an export wrote.

    Returns:
        The bytes of each written file by its name.

    Raises:
        OutputError: the folder has other files, or cannot be written.
    """
    folder = Path(out)
    if folder.suffix.lower() in {".html", ".htm"}:
        raise OutputError(
            f"A course is a folder of pages, got '{out}': give a name such as course/."
        )
    check_site(folder)
    files: dict[str, bytes] = {}
    entries = []
    with tempfile.TemporaryDirectory() as place:
        for each in COURSE:
            lesson = Lesson.read(each.name)
            models = _models(lesson)
            page = Path(place) / f"{each.name}.html"
            write_page(models, page, ExportOptions(lesson=each.name, title=lesson.title))
            files[page.name] = page.read_bytes()
            files[f"{each.name}.md"] = (LESSONS / f"{each.name}.md").read_bytes()
            entries.append(Entry.of(each, lesson, models, len(files[page.name])))
    files["index.html"] = overview(entries).encode()
    write_site(folder, files)
    return {name: len(content) for name, content in sorted(files.items())}


def _models(lesson: Lesson) -> list[Model]:
    """The models that a lesson shows, with the second network that it needs."""
    models = [adopted(name) for name in lesson.models]
    return [with_digits(model) for model in models] if lesson.predicts else models
