"""Latent points in every form of file that `encode` and NumPy write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas
import pytest
from safetensors.numpy import save_file

from latentwalk.commands.point_files import read_points
from latentwalk.encoding.tables import FORMATS, Rows, write_posteriors, write_shards
from latentwalk.errors import LatentError
from latentwalk.latent.posterior import Posterior

if TYPE_CHECKING:
    from pathlib import Path

D = 11
"""More than nine dimensions: mean_10 comes before mean_2 in alphabetical order."""
POINTS = np.random.default_rng(0).standard_normal((4, D)).astype(np.float32)
POSTERIOR = Posterior(POINTS, POINTS - 9)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("labels", [None, [1, 2, 3, 4], ["a", "b", None, "d"]])
def test_a_table_of_encode(tmp_path: Path, ending: str, labels: list[int] | None) -> None:
    path = tmp_path / f"a{ending}"
    write_posteriors(path, ["1.png", "a, b.png", 'c".png', "new\nline.png"], POSTERIOR, labels)
    np.testing.assert_allclose(read_points(path, D), POINTS, rtol=1e-4)


def test_a_folder_of_shards(tmp_path: Path) -> None:
    parts = [Posterior(POSTERIOR.mean[rows], POSTERIOR.logvar[rows]) for rows in ([0, 1], [2, 3])]
    write_shards(tmp_path / "a", (Rows(["x", "y"], part, None) for part in parts))
    np.testing.assert_array_equal(read_points(tmp_path / "a", D), POINTS)


@pytest.mark.parametrize("options", [{}, {"delimiter": ","}, {"delimiter": "\t"}, {"header": "z"}])
def test_savetxt(tmp_path: Path, options: dict[str, str]) -> None:
    np.savetxt(tmp_path / "a.txt", POINTS, **options)
    np.testing.assert_allclose(read_points(tmp_path / "a.txt", D), POINTS, rtol=1e-6)


@pytest.mark.parametrize("index", [False, True])
@pytest.mark.parametrize(
    "names", [[f"z{i}" for i in range(D)], list("abcdefghijk"), list(map(str, range(D)))]
)
def test_a_table_with_a_header(tmp_path: Path, index: bool, names: list[str]) -> None:
    table = pandas.DataFrame(POINTS, columns=names)
    table.to_csv(tmp_path / "a.csv", index=index)
    np.testing.assert_allclose(read_points(tmp_path / "a.csv", D), POINTS, rtol=1e-6)
    table.to_parquet(tmp_path / "a.parquet", index=index)
    np.testing.assert_array_equal(read_points(tmp_path / "a.parquet", D), POINTS)


def test_whole_numbers_are_no_header_of_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("0,1,2\n3,1,2\n")
    np.testing.assert_array_equal(read_points(tmp_path / "a.csv", 3), [[0, 1, 2], [3, 1, 2]])


def test_numpy_and_safetensors(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", POINTS)
    np.save(tmp_path / "one.npy", POINTS[0])
    np.savez(tmp_path / "a.npz", anything=POINTS, other=np.zeros(3))
    save_file({"z": POINTS}, tmp_path / "a.safetensors")
    for name in ("a.npy", "a.npz", "a.safetensors"):
        np.testing.assert_array_equal(read_points(tmp_path / name, D), POINTS)
    np.testing.assert_array_equal(read_points(tmp_path / "one.npy", D), POINTS[:1])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "1,2\n3,4\n", "row 1 has 2 numbers"),
        ("a.csv", "1,2,3\n3,x,5\n", "row 2 has 'x', which is not a number"),
        ("a.csv", "a,b,c\n1,2,3\n1,2\n", "row 2 has 2 cells, but the header has 3"),
        ("a.csv", "mean_1,mean_2\n1,2\n", "has 2 dimensions .*, but the model has 3"),
        ("a.csv", "mean_1,mean_2,logvar_1\n1,2,3\n", "has 2 dimensions .*, but the model has 3"),
        ("a.csv", "a,b\n", "has 0 columns of numbers"),
        ("a.csv", "# nothing\n", "has no latent points"),
        ("a.npz", "text", "not a zip file"),
        ("a.npy", "", "is empty"),
        ("a.npy", "text", "Cannot read latent points"),
        ("a.safetensors", "text", "Cannot read latent points"),
        ("a.parquet", "text", "Cannot read latent points"),
        ("a.txt", "\x00\xff", "Cannot read latent points"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content, encoding="latin-1")
    with pytest.raises(LatentError, match=reason):
        read_points(tmp_path / name, 3)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LatentError, match="has no Parquet files"):
        read_points(tmp_path, 3)
