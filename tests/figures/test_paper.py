from __future__ import annotations

import builtins
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from latentwalk.errors import MissingError, OutputError
from latentwalk.figures.paper import FORMATS, LONGEST, blank, named, style, write_figure

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "{http://www.w3.org/2000/svg}text"


def drawn(title: str = "a < b & $x_1$ 日本") -> Any:
    with style(title):
        figure = blank(2, 1)
        axes = figure.add_subplot()
        axes.plot([0, 1], [0, 1])
        axes.set_title(title)
        return figure


def test_text_stays_text_in_an_svg(tmp_path: Path) -> None:
    write_figure(tmp_path / "a.svg", drawn())
    texts = [one.text for one in ET.parse(tmp_path / "a.svg").iter(TEXT)]
    assert "a < b & $x_1$ 日本" in texts


def test_text_stays_text_in_a_pdf(tmp_path: Path) -> None:
    write_figure(tmp_path / "a.pdf", drawn("plain"))
    content = (tmp_path / "a.pdf").read_bytes()
    assert b"/FontFile2" in content
    assert b"/Subtype /Type3" not in content


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_figure_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    files = [tmp_path / f"{name}{ending}" for name in "ab"]
    for path in files:
        write_figure(path, drawn("again"), dpi=50)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_png_has_the_resolution_asked_for(tmp_path: Path) -> None:
    write_figure(tmp_path / "a.png", drawn("plain"), dpi=100)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (200, 100)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"must end in .svg, .pdf or .png"):
        write_figure(tmp_path / "a.eps", drawn("plain"))
    assert not list(tmp_path.iterdir())


def test_names_are_short_and_without_control_characters() -> None:
    assert named("a\x1b[2J‮b\nc") == "a\\x1b[2J\\u202eb c"
    assert len(named("x" * 500)) == LONGEST


def test_a_missing_matplotlib_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingError, match=r"pip install 'latentwalk\[figures\]'"), style():
        pass
