from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
from safetensors import safe_open

from latentwalk.errors import MissingError, OutputError
from latentwalk.latent.posterior import Posterior
from latentwalk.tables import check_table, write_posteriors

RNG = np.random.default_rng(0)
POSTERIOR = Posterior(
    RNG.normal(size=(3, 2)).astype(np.float32), RNG.normal(size=(3, 2)).astype(np.float32)
)
NAMES = ["a.png", "b,c.png", "ö.png"]


def test_csv(tmp_path: Path) -> None:
    write_posteriors(tmp_path / "a.csv", NAMES, POSTERIOR)
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["image"] for row in rows] == NAMES
    np.testing.assert_allclose(
        [float(row["mean_2"]) for row in rows], POSTERIOR.mean[:, 1], rtol=1e-5
    )
    assert list(rows[0]) == ["image", "mean_1", "mean_2", "logvar_1", "logvar_2"]


def test_npz(tmp_path: Path) -> None:
    write_posteriors(tmp_path / "a.npz", NAMES, POSTERIOR)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as file:
        assert file["image"].tolist() == NAMES
        np.testing.assert_array_equal(file["logvar"], POSTERIOR.logvar)


def test_safetensors(tmp_path: Path) -> None:
    write_posteriors(tmp_path / "a.safetensors", NAMES, POSTERIOR)
    with safe_open(tmp_path / "a.safetensors", framework="np") as file:
        np.testing.assert_array_equal(file.get_tensor("mean"), POSTERIOR.mean)
        assert file.metadata() == {"0": "a.png", "1": "b,c.png", "2": "ö.png"}


def test_parquet(tmp_path: Path) -> None:
    write_posteriors(tmp_path / "a.parquet", NAMES, POSTERIOR)
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert table["image"].to_pylist() == NAMES
    np.testing.assert_allclose(table["mean_1"].to_numpy(), POSTERIOR.mean[:, 0])


def test_another_ending_is_refused() -> None:
    with pytest.raises(OutputError, match=r"\.csv, \.npz"):
        check_table(Path("a.xlsx"))


def test_parquet_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingError, match=r"latentwalk\[parquet\]"):
        check_table(Path("a.parquet"))
