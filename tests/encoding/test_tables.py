from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet
import pytest
from safetensors import safe_open

from latentwalk.encoding.tables import Rows, check_table, write_posteriors, write_shards
from latentwalk.errors import MissingError, OutputError
from latentwalk.latent.posterior import Posterior

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def test_labels_go_with_the_names(tmp_path: Path) -> None:
    for ending in ("csv", "npz", "parquet", "safetensors"):
        write_posteriors(tmp_path / f"a.{ending}", NAMES, POSTERIOR, [3, None, 8])
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        assert [row["label"] for row in csv.DictReader(file)] == ["3", "", "8"]
    assert np.load(tmp_path / "a.npz")["label"].tolist() == [3, -1, 8]
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet")["label"].to_pylist() == [3, None, 8]
    with safe_open(tmp_path / "a.safetensors", framework="np") as opened:
        metadata = opened.metadata()
    assert [metadata.get(f"label {row}") for row in range(3)] == ["3", None, "8"]


def test_a_shard_is_written_before_the_next_is_requested(tmp_path: Path) -> None:
    def parts() -> Iterator[Rows]:
        yield Rows(NAMES, POSTERIOR, None)
        (beside,) = tmp_path.iterdir()
        assert beside.name.startswith(".out.latentwalk-")
        assert [path.name for path in beside.iterdir()] == ["part-00000.parquet"]
        yield Rows(NAMES[:0], Posterior(POSTERIOR.mean[:0], POSTERIOR.logvar[:0]), None)

    write_shards(tmp_path / "out", parts())
    tables = [pyarrow.parquet.read_table(p) for p in sorted((tmp_path / "out").iterdir())]
    assert [len(table) for table in tables] == [3, 0]
    assert tables[0].column_names == tables[1].column_names


def test_another_ending_is_refused() -> None:
    with pytest.raises(OutputError, match=r"\.csv or \.npz"):
        check_table(Path("a.xlsx"))


def test_parquet_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingError, match=r"latentwalk\[parquet\]"):
        check_table(Path("a.parquet"))
