from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from latentwalk.data.folders import load_folder
from latentwalk.data.pictures import read_picture
from latentwalk.errors import DataError


def write(path: Path, mode: str = "L", size: tuple[int, int] = (6, 8), colour: object = 90) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size, colour).save(path)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("cat/1.png", "cat/2.PNG", "dog/deep/1.png", "3.png", "dog/4.bmp"):
        write(tmp_path / name)
    (tmp_path / "notes.txt").touch()
    return tmp_path


def test_a_class_is_a_subfolder_s_name(folder: Path) -> None:
    data = load_folder(folder)
    assert data.classes == ("cat", "dog")
    labels = np.concatenate([data.train.labels, data.held_out.labels])
    assert sorted(labels.tolist()) == [-1, 0, 0, 1, 1]
    assert data.spec.shape == (1, 8, 6)


def test_one_picture_with_colour_makes_all_rgb(folder: Path) -> None:
    write(folder / "cat" / "red.png", "RGB", colour=(255, 0, 0))
    data = load_folder(folder)
    assert data.spec.channels == 3
    everything = np.concatenate([data.train.pixels, data.held_out.pixels])
    assert [255, 0, 0] in everything[:, 0, 0].tolist()
    assert [90, 90, 90] in everything[:, 0, 0].tolist()


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no pictures"):
        load_folder(tmp_path)


def test_different_sizes_are_refused_or_scaled(folder: Path) -> None:
    write(folder / "cat" / "big.png", size=(20, 20))
    with pytest.raises(DataError, match="give --size"):
        load_folder(folder)
    assert load_folder(folder, size=12).spec.shape == (1, 12, 12)


def test_a_damaged_picture_is_named(folder: Path) -> None:
    (folder / "cat" / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    with pytest.raises(DataError, match="Cannot read .*1.png as a picture"):
        load_folder(folder)
    (folder / "dog" / "4.bmp").write_text("text")
    with pytest.raises(DataError, match="Cannot read .*4.bmp as a picture"):
        read_picture(folder / "dog" / "4.bmp")


def test_a_truncated_picture_is_refused(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png")
    content = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match="a.png"):
        read_picture(tmp_path / "a.png")


def test_a_picture_with_an_endless_comment_is_refused(tmp_path: Path) -> None:
    comment = PngImagePlugin.PngInfo()
    comment.add_text("long", "x" * 2_000_000, zip=True)
    Image.new("L", (4, 4)).save(tmp_path / "a.png", pnginfo=comment)
    with pytest.raises(DataError, match=r"a\.png"):
        read_picture(tmp_path / "a.png")


def test_a_phone_s_picture_is_turned_upright(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held upright
    Image.new("L", (6, 4)).save(tmp_path / "a.png", exif=turned)
    assert read_picture(tmp_path / "a.png").shape == (6, 4, 1)


def test_transparency_is_laid_on_black(tmp_path: Path) -> None:
    write(tmp_path / "a.png", "RGBA", colour=(200, 100, 50, 0))
    assert read_picture(tmp_path / "a.png").max() == 0
    write(tmp_path / "b.png", "LA", colour=(200, 255))
    assert (read_picture(tmp_path / "b.png") == 200).all()


def test_transparency_is_kept_where_it_is_wanted(tmp_path: Path) -> None:
    write(tmp_path / "a.png", "RGBA", colour=(200, 100, 50, 7))
    assert read_picture(tmp_path / "a.png", 4)[0, 0].tolist() == [200, 100, 50, 7]
    write(tmp_path / "b.png", "LA", colour=(200, 9))
    assert read_picture(tmp_path / "b.png", 2)[0, 0].tolist() == [200, 9]
    write(tmp_path / "c.png", "RGB", colour=(200, 100, 50))
    assert read_picture(tmp_path / "c.png", 4)[0, 0].tolist() == [200, 100, 50, 255]


@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bits_become_eight(tmp_path: Path, channels: int) -> None:
    Image.fromarray(np.array([[0, 32896, 65535]], np.uint16)).save(tmp_path / "a.png")
    pixels = read_picture(tmp_path / "a.png", channels)
    assert pixels.shape == (1, 3, channels)
    assert pixels[0, :, 0].tolist() == [0, 128, 255]


def test_the_channels_can_be_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "a.png", "RGB", colour=(255, 255, 255))
    assert read_picture(tmp_path / "a.png", 1).shape == (8, 6, 1)
    with pytest.raises(DataError, match="gone.png does not exist"):
        read_picture(tmp_path / "gone.png")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_a_folder_with_an_undecodable_name_is_a_class(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe"))
    write(folder / "a.png")
    write(folder / "b.png")
    assert load_folder(tmp_path).classes == ("\ufffd\ufffd",)


def test_pictures_of_another_kind_than_their_name_says_are_not_opened_by_programs(
    tmp_path: Path,
) -> None:
    """PostScript, which Pillow has Ghostscript run."""
    (tmp_path / "a.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n")
    with pytest.raises(DataError, match="Cannot read .*a.png as a picture"):
        read_picture(tmp_path / "a.png")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    write(tmp_path / "a.png", mode="1", size=(10_000, 5_001))
    with pytest.raises(DataError, match="10000 x 5001 pixels, more than 50,000,000"):
        read_picture(tmp_path / "a.png")


def test_pillow_s_remarks_are_not_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.tif")
    content = bytearray((tmp_path / "a.tif").read_bytes())
    at = content.index(b"\x02\x01\x03\x00\x01")  # BitsPerSample, of a type that it cannot have
    content[at + 2] = 2
    (tmp_path / "a.tif").write_bytes(content)
    with contextlib.suppress(DataError):
        read_picture(tmp_path / "a.tif")
    assert capfd.readouterr().err == ""
