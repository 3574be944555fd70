"""Originals go with the atlas into folders, by every road, and follow its rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import FolderError, ModelError
from latentwalk.folder.model_folder import InMemoryFolder
from tests.adoption.models import MLP
from tests.conftest import refused, run
from tests.encoding.pictures import noise, write_folder

if TYPE_CHECKING:
    from pathlib import Path

IMAGES = np.random.default_rng(0).integers(0, 256, (60, 12, 12), dtype=np.uint8)
FEW = ModelOptions(atlas=20)


def test_they_follow_the_sample() -> None:
    model = adopted(MLP(), data=IMAGES, originals=True, options=FEW)
    assert model.originals is not None
    assert model.atlas is not None
    assert len(model.originals) == 20
    np.testing.assert_array_equal(model.originals[:][..., 0], IMAGES[model.atlas.row])


def test_what_the_encoder_saw_is_kept() -> None:
    model = adopted(MLP(), data=IMAGES, originals=True)
    assert model.atlas is not None
    assert model.originals is not None
    np.testing.assert_allclose(model.encode(model.originals[:]).mean, model.atlas.mean, atol=1e-4)


def test_a_folder_keeps_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latentwalk.adopt(MLP(), tmp_path / "model", data=IMAGES, originals=True)
    read = latentwalk.open(tmp_path / "model").originals
    assert read is not None
    np.testing.assert_array_equal(read[:][..., 0], IMAGES)
    capsys.readouterr()
    run("info", tmp_path / "model", "--json")
    about = json.loads(capsys.readouterr().out)["originals"]
    assert about["count"] == 60
    assert about["bytes"] == (tmp_path / "model" / "originals.bin").stat().st_size
    run("info", tmp_path / "model")
    assert "60 as " in capsys.readouterr().out


def test_by_default_there_are_none() -> None:
    assert adopted(MLP(), data=IMAGES).originals is None


def test_new_data_drop_the_originals_of_those_before() -> None:
    before = adopted(MLP(), data=IMAGES, originals=True)
    assert adopted(before, data=IMAGES[:9]).originals is None
    assert adopted(before).originals is not None


def test_originals_need_data(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="originals= needs data="):
        latentwalk.adopt(MLP(), tmp_path / "model", originals=True)
    assert not (tmp_path / "model").exists()


def test_a_file_of_other_items_is_refused() -> None:
    model = adopted(MLP(), data=IMAGES, originals=True)
    fewer = adopted(MLP(), data=IMAGES[:9])
    files = {name: fewer.folder.content(name) for name in fewer.folder.manifest.files}
    files["originals.bin"] = model.folder.content("originals.bin")
    folder = InMemoryFolder.of(fewer.folder.path, fewer.folder.manifest, files)
    with pytest.raises(FolderError, match="60 items, the atlas 9"):
        folder.originals()


def test_encode_keeps_the_pictures_of_its_sample(trained: Path, tmp_path: Path) -> None:
    pixels = noise(40)
    write_folder(tmp_path / "pictures", pixels, ("0", "1"))
    run(
        *("encode", trained, tmp_path / "pictures", "-o", tmp_path / "latents.csv"),
        *("--atlas", tmp_path / "model", "--most", "15", "--originals"),
    )
    model = latentwalk.open(tmp_path / "model")
    assert model.originals is not None
    assert model.atlas is not None
    assert model.atlas.file is not None
    numbers = [int(name.rpartition("/")[2][:5]) for name in model.atlas.file]
    assert len(numbers) == 15
    np.testing.assert_array_equal(model.originals[:][..., 0], pixels[numbers])


def test_encode_needs_an_atlas_for_them(
    trained: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "--originals needs --atlas" in refused(capsys, "encode", trained, "x.png", "--originals")


def test_training_keeps_the_images_of_its_atlas(tmp_path: Path) -> None:
    model = latentwalk.train(
        data="digits", out=tmp_path / "model", epochs=1, atlas=30, originals=True
    )
    assert model.originals is not None
    assert model.atlas is not None
    np.testing.assert_allclose(model.encode(model.originals[:]).mean, model.atlas.mean, atol=1e-4)
