"""MkDocs hooks: live explorers in pages, and the repository's own Markdown files as pages.

A line `<!-- live: gallery z=0,1,0,0,0,0&plane=components -->` in a page becomes the export named
`gallery` with that view. In the Markdown itself it is an invisible comment.
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

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
LIVE = re.compile(r"^<!-- live: (?P<name>[\w-]+)(?: (?P<start>\S+))? -->$", re.MULTILINE)
EXPORTS: dict[str, dict[str, Any]] = {
    "gallery": {"models": ["mnist", "mnist-2d", "mnist-beta-4"]},
    "lesson": {
        "models": ["mnist", "mnist-autoencoder-2d", "mnist-2d", "mnist-beta-20", "mnist-beta-4"],
        "lesson": "latent-spaces",
    },
}
"""The explorers that pages may show; each is exported once."""
LABELS = {"gallery": "Latent spaces of handwritten digits", "lesson": "What is a latent space?"}
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
        if name not in EXPORTS:
            raise PluginError(
                f"{page.file.src_path} shows the unknown export '{name}'; "
                f"known are {', '.join(EXPORTS)}."
            )
        home = get_relative_url(f"live/{name}/", page.url)
        return (
            f'<script src="{escape(home)}latent-walk.js"></script>\n'
            f'<latent-walk src="{escape(home)}" start="{escape(start)}" '
            f'label="{escape(LABELS[name])}"></latent-walk>'
        )

    return LIVE.sub(explorer, markdown)


def on_post_build(config: MkDocsConfig) -> None:
    """Export the explorers."""
    site = Path(config.site_dir)
    for name, options in EXPORTS.items():
        latentwalk.export(out=f"{site / 'live' / name}/", title=LABELS[name], **options)
