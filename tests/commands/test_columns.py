"""Columns go from a table on the command line into the model folder, and `info` lists them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

import latentwalk
from latentwalk.data import load
from tests.conftest import refused, run

if TYPE_CHECKING:
    from pathlib import Path

N = 12


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Pictures of digits' size, in their order."""
    rng = np.random.default_rng(0)
    (tmp_path / "pictures").mkdir()
    for number in range(N):
        pixels = rng.integers(0, 256, (28, 28), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / "pictures" / f"{number:02}.png")
    return tmp_path / "pictures"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = [f"{number},{'ab'[number % 2]},2020-01-{number + 1:02}" for number in range(N)]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["place,site,day", *rows]) + "\n")
    return path


def test_adopt_writes_them_and_info_lists_them(
    pictures: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("adopt", "mnist", "--data", pictures, "--columns", table, "-o", tmp_path / "model")
    capsys.readouterr()
    run("info", tmp_path / "model", "--json")
    columns = {one["name"]: one for one in json.loads(capsys.readouterr().out)["columns"]}
    assert columns["place"] == {
        "name": "place", "type": "number", "missing": 0, "range": [0.0, 11.0],
    }  # fmt: skip
    assert columns["site"]["categories"] == 2
    assert columns["day"]["range"] == ["2020-01-01", "2020-01-12"]
    run("info", tmp_path / "model")
    assert "place, site, day" in capsys.readouterr().out


def test_a_model_without_columns_lists_none(capsys: pytest.CaptureFixture[str]) -> None:
    run("info", "mnist", "--json")
    assert "columns" not in json.loads(capsys.readouterr().out)


def test_encode_takes_the_rows_of_its_sample(pictures: Path, table: Path, tmp_path: Path) -> None:
    out = ["-o", tmp_path / "latents.csv", "--atlas", tmp_path / "model", "--most", 5]
    run("encode", "mnist", pictures, *out, "--columns", table)
    model = latentwalk.open(tmp_path / "model")
    assert model.columns is not None
    assert model.atlas is not None
    assert model.atlas.row is not None
    assert model.columns["place"].values.tolist() == model.atlas.row.tolist()
    assert len(model.atlas) == 5


def test_encode_refuses_columns_without_an_atlas(
    pictures: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["-o", tmp_path / "latents.csv"]
    error = refused(capsys, "encode", "mnist", pictures, *out, "--columns", table)
    assert "--columns needs --atlas" in error


def test_a_table_of_other_items_is_refused(
    pictures: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "00.png").unlink()
    out = ["-o", tmp_path / "model"]
    error = refused(capsys, "adopt", "mnist", "--data", pictures, "--columns", table, *out)
    assert "has 12 rows, but the data has 11 items" in error
    out += ["-o", tmp_path / "latents.csv", "--atlas", tmp_path / "model"]
    error = refused(capsys, "encode", "mnist", pictures, *out[2:], "--columns", table)
    assert "has 12 rows, but the data has 11 items" in error


def test_train_writes_them(tmp_path: Path) -> None:
    digits = load("digits")
    n = len(digits.train) + len(digits.held_out)
    (tmp_path / "table.csv").write_text("place\n" + "\n".join(map(str, range(n))) + "\n")
    model = latentwalk.train(
        data="digits", out=tmp_path / "model", epochs=1, accelerator="cpu", atlas=50,
        columns=tmp_path / "table.csv",
    )  # fmt: skip
    assert model.columns is not None
    assert model.atlas is not None
    assert model.columns["place"].values.tolist() == model.atlas.row.tolist()
