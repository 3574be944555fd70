"""The text of a page: its policy, and text from users."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

import latentwalk
from latentwalk.errors import SettingsError
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.hosts.html import ExportOptions, write_page
from tests.hosts.html.exported import settings


def test_the_policy_lets_nothing_in(page: str) -> None:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found is not None
    rules = dict(rule.strip().split(" ", 1) for rule in found[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert not re.search(r"https?:|\*|'unsafe-inline'|'self'", rules["script-src"])
    (script,) = re.findall(r"<script data-entry=[^>]*>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in rules["script-src"]
    # nothing in the page's own text names another place to load from
    assert re.findall(r'(?:src|href)="(?!data:)[^"]*"', page.split("<script", 1)[0]) == []


def test_user_text_does_not_become_markup(mnist: latentwalk.Model, tmp_path: Path) -> None:
    evil = '</script><script>alert("1")</script><!-- \u2028'
    notes = tmp_path / "notes.md"
    notes.write_text(
        f"# {evil}\n\n<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) "
        "[b](https://example.org) [c](#z=1,2)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        encoding="utf-8",
    )
    manifest = replace(mnist.folder.manifest, name=evil)
    files = {"decoder.onnx": mnist.folder.content("decoder.onnx")}
    model = latentwalk.Model(InMemoryFolder.of(Path("evil"), manifest, files))
    out = tmp_path / "page.html"
    made = write_page([model], out, ExportOptions(title=evil, text=notes))
    html = out.read_text(encoding="utf-8")
    assert "alert" in html
    assert not re.search(r"<script>|<img|<!--|href=\"javascript", html)
    scripts = re.findall(r"<script ([^>]*)>", html)
    assert all(re.match(r"type=\"|data-entry=", script) for script in scripts)
    found = settings(html)
    assert (found["title"], found["models"][0]["name"]) == (evil, evil)
    assert '<a href="https://example.org" rel="noreferrer">b</a>' in html
    assert '<a href="#z=1,2">c</a>' in html
    assert "<td>1</td>" in html
    title = re.search(r"<title>(.*?)</title>", html)
    assert title is not None
    assert unescape(title[1]) == evil
    assert "<script>alert" not in made.iframe + made.element


def test_a_picture_beside_the_notes_becomes_part_of_the_page(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.md"
    buffer = io.BytesIO()
    Image.new("L", (2, 2)).save(buffer, "PNG")
    (tmp_path / "a b.png").write_bytes(buffer.getvalue())
    notes.write_text("![two](a%20b.png)")
    write_page([mnist], tmp_path / "page.html", ExportOptions(text=notes))
    encoded = base64.b64encode(buffer.getvalue()).decode()
    assert f'<img src="data:image/png;base64,{encoded}" alt="two"' in (
        tmp_path / "page.html"
    ).read_text(encoding="utf-8")
    for source in ("https://example.org/a.png", "//example.org/a.png", "a.txt", "missing.png"):
        notes.write_text(f"![x]({source})")
        with pytest.raises(SettingsError, match="refers to"):
            write_page([mnist], tmp_path / "page.html", ExportOptions(text=notes))
