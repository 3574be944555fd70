"""The overview page of the course: its lessons in order, and what a teacher needs."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.hosts.html.html import policy
from latentwalk.links import parts_of, points
from latentwalk.outputs.checkerboard import opaque
from latentwalk.render.sheet import picture, png
from latentwalk.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.gallery.course import CourseLesson
    from latentwalk.hosts.html.lesson import Lesson
    from latentwalk.infer.model import Model

TITLE = "Latent spaces, step by step"
STYLE = """
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: clamp(32px, 6vw, 88px) 24px 64px; max-width: 54rem; background: light-dark(#f6f4ef, #0e0f11); color: light-dark(#1c1b19, #eceae4); font: 16px/1.6 Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; }
h1 { margin: 0 0 0.4em; font-size: clamp(30px, 5vw, 42px); line-height: 1.15; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 0; font-size: 20px; line-height: 1.3; }
p { margin: 0; max-width: 62ch; }
ol { margin: 40px 0; padding: 0; list-style: none; border-top: 1px solid light-dark(#dedad1, #26292e); }
li { display: grid; grid-template-columns: 84px minmax(0, 1fr); gap: 4px 24px; padding: 24px 0; border-bottom: 1px solid light-dark(#dedad1, #26292e); }
img { grid-row: span 2; width: 84px; height: 84px; object-fit: contain; border-radius: 6px; background: #000; image-rendering: pixelated; }
.about { margin-top: 8px; font-size: 14px; color: light-dark(#6b6861, #8f8e88); font-variant-numeric: tabular-nums; }
a { color: light-dark(#a84c05, #ffb454); text-underline-offset: 3px; text-decoration-thickness: 1px; }
h2 a { color: inherit; text-decoration: none; }
h2 a:hover { text-decoration: underline; }
a:focus-visible { outline: 2px solid; outline-offset: 3px; border-radius: 2px; }
kbd { font: 0.85em ui-monospace, SFMono-Regular, Menlo, monospace; padding: 0.1em 0.4em; border: 1px solid light-dark(#dedad1, #3a3e45); border-radius: 4px; }
.teach { color: light-dark(#55534d, #adaca6); }
@media (width < 480px) { body { padding-inline: 16px; } li { grid-template-columns: 56px minmax(0, 1fr); gap: 4px 16px; } img { width: 56px; height: 56px; } }
""".strip()  # noqa: E501


@dataclass(frozen=True)
class Entry:
    """A lesson on the overview page."""

    name: str
    title: str
    learns: str
    steps: int
    minutes: int
    size: int
    """Bytes of its file."""
    picture: bytes
    """A PNG of the image with which it begins."""

    @classmethod
    def of(cls, listed: CourseLesson, lesson: Lesson, models: Sequence[Model], size: int) -> Entry:
        """Describe a lesson whose file has `size` bytes; `models` are those that it shows."""
        parts = parts_of(lesson.start)
        first = next((one for one in models if one.name == parts.get("model")), models[0])
        given = points(parts.get("z", ""), first.latent_dim)
        z = np.array(given or [[0.0] * first.latent_dim], np.float32)
        begun = png(picture(opaque(first.pixels(z))[0]))
        return cls(
            listed.name, lesson.title, listed.learns, len(lesson.steps), listed.minutes, size, begun
        )

    def html(self) -> str:
        """The item of the list."""
        image = base64.b64encode(self.picture).decode()
        name, title = escape(self.name), escape(self.title)
        return (
            f'<li><img src="data:image/png;base64,{image}" alt="">'
            f'<h2><a href="{name}.html">{title}</a></h2>'
            f"<div><p>{escape(self.learns)}</p>"
            f'<p class="about">{self.steps} steps · about {self.minutes} minutes · '
            f"{self.size / 1e6:.1f} MB · "
            f'<a href="{name}.html?present" aria-label="Present {title}">present</a> · '
            f'<a href="{name}.md" aria-label="The Markdown of {title}">Markdown</a></p></div></li>'
        )


def overview(entries: Sequence[Entry]) -> str:
    """The HTML of the overview page, which has no scripts and loads nothing."""
    minutes = sum(entry.minutes for entry in entries)
    lead = (
        f"{len(entries)} lessons of about {minutes} minutes together. At each step you predict "
        "first and then look, with small models that run in your browser. There is nothing to "
        "install, and your answers stay in your browser."
    )
    teachers = (
        "For teachers: each lesson is one file that works offline. <kbd>L</kbd> shows it with "
        "large text; the arrow keys or a presenter turn its steps and reveal the answers. The "
        "Markdown is the lesson's source, to adapt and to export again."
    )
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy("", own=True)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f'<meta name="generator" content="latentwalk {escape(__version__)}">',
            '<link rel="icon" href="data:,">',
            f"<title>{TITLE}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{TITLE}</h1>",
            f"<p>{lead}</p>",
            f"<ol>{''.join(entry.html() for entry in entries)}</ol>",
            f'<p class="teach">{teachers}</p>',
            "</body>",
            "</html>\n",
        ]
    )
