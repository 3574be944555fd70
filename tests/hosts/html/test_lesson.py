"""Lessons: their grammar, invalid ones, and the shipped ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import latentwalk
from latentwalk import gallery
from latentwalk.errors import SettingsError
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.html.lesson import Lesson
from tests.hosts.html.exported import holds

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """# Numbers

[look](#model=mnist&z=0,1,0,0,0,0)

Six of them.

## A guess

What comes?

- [ ] nothing *at all*
- [x] a three

---

[there](#model=mnist-2d&z=1,2&with=mnist)

A three, as [a link in a line](#model=mnist) shows.

## The end

- no choice
- [x] at all
"""


def lesson_file(folder: Path, text: str) -> Path:
    path = folder / "lesson.md"
    path.write_text(text, encoding="utf-8")
    return path


def lesson_of(folder: Path, text: str) -> Lesson:
    return Lesson.read(str(lesson_file(folder, text)))


def test_headings_start_steps_and_rules_separate_answers(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, TEXT)
    first, guess, end = lesson.steps
    assert first.question.view == lesson.start == "model=mnist&z=0,1,0,0,0,0"
    assert first.question.html == "<h1>Numbers</h1>\n<p>Six of them.</p>\n"
    assert guess.question.view == ""
    assert guess.answer is not None
    assert guess.answer.view == "model=mnist-2d&z=1,2&with=mnist"
    assert '<a href="#model=mnist">' in guess.answer.html
    assert end.answer is None
    assert lesson.title == "Numbers"
    assert lesson.models == ["mnist", "mnist-2d"]


def test_predictions_are_distinguished_from_other_lists(tmp_path: Path) -> None:
    _, guess, end = lesson_of(tmp_path, TEXT).steps
    assert '<ul class="choices">' in guess.question.html
    assert "<li>nothing <em>at all</em></li>" in guess.question.html
    assert '<li data-right="1">a three</li>' in guess.question.html
    assert "choices" not in end.question.html
    assert "[x] at all" in end.question.html


def test_html_in_it_is_text_and_attributes_are_quoted(tmp_path: Path) -> None:
    html = lesson_of(tmp_path, '<b>x</b>\n\n[v](#z=1&model="mnist<)\n').html()
    assert "&lt;b&gt;" in html
    assert '"mnist<' not in html


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty"),
        ("## A\n\nx\n\n---\n\ny\n\n---\n\nz\n", "line 9 is the second rule of its step"),
        ("## A\n\n[a](#z=1)\n\n[b](#z=2)\n", "line 5 is the second view"),
        ("## A\n\n[a](#zoom=1)\n", "line 3: Unknown part 'zoom'"),
        ("[a](#z=1)\n", "a step, or an answer, without text"),
        ("## A\n\nx\n\n---\n", "a step, or an answer, without text"),
    ],
)
def test_invalid_lessons_are_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        lesson_of(tmp_path, text)


def test_a_missing_lesson_is_refused_with_the_shipped_ones() -> None:
    with pytest.raises(SettingsError, match="'latent-space' not found: .*latent-spaces"):
        Lesson.read("latent-space")


def test_its_views_must_fit_the_page(tmp_path: Path) -> None:
    mnist = latentwalk.open("mnist")
    lesson = lesson_file(tmp_path, TEXT)
    with pytest.raises(SettingsError, match="shows the model 'mnist-2d', which the page lacks"):
        write_page([mnist], tmp_path / "page.html", ExportOptions(lesson=lesson))
    wrong = lesson_file(tmp_path, "x\n\n[v](#model=mnist&z=1,2)\n")
    with pytest.raises(SettingsError, match="A point has 6 numbers, got 2"):
        write_page([mnist], tmp_path / "page.html", ExportOptions(lesson=wrong))
    with pytest.raises(SettingsError, match="not both"):
        write_page(
            [mnist],
            tmp_path / "page.html",
            ExportOptions(lesson=lesson, text=tmp_path / "lesson.md"),
        )
    assert not (tmp_path / "page.html").exists()


def test_the_lesson_script_is_included_only_for_lessons(tmp_path: Path, page: str) -> None:
    lesson = lesson_file(tmp_path, "x\n\n[v](#model=mnist&z=1,2,3,4,5,6)\n")
    write_page([latentwalk.open("mnist")], tmp_path / "page.html", ExportOptions(lesson=lesson))
    taught = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert holds(taught, "lesson")
    assert not holds(page, "lesson")
    assert '"start":"model=mnist&z=1,2,3,4,5,6"' in taught


@pytest.mark.parametrize("name", gallery.lessons())
def test_shipped_lessons_can_be_exported(name: str, tmp_path: Path) -> None:
    lesson = Lesson.read(name)
    assert len(lesson.steps) > 3
    models = [latentwalk.open(model) for model in lesson.models]
    made = write_page(models, tmp_path / "lesson.html", ExportOptions(lesson=name))
    assert sum(made.sizes.values()) <= 900_000


def test_a_lesson_may_need_a_second_network(tmp_path: Path) -> None:
    plain = Lesson.read(str(lesson_file(tmp_path, "x\n\n[v](#model=mnist)\n")))
    assert not plain.predicts
    assert Lesson.read("reading-critically").predicts


def test_a_lesson_uses_the_parts_of_its_views(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, "x\n\n[v](#model=mnist&network=3)\n\n## A\n\n[w](#at=2)\n\ny\n")
    assert lesson.uses("network")
    assert lesson.uses("at")
    assert not lesson.uses("noise")
