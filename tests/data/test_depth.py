"""Pictures of more than 8 bits and of floats, against their definition: white is 255."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from latentwalk.data.findings import Findings
from latentwalk.data.picture_options import PictureOptions
from latentwalk.data.pictures import read_picture
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

RAMP = np.tile(np.linspace(0, 1, 52), (3, 1))
EXPECTED = np.tile(np.arange(0, 256, 5), (3, 1))


@pytest.mark.parametrize(
    ("white", "kind", "assumed"),
    [
        (1, "f4", ""),
        (255, "f4", "white is 255"),
        (65535, "f4", "white is 65535"),
        (1e6, "f4", "beyond the usual ranges"),
        (255, "i4", "white is 255"),
        (4095, "i4", "white is 4095"),
        (1e6, "i4", "beyond the usual ranges"),
        (255, "u2", "white is 255"),
        (4095, "u2", "white is 4095"),
        (65535, "u2", ""),
    ],
)
def test_a_ramp_is_read_from_black_to_white(
    tmp_path: Path, white: float, kind: str, assumed: str
) -> None:
    Image.fromarray((RAMP * white).astype(kind)).save(tmp_path / "a.tif")
    findings = Findings()
    pixels = read_picture(tmp_path / "a.tif", findings=findings)
    assert pixels.shape == (3, 52, 1)
    assert np.abs(pixels[..., 0].astype(int) - EXPECTED).max() <= 1  # whole numbers are rounded
    (sentence,) = findings.sentences() or [""]
    assert assumed in sentence
    assert bool(assumed) == bool(sentence)
    if assumed:
        assert "--white" in sentence


def test_the_value_of_white_can_be_given(tmp_path: Path) -> None:
    Image.fromarray(np.full((2, 2), 1000, np.uint16)).save(tmp_path / "a.tif")
    findings = Findings()
    pixels = read_picture(tmp_path / "a.tif", None, PictureOptions(white=2000), findings)
    assert np.unique(pixels).tolist() == [128]
    assert not findings.sentences()


def test_a_declared_value_of_white_is_used_without_a_remark(tmp_path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[281] = 1023
    Image.fromarray(np.full((2, 2), 1023, np.uint16)).save(tmp_path / "a.tif", tiffinfo=tags)
    findings = Findings()
    assert read_picture(tmp_path / "a.tif", findings=findings).min() == 255
    assert not findings.sentences()


def test_sixteen_bits_of_png_are_always_sixteen(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 4095]], np.uint16)).save(tmp_path / "a.png")
    findings = Findings()
    assert read_picture(tmp_path / "a.png", findings=findings).ravel().tolist() == [0, 16]
    assert "(--white 4095 if they are of 12 bits)" in findings.sentences()[0]


def test_nan_is_refused(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, np.nan]], np.float32)).save(tmp_path / "a.tif")
    with pytest.raises(DataError, match=r"a\.tif has NaN or infinity"):
        read_picture(tmp_path / "a.tif")


@pytest.mark.parametrize("ending", ["tif", "gif", "png"])
def test_of_several_frames_the_first_is_read_and_said_so(tmp_path: Path, ending: str) -> None:
    first, second = Image.new("L", (4, 4), 9), Image.new("L", (4, 4), 200)
    first.save(tmp_path / f"a.{ending}", save_all=True, append_images=[second])
    findings = Findings()
    assert read_picture(tmp_path / f"a.{ending}", findings=findings).max() == 9
    assert "several frames" in findings.sentences()[0]
