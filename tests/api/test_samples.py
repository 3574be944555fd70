"""`explore` and `export` with models of curves, values and points."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import numpy as np

import latentwalk
from tests.adoption.samples import GENES, ConvCurves, Genes, Poses

if TYPE_CHECKING:
    from pathlib import Path


def test_a_page_is_served() -> None:
    page = latentwalk.explore(
        lambda z: np.sin(z @ np.ones((2, 9), np.float32)),
        latent_dim=2,
        x=np.arange(9) / 10,
        x_label="time (s)",
        browser=False,
        port=9370,
    )
    try:
        with urllib.request.urlopen(f"{page.address}models/0/latentwalk.json", timeout=5) as answer:
            manifest = json.load(answer)
    finally:
        page.stop()
    assert manifest["output"]["x"] == [at / 10 for at in range(9)]
    assert manifest["output"]["x_label"] == "time (s)"
    assert manifest["live"] == ["decoder"]


def test_a_page_is_written(tmp_path: Path) -> None:
    models = [ConvCurves(), Genes(), Poses()]
    folder = latentwalk.export(models[0], tmp_path / "page.html", rate=100)
    assert folder.stat().st_size > 10_000
    latentwalk.export(models[1], tmp_path / "genes.html", names=GENES)
    latentwalk.export(models[2], tmp_path / "poses.html", edges=[(0, 1)])


def test_a_folder_is_opened_again(tmp_path: Path) -> None:
    for module in (ConvCurves(3), Poses(axes=3)):
        made = latentwalk.adopt(module, tmp_path / type(module).__name__)
        again = latentwalk.open(tmp_path / type(module).__name__)
        assert again.output == made.output
        z = np.zeros((1, again.latent_dim))
        np.testing.assert_array_equal(again.decode(z), made.decode(z))
