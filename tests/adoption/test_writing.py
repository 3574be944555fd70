"""Foreign models are written as model folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

import latentwalk
from latentwalk.adoption.writing import adopt
from latentwalk.errors import ModelError, OutputError
from tests.adoption.models import MLP, Colour, Unexportable

if TYPE_CHECKING:
    from pathlib import Path

Z = np.random.default_rng(0).standard_normal((3, 5), dtype=np.float32)


def test_adopting_writes_a_folder_that_opens(tmp_path: Path, mlp: MLP) -> None:
    images = np.random.default_rng(0).random((30, 12, 12), dtype=np.float32)
    adopt(mlp, tmp_path / "mine", data=images, labels=[0, 1, 2] * 10)
    model = latentwalk.open(tmp_path / "mine")
    assert model.name == "mine"
    assert set(model.presets) == {"0", "1", "2"}
    np.testing.assert_allclose(
        model.decode(Z), mlp.decode(torch.from_numpy(Z)).detach().view(-1, 1, 12, 12), atol=1e-5
    )
    assert model.folder.manifest.provenance["adopted"]["from"] == "MLP"


def test_a_model_that_cannot_be_exported_writes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be exported"):
        adopt(Unexportable(), tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


def test_a_folder_with_other_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "decoder.onnx").write_bytes(b"mine")
    with pytest.raises(OutputError, match="has other files and is not a model folder"):
        adopt(MLP(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["decoder.onnx"]
    assert (tmp_path / "decoder.onnx").read_bytes() == b"mine"


def test_files_of_the_previous_model_are_removed(tmp_path: Path) -> None:
    images = np.zeros((4, 12, 12), np.float32)
    adopt(MLP(), tmp_path / "m", data=images)
    adopt(Colour(), tmp_path / "m")
    names = {path.name for path in (tmp_path / "m").iterdir()}
    assert names == {"latentwalk.json", "decoder.onnx"}
