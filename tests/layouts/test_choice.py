"""The layout of an atlas, as the user chooses it, through the ways in which an atlas is made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.cli import main
from latentwalk.errors import DataError, ModelError
from tests.adoption.models import MLP

if TYPE_CHECKING:
    from pathlib import Path

N = 60
IMAGES = np.random.default_rng(0).integers(0, 256, (N, 12, 12), dtype=np.uint8)
PLACES = np.random.default_rng(1).normal(size=(N, 2)).astype(np.float32)


def test_coordinates_follow_the_sample() -> None:
    model = adopted(MLP(), data=IMAGES, options=ModelOptions(layout=PLACES, atlas=20))
    assert model.atlas is not None
    assert model.atlas.row is not None
    assert model.atlas.layout is not None
    np.testing.assert_array_equal(model.atlas.layout, PLACES[model.atlas.row])
    assert model.folder.manifest.provenance["layout"]["method"] == "given"


def test_a_folder_keeps_them(tmp_path: Path) -> None:
    latentwalk.adopt(MLP(), tmp_path / "model", data=IMAGES, layout=PLACES)
    atlas = latentwalk.open(tmp_path / "model").atlas
    assert atlas is not None
    np.testing.assert_array_equal(atlas.layout, PLACES)


def test_a_model_with_data_takes_them_later() -> None:
    model = adopted(adopted(MLP(), data=IMAGES), options=ModelOptions(layout=PLACES))
    assert model.atlas is not None
    np.testing.assert_array_equal(model.atlas.layout, PLACES)


def test_new_data_are_placed_in_the_layout() -> None:
    before = adopted(MLP(), data=IMAGES, options=ModelOptions(layout=PLACES))
    model = adopted(before, data=IMAGES[:20])
    assert model.atlas is not None
    np.testing.assert_allclose(model.atlas.layout, PLACES[:20], atol=1e-5)
    assert model.folder.manifest.provenance["layout"]["placed"] == 20


def test_none_leaves_the_layout_out() -> None:
    before = adopted(MLP(), data=IMAGES, options=ModelOptions(layout=PLACES))
    model = adopted(before, data=IMAGES, options=ModelOptions(layout="none"))
    assert model.atlas is not None
    assert model.atlas.layout is None
    assert "layout" not in model.folder.manifest.provenance


@pytest.mark.parametrize("n", [N - 1, N + 1])
def test_another_number_of_coordinates_is_refused(n: int) -> None:
    options = ModelOptions(layout=np.arange(2 * n).reshape(n, 2))
    with pytest.raises(DataError, match=f"has {n} coordinates, but the data has {N} items"):
        adopted(MLP(), data=IMAGES, options=options)


def test_coordinates_need_data() -> None:
    with pytest.raises(ModelError, match="layout= needs data="):
        adopted(MLP(), options=ModelOptions(layout=PLACES))


def test_encode_places_data_in_the_layout_that_the_model_has(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    model = latentwalk.adopt(MLP(), first, data=IMAGES, layout=PLACES)
    rows = tmp_path / "images"
    rows.mkdir()
    for i, image in enumerate(IMAGES[:9]):
        Image.fromarray(image).save(rows / f"{i}.png")
    out = ["--out", str(tmp_path / "table.csv")]
    main(["encode", str(first), str(rows), *out, "--atlas", str(second)])
    made, atlas = latentwalk.open(second).atlas, model.atlas
    assert made is not None
    assert atlas is not None
    np.testing.assert_allclose(made.layout, PLACES[:9], atol=1e-4)


def test_info_reports_the_layout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latentwalk.adopt(MLP(), tmp_path / "model", data=IMAGES, layout=PLACES)
    capsys.readouterr()
    main(["info", str(tmp_path / "model"), "--json"])
    layout = json.loads(capsys.readouterr().out)["layout"]
    assert layout["method"] == "given"
    assert 0 < layout["error"] < 3


def test_a_wrong_choice_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["adopt", "mnist", "-o", str(tmp_path / "model"), "--layout", "umab"])
    assert "umap, pacmap, tsne or none, or coordinates; got 'umab'" in capsys.readouterr().err
