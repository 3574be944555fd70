"""What is known about the data goes with it into the atlas."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import DataError, ModelError
from latentwalk.folder.model_folder import InMemoryFolder
from tests.adoption.models import MLP

if TYPE_CHECKING:
    from pathlib import Path

N = 60
IMAGES = np.random.default_rng(0).integers(0, 256, (N, 12, 12), dtype=np.uint8)
TABLE = {"place": np.arange(N), "half": ["low"] * (N // 2) + ["high"] * (N // 2)}
FEW = ModelOptions(atlas=20)


def test_the_rows_of_a_table_follow_the_sample() -> None:
    model = adopted(MLP(), data=IMAGES, columns=TABLE, options=FEW)
    assert model.atlas is not None
    assert model.columns is not None
    assert model.columns["place"].values.tolist() == model.atlas.row.tolist()
    assert len(model.atlas) == 20


def test_a_folder_keeps_them(tmp_path: Path) -> None:
    latentwalk.adopt(MLP(), tmp_path / "model", data=IMAGES, columns=pd.DataFrame(TABLE))
    found = latentwalk.open(tmp_path / "model").columns
    assert found is not None
    assert found["half"].objects() == TABLE["half"]


def test_new_data_drop_the_columns_of_those_before(tmp_path: Path) -> None:
    before = adopted(MLP(), data=IMAGES, columns=TABLE)
    assert adopted(before, data=IMAGES[:9]).columns is None


def test_a_start_whose_preset_goes_with_the_data_before_goes_too() -> None:
    before = adopted(MLP(), data=IMAGES, labels=["a"] * N)
    manifest = replace(before.folder.manifest, start="a")
    files = {name: before.folder.content(name) for name in manifest.files}
    model = before.within(InMemoryFolder.of(before.folder.path, manifest, files))
    assert adopted(model, data=IMAGES).folder.manifest.start is None
    again = adopted(model, data=IMAGES, labels=["a"] * N)
    assert again.folder.manifest.start == "a"


def test_a_model_with_data_takes_columns_later() -> None:
    model = adopted(adopted(MLP(), data=IMAGES, options=FEW), columns=TABLE)
    assert model.columns is not None
    assert model.atlas is not None
    assert model.columns["place"].values.tolist() == model.atlas.row.tolist()


def test_a_loader_in_order_takes_columns() -> None:
    loader: Any = DataLoader(torch.from_numpy(IMAGES), batch_size=8)
    model = adopted(MLP(), data=loader, columns=TABLE)
    assert model.columns is not None
    assert len(model.columns["place"]) == N


def test_a_loader_that_shuffles_takes_none() -> None:
    loader: Any = DataLoader(torch.from_numpy(IMAGES), batch_size=8, shuffle=True)
    with pytest.raises(DataError, match="The loader shuffles"):
        adopted(MLP(), data=loader, columns=TABLE)


def test_a_table_of_other_items_is_refused() -> None:
    with pytest.raises(DataError, match="has 60 rows, but the data has 59 items"):
        adopted(MLP(), data=IMAGES[:-1], columns=TABLE)


def test_columns_need_data() -> None:
    with pytest.raises(ModelError, match="columns= needs data="):
        adopted(MLP(), columns=TABLE)


def test_an_annotated_matrix_brings_its_own() -> None:
    flat = IMAGES.reshape(N, -1) / 255
    obs = pd.DataFrame({"cluster": list("ab") * (N // 2), "reads": range(N), "same": [1] * N})
    data = SimpleNamespace(
        X=flat, obs=obs, var_names=[f"g{at}" for at in range(144)], shape=flat.shape
    )
    model = adopted(MLP(), data=data, options=ModelOptions(output="values"))
    assert model.columns is not None
    assert model.columns.names == ("cluster", "reads")


class Value:
    """A type of a column, as Hugging Face's datasets have it."""

    dtype = "string"


class HuggingFace:
    """A table of images, as Hugging Face's datasets are."""

    def __init__(self) -> None:
        self.columns = {"image": list(IMAGES), "label": [0] * N, "camera": list("xyz") * (N // 3)}
        self.column_names = list(self.columns)
        self.features = {"image": object(), "label": object(), "camera": Value()}

    def __len__(self) -> int:
        return N

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self.columns[key]
        return {name: column[key] for name, column in self.columns.items()}


def test_a_table_of_hugging_face_brings_its_own() -> None:
    model = adopted(MLP(), data=HuggingFace())
    assert model.columns is not None
    assert {one.name: one.categories for one in model.columns} == {"camera": ("x", "y", "z")}


def test_a_folder_of_pictures_brings_their_sizes(tmp_path: Path) -> None:
    for number in range(4):
        Image.fromarray(IMAGES[number]).resize((12 + number, 12)).save(tmp_path / f"{number}.png")
    model = adopted(MLP(), data=tmp_path, options=ModelOptions(image=(1, 12, 12)))
    assert model.columns is not None
    assert model.columns["width"].values.tolist() == [12, 13, 14, 15]
    assert "height" not in model.columns.names, "it is the same for all"


def test_a_given_column_replaces_that_of_the_data() -> None:
    model = adopted(MLP(), data=HuggingFace(), columns={"camera": np.arange(N)})
    assert model.columns is not None
    assert model.columns["camera"].kind == "number"
