"""The gallery page on the server: its tiles, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from starlette.testclient import TestClient

import latentwalk
from latentwalk import gallery
from latentwalk.hosts.server.application import application
from latentwalk.hosts.server.tiles import tile_of

if TYPE_CHECKING:
    from pathlib import Path

HOME = "http://127.0.0.1:8765"


@pytest.mark.parametrize("name", gallery.names())
def test_a_tile_shows_a_preset_and_spans_the_data(name: str) -> None:
    model = latentwalk.open(name)
    tile = tile_of(model)
    assert tile is not None
    origin, right, up = (np.array(tile[key]) for key in ("origin", "right", "up"))
    x, y = tile["shown"]
    row = np.concatenate([origin + x * right + y * up, tile["given"]])
    assert any(np.allclose(row, one, atol=2e-3) for one in model.preset_rows.values())
    assert max(abs(x), abs(y)) <= 1
    assert right @ up == pytest.approx(0, abs=1e-2)
    assert model.atlas is not None
    assert tile["items"] == len(model.atlas)
    for side in (right, up):  # 94 of 100 items lie between its ends
        places = (model.atlas.mean - origin) @ side / (side @ side)
        assert (np.abs(places) <= 1).mean() == pytest.approx(0.94, abs=0.01)


def test_a_model_that_says_nothing_of_itself_has_none(trained: Path) -> None:
    assert tile_of(latentwalk.open(trained)) is None


def test_the_gallery_comes_first_and_the_explorer_beside_it() -> None:
    models = [latentwalk.open(name) for name in ("mnist", "mnist-2d")]
    with TestClient(application(models, gallery=True), base_url=HOME) as client:
        assert "Gallery" in client.get("/").text
        assert "Gallery" not in client.get("/index.html").text
        tiles = [entry["tile"] for entry in client.get("/models/index.json").json()]
        assert [tile["section"] for tile in tiles] == ["", "The same data, trained differently"]
        policy = client.get("/").headers["content-security-policy"]
        assert policy == client.get("/index.html").headers["content-security-policy"]


def test_a_page_of_chosen_models_has_no_gallery() -> None:
    with TestClient(application([latentwalk.open("mnist")]), base_url=HOME) as client:
        assert "Gallery" not in client.get("/").text
        assert "tile" not in client.get("/models/index.json").json()[0]
