from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from latentwalk.data.findings import Findings
from latentwalk.data.picture_options import PictureOptions
from latentwalk.data.pictures import read_picture
from latentwalk.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def drawing(path: Path, ink: tuple[int, int, int]) -> Path:
    """A stroke of ink on a transparent background."""
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[2:4, :, :3], pixels[2:4, :, 3] = ink, 255
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize(
    ("ink", "ground", "word"), [((0, 0, 0), 255, "white"), ((250, 250, 250), 0, "black")]
)
def test_the_background_stands_out_from_the_ink(
    tmp_path: Path, ink: tuple[int, int, int], ground: int, word: str
) -> None:
    findings = Findings()
    for name in ("a.png", "b.png"):
        pixels = read_picture(drawing(tmp_path / name, ink), 3, findings=findings)
    assert pixels[0, 0].tolist() == [ground] * 3
    assert pixels[2, 0].tolist() == list(ink)
    (sentence,) = findings.sentences()
    assert sentence.startswith(f"2 pictures with a transparent background: laid on {word}")
    assert "--background" in sentence


def test_a_given_background_is_used_without_a_remark(tmp_path: Path) -> None:
    path, findings = drawing(tmp_path / "a.png", (0, 0, 0)), Findings()
    pixels = read_picture(path, 3, PictureOptions(background="#ff8800"), findings)
    assert pixels[0, 0].tolist() == [255, 136, 0]
    assert not findings.sentences()


def test_opaque_pictures_have_no_background(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (10, 10, 10, 255)).save(tmp_path / "a.png")
    findings = Findings()
    assert read_picture(tmp_path / "a.png", findings=findings).max() == 10
    assert not findings.sentences()


def test_a_colour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="background must be a colour"):
        PictureOptions(background="nowhere")
