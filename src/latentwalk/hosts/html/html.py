"""The HTML document of an exported page."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from latentwalk.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STYLE = """
body { margin: 0; background: light-dark(#f6f4ef, #0e0f11); color: light-dark(#1c1b19, #eceae4); }
:root { color-scheme: light dark; }
:root:has([data-theme=light]) { color-scheme: light; }
:root:has([data-theme=dark]) { color-scheme: dark; }
#app { position: relative; min-width: 0; min-height: 100dvh; font: 0.8125rem/1.4 system-ui, sans-serif; }
#app > p { margin: 0 auto; padding: 2rem; max-width: 36rem; }
#app > canvas { --width: min(17.75rem, 100vw - 2rem); position: absolute; top: calc(1.5rem + var(--header)); left: 1.5rem; width: var(--width); max-height: calc(1.25 * var(--width)); object-fit: contain; border-radius: 6px; background: #000; image-rendering: pixelated; }
#app > canvas[width='1'][height='1'] { visibility: hidden; }
@media (width < 45rem) { #app > canvas { --width: calc(100vw - 2rem); top: calc(4.75rem + var(--header-narrow)); left: 1rem; } }
""".strip()  # noqa: E501
NOTES_STYLE = """
.notes { box-sizing: border-box; padding: 48px 24px 40px; border-bottom: 1px solid light-dark(#dedad1, #26292e); font: 16px/1.6 Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; overflow-wrap: break-word; }
.notes:focus-visible { outline: 2px solid light-dark(#a84c05, #ffb454); outline-offset: -2px; }
.notes > * { max-width: 68ch; margin: 0 0 1em; }
.notes > :last-child { margin-bottom: 0; }
.notes :is(h1, h2, h3) { line-height: 1.2; letter-spacing: -0.015em; text-wrap: balance; }
.notes h1 { font-size: 30px; font-weight: 650; margin-bottom: 0.6em; }
.notes h2 { font-size: 20px; margin-top: 1.6em; }
.notes h3 { font-size: 16px; margin-top: 1.6em; }
.notes a { color: light-dark(#a84c05, #ffb454); text-underline-offset: 3px; text-decoration-thickness: 1px; }
.notes a:focus-visible { outline: 2px solid; outline-offset: 2px; border-radius: 2px; }
.notes :is(ul, ol) { padding-left: 1.4em; }
.notes li + li { margin-top: 0.3em; }
.notes blockquote { margin-left: 0; padding-left: 16px; border-left: 2px solid light-dark(#dedad1, #3a3e45); color: light-dark(#55534d, #adaca6); }
.notes :is(code, pre) { font: 0.9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: light-dark(#fff, #1b1d21); border-radius: 4px; }
.notes code { padding: 0.1em 0.35em; }
.notes pre { padding: 12px 16px; overflow: auto; }
.notes pre code { padding: 0; font-size: 1em; }
.notes table { display: block; overflow: auto; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
.notes :is(th, td) { padding: 6px 16px 6px 0; border-bottom: 1px solid light-dark(#dedad1, #26292e); text-align: left; }
.notes img { display: block; max-width: 100%; height: auto; border-radius: 6px; }
.notes hr { border: 0; border-top: 1px solid light-dark(#dedad1, #26292e); margin: 2em 0; }
@media (max-width: 719px) { .notes { padding: 32px 16px 28px; } .notes h1 { font-size: 26px; } }
.notes :is(table, pre, img, blockquote, ul, ol, li) { break-inside: avoid; }
.notes :is(h1, h2, h3) { break-after: avoid; }
@media (min-width: 1000px) and (max-width: 1439px) {
  .notes { columns: 2; column-gap: 56px; }
  .notes h1 { column-span: all; }
}
@media (min-width: 1440px) {
  /* the explorer keeps the 1100 px that its three columns need */
  body { display: grid; grid-template-columns: clamp(340px, 100vw - 1100px, 27vw) minmax(0, 1fr); }
  .notes { height: 100dvh; overflow: auto; position: sticky; top: 0; border-bottom: 0; border-right: 1px solid light-dark(#dedad1, #26292e); padding: 32px 24px; scrollbar-width: thin; font-size: 15px; }
  .notes h1 { font-size: 26px; }
}
@media (min-width: 1700px) { .notes { padding: 40px 32px; font-size: 16px; } .notes h1 { font-size: 30px; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print { #app { display: none; } }
""".strip()  # noqa: E501

LESSON_STYLE = """
.notes.lesson { display: flex; flex-direction: column; columns: auto; }
.lesson > section { max-width: 68ch; margin: 0 0 16px; }
.lesson > section:not(.now) { display: none; }
.lesson section > :first-child, .lesson .revealed > :first-child { margin-top: 0; }
.lesson section h2 { font-size: 22px; margin-bottom: 0.6em; }
.lesson .revealed { margin-top: 20px; scroll-margin-bottom: 96px; padding-top: 20px; border-top: 1px solid light-dark(#dedad1, #26292e); animation: reveal 0.4s ease-out; }
.lesson .revealed > :last-child, .lesson section > :last-child { margin-bottom: 0; }
@keyframes reveal { from { opacity: 0; translate: 0 6px; } }
.notes .choices { display: grid; gap: 8px; padding: 0; list-style: none; }
.choices li + li { margin: 0; }
.lesson button { font: inherit; color: inherit; cursor: pointer; border-radius: 6px; border: 1px solid light-dark(#d6d0c4, #3a3e45); background: light-dark(#fff, #1b1d21); padding: 8px 14px; }
.lesson button:hover:not(:disabled) { border-color: light-dark(#a84c05, #ffb454); }
.lesson button:focus-visible { outline: 2px solid light-dark(#a84c05, #ffb454); outline-offset: 2px; }
.lesson section :is(h1, h2, h3):focus-visible, .lesson :is(section, .revealed, .result):focus-visible { outline: 2px solid light-dark(#a84c05, #ffb454); outline-offset: 4px; border-radius: 2px; }
.lesson .verdict { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.lesson button:disabled { cursor: default; opacity: 0.45; }
.choices button { width: 100%; text-align: left; }
.choices.done button { opacity: 1; }
.choices .right button::after { content: "\\a0✓"; color: light-dark(#1c7a4a, #5fd39a); font-weight: 600; }
.choices .chosen button { border-color: light-dark(#a84c05, #ffb454); box-shadow: inset 0 0 0 1px light-dark(#a84c05, #ffb454); }
.choices .chosen:not(.right) button::after { content: "\\a0✗"; color: light-dark(#a3211b, #ff8a7a); font-weight: 600; }
.lesson > header { display: flex; gap: 16px; align-items: center; justify-content: space-between; min-height: 32px; margin: -12px 0 16px; font-size: 13px; color: light-dark(#6b6861, #8f8e88); }
.lesson.first > header span { visibility: hidden; }
.lesson > header button { padding: 4px 10px; }
.lesson > header [aria-pressed=true] { border-color: light-dark(#a84c05, #ffb454); }
@media (width < 1000px) {
  .lesson.first > header, .lesson > header button { display: none; }
}
/* on a phone the explorer is above the text, or beside it if the phone lies on its side, and each scrolls on its own */
@media screen and (width < 700px) and (height >= 560px), screen and (480px <= width < 1000px) and (height < 560px) {
  body:has(> .lesson) { --pane: 46dvh; display: flex; flex-direction: column-reverse; height: 100dvh; overflow: hidden; }
  .lesson + #app { flex: 0 0 var(--pane); min-height: 0; overflow: auto; border-bottom: 1px solid light-dark(#dedad1, #26292e); }
  /* the bar of the sections and the image fit in the pane */
  .lesson + #app :has(> canvas[data-large]) { width: 100%; max-width: calc(var(--pane) - 88px); margin-inline: auto; }
  .notes.lesson { flex: 1; min-height: 0; overflow: auto; border-bottom: 0; padding: 20px 16px 0; }
  .lesson .steps { position: sticky; bottom: 0; padding-bottom: 16px; background: light-dark(#f6f4ef, #0e0f11); }
}
@media screen and (480px <= width < 1000px) and (height < 560px) {
  body:has(> .lesson) { --pane: 100dvh; flex-direction: row; }
  .lesson + #app { flex: 0 0 50%; border-bottom: 0; border-left: 1px solid light-dark(#dedad1, #26292e); }
}
.notes .exercise { display: inline-block; padding: 10px 18px; border-radius: 6px; background: light-dark(#a84c05, #ffb454); color: light-dark(#fff, #1a1206); font-weight: 600; text-decoration: none; }
.lesson .result { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; width: 100%; max-width: 68ch; margin: 8px 0 0; padding-top: 16px; border-top: 1px solid light-dark(#dedad1, #26292e); font-size: 15px; }
.lesson .result[hidden] { display: none; }
.lesson .result p { margin: 0; }
.steps { display: flex; gap: 12px; align-items: center; margin-top: auto; padding-top: 16px; max-width: 68ch; font-size: 15px; }
.steps span { flex: 1; text-align: center; font-variant-numeric: tabular-nums; color: light-dark(#6b6861, #8f8e88); }
.lesson .steps .main { background: light-dark(#a84c05, #ffb454); border-color: transparent; color: light-dark(#fff, #1a1206); font-weight: 600; }
@media (min-width: 1100px) { .steps { position: sticky; bottom: -24px; margin-bottom: -24px; padding-bottom: 24px; background: light-dark(#f6f4ef, #0e0f11); } }
/* a lesson speaks of what the explorer shows: they stand side by side, even if the explorer has two columns then */
@media (min-width: 1100px) and (max-width: 1439px) {
  body { display: grid; grid-template-columns: 340px minmax(0, 1fr); }
  .notes.lesson { height: 100dvh; overflow: auto; position: sticky; top: 0; border-bottom: 0; border-right: 1px solid light-dark(#dedad1, #26292e); padding: 32px 24px; scrollbar-width: thin; font-size: 15px; }
  .notes.lesson h1 { font-size: 26px; }
}
@media (min-width: 1000px) {
  :root.presenting { font-size: 115%; }
  .presenting body { display: grid; grid-template-columns: minmax(22rem, 33vw) minmax(0, 1fr); }
  .presenting .notes { height: 100dvh; overflow: auto; position: sticky; top: 0; border-bottom: 0; border-right: 1px solid light-dark(#dedad1, #26292e); padding: 32px; scrollbar-width: thin; font-size: clamp(19px, 1.5vw, 34px); line-height: 1.5; }
  .presenting .notes h1 { font-size: 1.7em; }
  .presenting .notes h2 { font-size: 1.45em; }
  .presenting .choices button, .presenting .steps, .presenting .result { font-size: 0.9em; }
  .presenting .steps { position: sticky; bottom: -32px; margin-bottom: -32px; padding-bottom: 24px; background: light-dark(#f6f4ef, #0e0f11); }
}
@media (prefers-reduced-motion: reduce) { .lesson .revealed { animation: none; } }
@media print { .lesson > section:not(.now) { display: block; } .steps, .lesson .result button { display: none; } }
""".strip()  # noqa: E501


@dataclass(frozen=True)
class Head:
    """The page's metadata and settings."""

    title: str
    description: str
    preview: str
    """The URL of the preview image."""
    url: str
    """The page's future URL; empty if unknown."""
    notes: str
    """HTML beside the explorer."""
    lesson: bool
    """Whether the notes are the steps of a lesson."""
    settings: Mapping[str, Any]
    """The settings that the page's script reads."""


def policy(script: str, own: bool) -> str:
    """The Content-Security-Policy: nothing is loaded from elsewhere.

    Args:
        script: the inline script, if there is one; no other inline script may run.
        own: whether the page loads files from its own folder.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    here = "'self' " if own else ""
    scripts = f"{here}'wasm-unsafe-eval'" if own else f"'sha256-{digest}' blob: 'wasm-unsafe-eval'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
        f"img-src {here}data: blob:; media-src blob: data:; worker-src blob:; "
        f"connect-src {here}blob: data:; base-uri 'none'; form-action 'none'"
    )


def document(head: Head, rules: str, before: Iterable[str], after: Iterable[str]) -> str:
    """The HTML of the page.

    Args:
        head: the page's metadata and settings.
        rules: its Content-Security-Policy.
        before: further elements of the head.
        after: elements at the end of the body.
    """
    kind = "notes lesson" if head.lesson else "notes"
    hidden = "header" in head.settings["hide"]
    space = "--header: 0px; --header-narrow: 0px" if hidden else (
        "--header: calc(3.25rem + 1px); --header-narrow: calc(5.5rem + 1px)"
    )  # fmt: skip
    about = {
        "og:type": "website", "og:title": head.title, "og:description": head.description,
        "og:image": head.preview, **({"og:url": head.url} if head.url else {}),
    }  # fmt: skip
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f'<meta name="generator" content="latentwalk {escape(__version__)}">',
        f'<meta name="description" content="{escape(head.description)}">',
        *(f'<meta property="{name}" content="{escape(text)}">' for name, text in about.items()),
        '<meta name="twitter:card" content="summary_large_image">',
        '<link rel="icon" href="data:,">',
        f"<title>{escape(head.title)}</title>",
        f"<style>{STYLE}{NOTES_STYLE if head.notes else ''}{LESSON_STYLE * head.lesson}</style>",
        *before,
        "</head>",
        "<body>",
        f'<article class="{kind}" tabindex="0">{head.notes}</article>' if head.notes else "",
        f'<div id="app" style="{space}"><canvas width="1" height="1" aria-hidden="true"></canvas>'
        "<noscript><p>This page needs JavaScript.</p></noscript></div>",
        f'<script type="application/json" id="latentwalk">{quoted(head.settings)}</script>',
        *after,
        "</body>",
        "</html>\n",
    ]
    return "\n".join(line for line in lines if line)


def quoted(content: object) -> str:
    """JSON that is safe inside a script element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
