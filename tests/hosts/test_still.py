"""The picture of a widget where no scripts run."""

from __future__ import annotations

import io
from base64 import b64decode
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

import latentwalk
from latentwalk.hosts.widget import Widget
from latentwalk.hosts.widget import still as module
from latentwalk.hosts.widget.still import still
from latentwalk.latent.plane import prior_quantiles

if TYPE_CHECKING:
    import pytest


def _opened(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


def test_it_shows_the_image_and_rows_along_the_dimensions() -> None:
    model = latentwalk.open("mnist")
    z = model.preset("7")
    pixels = _opened(still(model, z))
    assert pixels.shape[0] == module.SIDE
    large = pixels[:, : module.SIDE].astype(int)
    centres = (np.arange(28) + 0.5) * module.SIDE / 28
    at = np.ix_(centres.astype(int), centres.astype(int))
    assert np.abs(large[at] - model.pixels(z)[..., 0]).max() == 0
    # the first row's last image has the highest quantile in the first dimension
    end = z.copy()
    end[0] = prior_quantiles(module.FRAMES)[-1]
    rows = pixels[:, module.SIDE + module.GAP :].astype(int)
    last = rows[: rows.shape[0] // model.latent_dim, -rows.shape[1] // module.FRAMES :]
    small = np.asarray(Image.fromarray(model.pixels(end)[..., 0]).resize(last.shape[::-1]))
    assert np.corrcoef(last.ravel(), small.ravel())[0, 1] > 0.9


def test_rows_that_would_take_long_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    assert _opened(still(latentwalk.open("mnist"), np.zeros(6, np.float32))).shape == (288, 288)


def test_a_notebook_gets_it_beside_the_widget() -> None:
    widget = Widget(latentwalk.open("mnist-2d"))
    data, _ = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert _opened(b64decode(data["image/png"])).shape[0] == module.SIDE


def test_a_model_that_does_not_decode_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = Widget(latentwalk.open("mnist-2d"))

    def fail(*_: object) -> None:
        raise RuntimeError("It is broken.")

    monkeypatch.setattr(latentwalk.Model, "decode_rows", fail)
    data, _ = widget._repr_mimebundle_()
    assert "image/png" not in data
    assert "application/vnd.jupyter.widget-view+json" in data
