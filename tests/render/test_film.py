from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from latentwalk.errors import MissingError, OutputError, SettingsError
from latentwalk.outputs.checkerboard import checkerboard
from latentwalk.render.film import check_film, write_film

if TYPE_CHECKING:
    from pathlib import Path

PIXELS = np.random.default_rng(0).integers(0, 256, (6, 8, 9, 1), dtype=np.uint8)


def test_a_gif_keeps_every_grey_and_its_time(tmp_path: Path) -> None:
    write_film(tmp_path / "a.gif", PIXELS, fps=30, scale=2)
    with Image.open(tmp_path / "a.gif") as film:
        frames = list(ImageSequence.Iterator(film))
        assert len(frames) == 6
        assert film.info["loop"] == 0
        durations = []
        for index in range(6):
            film.seek(index)
            durations.append(film.info["duration"])
            shown = np.asarray(film.convert("L"))
            np.testing.assert_array_equal(shown[::2, ::2], PIXELS[index, ..., 0])
    assert sum(durations) == 200


def test_an_mp4_plays(tmp_path: Path) -> None:
    smooth = np.tile(np.linspace(0, 255, 9, dtype=np.uint8)[None, None, :, None], (6, 9, 1, 1))
    write_film(tmp_path / "a.mp4", smooth, fps=24, scale=3)
    with av.open(str(tmp_path / "a.mp4")) as film:
        stream = film.streams.video[0]
        assert stream.average_rate == 24
        frames = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
    assert len(frames) == 6
    assert frames[0].shape == (28, 28)
    gap = frames[3][1:27:3, 1:27:3].astype(int) - smooth[3, ..., 0]
    assert np.abs(gap).mean() < 12


def test_a_strip_holds_the_frames_in_a_row(tmp_path: Path) -> None:
    write_film(tmp_path / "a.png", PIXELS, fps=25)
    with Image.open(tmp_path / "a.png") as strip:
        array = np.asarray(strip)
    assert array.shape == (8, 54)
    np.testing.assert_array_equal(array[:, 9:18], PIXELS[1, ..., 0])


def test_colour_films(tmp_path: Path) -> None:
    red = np.zeros((3, 4, 4, 3), np.uint8)
    red[..., 0] = 250
    write_film(tmp_path / "a.gif", red, fps=10)
    with Image.open(tmp_path / "a.gif") as film:
        pixel = film.convert("RGB").getpixel((1, 1))
    assert pixel == (250, 0, 0)


@pytest.mark.parametrize("name", ["walk.avi", "walk"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="must end in"):
        check_film(tmp_path / name, 25)


@pytest.mark.parametrize("fps", [0, -1, 51, float("nan")])
def test_a_speed_that_no_gif_has_is_refused(tmp_path: Path, fps: float) -> None:
    with pytest.raises(SettingsError, match="frames per second"):
        check_film(tmp_path / "a.gif", fps)


def test_an_mp4_without_pyav(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "av", None)
    with pytest.raises(MissingError, match=r"latentwalk\[video\]"):
        check_film(tmp_path / "a.mp4", 25)


def test_a_gif_shows_a_checkerboard_in_place_of_alpha(tmp_path: Path) -> None:
    pixels = np.zeros((2, 16, 16, 4), np.uint8)
    pixels[:, 8:] = 255
    write_film(tmp_path / "a.gif", pixels, fps=10)
    with Image.open(tmp_path / "a.gif") as film:
        shown = np.asarray(film.convert("L"))
    np.testing.assert_allclose(shown[:8], checkerboard(16, 16)[:8], atol=2)
    assert (shown[8:] == 255).all()


def test_a_strip_keeps_alpha(tmp_path: Path) -> None:
    write_film(tmp_path / "a.png", np.zeros((2, 4, 4, 4), np.uint8), fps=10)
    with Image.open(tmp_path / "a.png") as strip:
        assert (strip.mode, strip.size) == ("RGBA", (8, 4))
