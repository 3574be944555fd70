"""Training in the page: pictures in, a model folder out that Python opens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import latentwalk

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

ENDS = 60_000
"""Milliseconds in which a short run is over, even on a machine that does other things."""


def bars(folder: Path, count: int) -> Path:
    """A folder of pictures of bars, in two subfolders."""
    for row in range(count):
        pixels = np.full((16, 16), 20, np.uint8)
        kind, place = ("rows", "columns")[row % 2], row * 5 % 13
        if kind == "rows":
            pixels[place : place + 3] = 230
        else:
            pixels[:, place : place + 3] = 230
        (folder / kind).mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / kind / f"{row:03}.png")
    return folder


def trained(page: Page, field: str, data: Path, read: str, epochs: int) -> latentwalk.Model:
    """Train a model on data that the page says it has read, save it, and open it in Python."""
    page.get_by_label("Model", exact=True).select_option("Train on your own data …")
    page.get_by_label(field).set_input_files(data)
    expect(page.get_by_text(read)).to_be_visible()
    page.get_by_label("Epochs").select_option(str(epochs))
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text(f"{data.stem} is trained.")).to_be_visible(timeout=ENDS)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Model", exact=True).click()
    file = data.with_suffix(".zip")
    saved.value.save_as(file)
    return latentwalk.open(file)


def test_pictures_are_trained_on_and_the_saved_model_opens_in_python(
    blank: Page, address: str, tmp_path: Path
) -> None:
    folder = bars(tmp_path / "bars", 60)
    blank.goto(address)
    read = "60 pictures of 16 x 16, grey, 2 classes"
    model = trained(blank, "A folder of pictures", folder, read, epochs=100)
    assert (model.name, model.latent_dim, model.classes) == ("bars", 2, ("columns", "rows"))
    assert model.atlas is not None
    values = model.decode(model.atlas.mean)
    files = [np.asarray(Image.open(tmp_path / name)) for name in model.atlas.file or ()]
    wanted = np.stack(files)[:, None] / 127.5 - 1
    error = np.square(values - wanted).sum((1, 2, 3))
    # the page and onnxruntime decode alike, and the order of the items is that of their files
    assert model.atlas.error == pytest.approx(error, rel=1e-3, abs=1e-3)
    assert error.mean() < 0.5 * np.square(wanted - wanted.mean(0)).sum((1, 2, 3)).mean()

    blank.reload()
    expect(blank.get_by_label("Model", exact=True)).to_have_value(re.compile("^trained .*: bars$"))


def test_curves_of_a_csv_are_trained_on_and_the_saved_model_opens_in_python(
    blank: Page, address: str, tmp_path: Path
) -> None:
    draw = np.random.default_rng(0)
    turns = np.linspace(0, 1, 40) + draw.random((60, 1))
    curves = np.float32(5 + 2 * np.sin(2 * np.pi * turns) + 0.05 * draw.normal(size=(60, 40)))
    rows = [f"{'ab'[row % 2]},{','.join(map(str, curve))}" for row, curve in enumerate(curves)]
    (tmp_path / "waves.csv").write_text("\n".join(rows))
    blank.goto(address)
    read = "60 curves of 40 values, 2 classes"
    file = tmp_path / "waves.csv"
    model = trained(blank, "Files of pictures or curves", file, read, epochs=200)
    assert (model.output.kind, model.output.shape) == ("curve", (1, 40))
    assert model.classes == ("a", "b")
    assert model.atlas is not None
    assert model.atlas.row is not None
    wanted = curves[model.atlas.row][:, None]
    error = np.square(model.decode(model.atlas.mean) - wanted).sum((1, 2))
    assert model.atlas.error == pytest.approx(error, rel=1e-3, abs=1e-3)
    assert error.mean() < 0.5 * np.square(wanted - wanted.mean(0)).sum((1, 2)).mean()
