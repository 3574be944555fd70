"""`export_course`: all lessons, their Markdown, and the overview."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from latentwalk.api import course
from latentwalk.cli import main
from latentwalk.errors import OutputError
from latentwalk.gallery import LESSONS
from latentwalk.gallery.course import COURSE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("course") / "course"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(course, "COURSE", COURSE[:1])  # each takes a second
        course.export_course(out)
    return out


def test_each_lesson_is_a_page_with_its_markdown(folder: Path) -> None:
    name = COURSE[0].name
    assert "<h1>" in (folder / f"{name}.html").read_text(encoding="utf-8")
    assert (folder / f"{name}.md").read_bytes() == (LESSONS / f"{name}.md").read_bytes()


def test_the_overview_links_to_files_that_exist(folder: Path) -> None:
    html = (folder / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([\w-]+\.\w+)(?:\?present)?"', html)
    assert len(links) == 3
    assert all((folder / link).is_file() for link in links)


def test_the_overview_says_what_one_learns_and_how_long_it_takes(folder: Path) -> None:
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert COURSE[0].learns in html
    assert re.search(rf"\d steps · about {COURSE[0].minutes} minutes", html)


def test_the_overview_runs_no_script(folder: Path) -> None:
    assert "<script" not in (folder / "index.html").read_text(encoding="utf-8")


def test_a_course_is_no_single_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="a folder of pages, got .*course.html"):
        course.export_course(tmp_path / "course.html")


@pytest.mark.parametrize("more", [["mnist"], ["--title", "x"], ["--embed"], ["--clusters"]])
def test_a_course_takes_no_models_and_no_other_options(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["export", *more, "--course", "-o", "course"])
    assert "--course has lessons and models of its own" in capsys.readouterr().err
