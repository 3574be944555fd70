"""MkDocs hooks: live explorers in pages, and the repository's own Markdown files as pages.

A line `<!-- live: gallery z=0,1,0,0,0,0&plane=components -->` in a page becomes the export named
`gallery` with that view, and `<!-- course -->` the list of the lessons. In the Markdown itself
these are invisible comments.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

import latentwalk
from latentwalk.api.course import export_course
from latentwalk.gallery.course import COURSE
from latentwalk.hosts.html.lesson import Lesson

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
LIVE = re.compile(r"^<!-- live: (?P<name>[\w-]+)(?: (?P<start>\S+))? -->$", re.MULTILINE)
COURSE_LIST = "<!-- course -->"
GALLERY: dict[str, Any] = {"models": ["mnist", "mnist-2d", "mnist-beta-4"]}
"""The explorer of the gallery's models."""
ADDRESSES = {"gallery": "live/gallery/", "lesson": f"live/course/{COURSE[0].name}.html"}
"""The explorers that pages may show, and where they are exported to."""
LABELS = {"gallery": "Latent spaces of handwritten digits", "lesson": "A lesson on latent spaces"}
ROOT_PAGES = ("CHANGELOG.md", "CONTRIBUTING.md")
"""Files of the repository that are pages of the site, too."""


@event_priority(100)  # before the link checker, which takes its list of files then
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the root pages, with links and paths relative to `docs/`."""
    for name in ROOT_PAGES:
        text = (ROOT / name).read_text(encoding="utf-8")
        text = re.sub(r"(\]\(|`)docs/(?=[\w-]+\.md)", r"\1", text)
        files.append(File.generated(config, name.lower(), content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace `live` comments by explorers."""

    def explorer(found: re.Match[str]) -> str:
        name, start = found["name"], found["start"] or ""
        if name not in ADDRESSES:
            raise PluginError(
                f"{page.file.src_path} shows the unknown export '{name}'; "
                f"known are {', '.join(ADDRESSES)}."
            )
        script = get_relative_url("live/gallery/latent-walk.js", page.url)
        return (
            f'<script src="{escape(script)}"></script>\n'
            f'<latent-walk src="{escape(get_relative_url(ADDRESSES[name], page.url))}" '
            f'start="{escape(start)}" label="{escape(LABELS[name])}"></latent-walk>'
        )

    course = get_relative_url("live/course/", page.url)
    return LIVE.sub(explorer, markdown.replace(COURSE_LIST, _course(course)))


def _course(home: str) -> str:
    """The lessons of the course as a list with links."""
    items = []
    for listed in COURSE:
        lesson, address = Lesson.read(listed.name), escape(f"{home}{listed.name}")
        items.append(
            f'<li><a href="{address}.html"><strong>{escape(lesson.title)}</strong></a><br>'
            f"{escape(listed.learns)} {len(lesson.steps)} steps, about {listed.minutes} minutes "
            f'(<a href="{address}.html?present">present</a>, '
            f'<a href="{address}.md">Markdown</a>)</li>'
        )
    return f"<ol>{''.join(items)}</ol>"


def on_post_build(config: MkDocsConfig) -> None:
    """Export the explorers and the course."""
    live = Path(config.site_dir) / "live"
    latentwalk.export(out=f"{live / 'gallery'}/", title=LABELS["gallery"], **GALLERY)
    export_course(live / "course")
