"""Commands with models of curves and named values."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from tests.adoption.samples import GENES, ConvCurves, Genes, codes
from tests.conftest import refused, run

if TYPE_CHECKING:
    from pathlib import Path

RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def curves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder of curves with a data file, curves.npy, beside it."""
    folder = tmp_path_factory.mktemp("samples")
    data = RNG.standard_normal((40, 1, 32), dtype=np.float32)
    np.save(folder / "curves.npy", data)
    latentwalk.adopt(ConvCurves(), folder / "curves", data=data, rate=100)
    return folder / "curves"


@pytest.fixture(scope="module")
def genes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Genes]:
    module, folder = Genes(), tmp_path_factory.mktemp("samples") / "genes"
    latentwalk.adopt(module, folder, names=GENES)
    return folder, module


def test_a_folder_has_format_2(curves: Path) -> None:
    manifest = json.loads((curves / "latentwalk.json").read_text())
    assert manifest["format"] == 2
    assert manifest["output"]["kind"] == "curve"
    assert latentwalk.open(curves).decode(np.zeros((2, 3))).shape == (2, 1, 32)


def test_encode_writes_a_table_and_an_atlas(curves: Path, tmp_path: Path) -> None:
    data = curves.parent / "curves.npy"
    atlas = tmp_path / "with-atlas"
    run("encode", curves, data, "-o", tmp_path / "t.csv", "--atlas", atlas, "--most", 10)
    with (tmp_path / "t.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["image"] for row in rows] == [f"{data}#{at}" for at in range(40)]
    model = latentwalk.open(atlas)
    assert model.atlas is not None
    assert len(model.atlas) == 10
    assert model.atlas.row is not None
    for at, mean in zip(model.atlas.row, model.atlas.mean, strict=True):
        given = [float(rows[at][f"mean_{dim}"]) for dim in (1, 2, 3)]
        np.testing.assert_allclose(given, mean, atol=1e-5)
    decoded = model.decode(model.atlas.mean) - np.load(data)[model.atlas.row]
    np.testing.assert_allclose(model.atlas.error, np.square(decoded).sum((1, 2)), rtol=1e-4)


def test_encode_finds_columns_by_their_names(genes: tuple[Path, Genes], tmp_path: Path) -> None:
    folder, module = genes
    counts = RNG.poisson(2.0, (6, 50)).astype(np.float32)
    names = [*GENES[::-1], "class"]
    with (tmp_path / "d.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([*row[::-1], "ab"[at % 2]] for at, row in enumerate(counts))
    run("encode", folder, tmp_path / "d.csv", "-o", tmp_path / "t.npz")
    with np.load(tmp_path / "t.npz") as table:
        np.testing.assert_allclose(table["mean"], codes(module, counts), atol=1e-4)
        assert table["label"].tolist() == ["a", "b"] * 3


def test_decoded_samples_are_encoded_again(curves: Path, tmp_path: Path) -> None:
    run("sample", curves, "-n", 3, "-o", tmp_path / "s.csv")
    run("encode", curves, tmp_path / "s.csv", "-o", tmp_path / "t.csv")
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 4


def test_what_is_for_images_is_refused(
    curves: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = curves.parent / "curves.npy", ("-o", tmp_path / "t.csv")
    assert "say what they are with --output curve" in refused(
        capsys, "train", "--data", data, "--out", tmp_path / "m"
    )
    assert "are for models of images" in refused(capsys, "encode", curves, data, "--ray", *out)
    assert "are for models of images" in refused(capsys, "encode", curves, data, "--invert", *out)
    assert "files that end in .csv" in refused(capsys, "encode", curves, "a.png", *out)


def test_rows_that_do_not_fit_are_refused(
    curves: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ("-o", tmp_path / "t.csv")
    bad = np.load(curves.parent / "curves.npy")
    bad[7, 0, 3] = np.nan
    np.save(tmp_path / "bad.npy", bad)
    assert "(row 7, counted from 0)" in refused(
        capsys, "encode", curves, tmp_path / "bad.npy", *out
    )
    np.save(tmp_path / "long.npy", np.zeros((3, 33)))
    assert "takes curves of 32" in refused(capsys, "encode", curves, tmp_path / "long.npy", *out)
    assert "does not exist" in refused(capsys, "encode", curves, "nowhere.csv", *out)
    assert not (tmp_path / "t.csv").exists()
