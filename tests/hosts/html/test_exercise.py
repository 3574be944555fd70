"""Trainings in lessons: their grammar, and what they need."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import latentwalk
from latentwalk.errors import SettingsError
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.html.exercise import Exercise
from latentwalk.hosts.html.lesson import Lesson
from latentwalk.outputs.image import ImageSpec
from tests.hosts.html.exported import holds, settings

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "x\n\n[train](#train=mnist&dimensions=6&beta=20&epochs=10)\n"


def lesson_of(folder: Path, text: str) -> Path:
    path = folder / "lesson.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_training_is_a_button_and_no_view(tmp_path: Path) -> None:
    lesson = Lesson.read(str(lesson_of(tmp_path, TEXT)))
    assert lesson.exercises == [Exercise("mnist")]
    assert lesson.models == ["mnist"]
    assert lesson.start == ""
    assert 'class="exercise"' in lesson.html()


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("train=&beta=1", "needs a model"),
        ("train=mnist&rate=1", "Unknown part 'rate' .* dimensions, beta, epochs"),
        ("train=mnist&dimensions=65", "'dimensions' .* a whole number from 1 to 64, got '65'"),
        ("train=mnist&dimensions=2.5", "a whole number"),
        ("train=mnist&beta=-1", "'beta' .* a number from 0 to 1000, got '-1'"),
        ("train=mnist&beta=nan", "a number"),
        ("train=mnist&epochs=many", "a whole number from 1 to 200, got 'many'"),
    ],
)
def test_invalid_links_are_refused(link: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        Exercise.parse(link)


def test_an_invalid_link_in_a_lesson_is_reported_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"lesson.md: line 3: .*'beta'"):
        Lesson.read(str(lesson_of(tmp_path, "x\n\nOr [so](#train=mnist&beta=x).\n")))


def test_the_model_must_be_on_the_page_and_draw_what_a_network_can_learn() -> None:
    mnist = latentwalk.open("mnist")
    with pytest.raises(SettingsError, match="'other' draws, which the page lacks; it has mnist"):
        Exercise("other").check({"mnist": mnist})
    for name in ("waves", "typefaces"):  # curves, and a model with conditions
        with pytest.raises(SettingsError, match="must be a model of grey or RGB images"):
            Exercise(name).check({name: latentwalk.open(name)})


@pytest.mark.parametrize("size", [(30, 28, 1), (28, 68, 1), (4, 28, 1), (28, 28, 4)])
def test_images_that_the_page_cannot_learn_are_refused(size: tuple[int, int, int]) -> None:
    mnist = latentwalk.open("mnist")
    folder = mnist.folder
    manifest = replace(folder.manifest, output=ImageSpec(*size))
    files = {name: folder.content(name) for name in manifest.files}
    other = mnist.within(InMemoryFolder.of(folder.path, manifest, files))
    assert other.atlas is not None
    with pytest.raises(SettingsError, match="sides of 8 to 64 pixels in multiples of 4"):
        Exercise("mnist").check({"mnist": other})


def test_only_lessons_with_a_training_carry_its_modules(tmp_path: Path, page: str) -> None:
    lesson = lesson_of(tmp_path, TEXT)
    write_page([latentwalk.open("mnist")], tmp_path / "page.html", ExportOptions(lesson=lesson))
    taught = (tmp_path / "page.html").read_text(encoding="utf-8")
    for module in ("exercise", "Training", "training.worker"):
        assert holds(taught, module)
        assert not holds(page, module)


def test_a_page_offers_training_on_request(tmp_path: Path, page: str) -> None:
    options = ExportOptions(train=True)
    write_page([latentwalk.open("mnist-beta-4")], tmp_path / "page.html", options)
    offering = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert settings(offering)["train"]
    assert not settings(page)["train"]
    for module in ("Train", "Training", "training.worker", "reading.worker"):
        assert holds(offering, module)
        assert not holds(page, module)
    assert not holds(offering, "exercise")
