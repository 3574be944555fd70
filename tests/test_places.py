"""Commands with spaces and any script in paths, and with a read-only home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from latentwalk.folder.manifest import MANIFEST

pytestmark = pytest.mark.slow

PLACE = "Mein Ordner - 潜在 空间, d'été"
UNWRITABLE = "/proc/self/no-home"
"""Not even root makes a folder there."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places") / PLACE
    folder.mkdir()
    return folder


def run(place: Path, *arguments: str) -> str:
    """What a command prints that is run there."""
    home = UNWRITABLE if Path("/proc/self").is_dir() else str(place / "nowhere" / "home")
    environment = os.environ | {"HOME": home, "USERPROFILE": home, "PYTHONUTF8": "1"}
    for name in ("LATENTWALK_DATA", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "latentwalk", *arguments],
        cwd=place, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def test_a_picture_of_samples(place: Path) -> None:
    run(place, "sample", "mnist", "-n", "4", "-o", "vier Bilder ü.png")
    with Image.open(place / "vier Bilder ü.png") as picture:
        assert min(picture.size) >= 28


def test_a_walk(place: Path) -> None:
    run(place, "walk", "mnist-2d", "--through", "0,1", "-o", "Spaziergang ß.gif")
    with Image.open(place / "Spaziergang ß.gif") as film:
        assert getattr(film, "n_frames", 1) > 1


def test_a_page_of_one_file_and_a_folder(place: Path) -> None:
    run(place, "export", "mnist-2d", "-o", "eine Seite é.html", "--title", "潜在空间")
    assert "潜在空间" in (place / "eine Seite é.html").read_text(encoding="utf-8")
    run(place, "export", "mnist-2d", "-o", "ein Ordner")
    assert (place / "ein Ordner" / "index.html").is_file()


def test_a_table_of_pictures(place: Path) -> None:
    pictures = place / "Bilder - 图"
    pictures.mkdir()
    for name in ("eins ä.png", "数字.png"):
        Image.fromarray(np.zeros((28, 28), np.uint8)).save(pictures / name)
    run(place, "encode", "mnist", "Bilder - 图", "-o", "Tabelle ö.csv")
    table = (place / "Tabelle ö.csv").read_text(encoding="utf-8")
    assert "eins ä.png" in table
    assert "数字.png" in table


def test_a_model_that_is_trained_there(place: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    run(place, "train", "--data", "digits", "--epochs", "1", "-o", "mein Modell - 模型")
    assert (place / "mein Modell - 模型" / MANIFEST).is_file()
    assert "mein Modell" in run(place, "info", "mein Modell - 模型")
