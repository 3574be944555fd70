"""`latentwalk encode` on folders and Parquet files, as a whole command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from PIL import Image

import latentwalk
from latentwalk.cli import main
from latentwalk.data import chunks as room
from latentwalk.encoding.sample import cutoff, keys
from tests.encoding.pictures import noise, png, write_folder, write_table

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 700


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CHUNK", 300)


@pytest.fixture(scope="module")
def model(trained: Path) -> str:
    return str(trained)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    images = [{"bytes": png(image), "path": None} for image in noise(COUNT)]
    path = tmp_path / "data" / "a.parquet"
    write_table(path, images, label=[row % 10 for row in range(COUNT)])
    return path.parent


def encode(*arguments: object) -> None:
    main(["encode", *map(str, arguments)])


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    with pytest.raises(SystemExit) as left:
        encode(*arguments)
    assert left.value.code == 2
    return capsys.readouterr().err


def shards(folder: Path) -> list[pyarrow.Table]:
    return [pyarrow.parquet.read_table(path) for path in sorted(folder.iterdir())]


def means(table: pyarrow.Table) -> np.ndarray:
    return np.stack([table[f"mean_{dim}"].to_numpy() for dim in range(1, 7)], axis=1)


def test_a_table_becomes_shards(
    model: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    encode(model, table, "-o", tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        f"part-0000{number}.parquet" for number in range(3)
    ]
    assert [len(shard) for shard in shards(tmp_path / "out")] == [300, 300, 100]
    whole = pyarrow.concat_tables(shards(tmp_path / "out"))
    assert whole.column_names[:3] == ["image", "label", "mean_1"]
    assert whole.schema.field("label").type == pyarrow.int64()
    assert whole.schema.field("mean_1").type == pyarrow.float32()
    assert whole["label"].to_pylist() == [row % 10 for row in range(COUNT)]
    expected = latentwalk.open(model).encode(noise(COUNT)).mean
    np.testing.assert_allclose(means(whole), expected, atol=1e-5)
    assert "700 images in" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "out"]


def test_a_folder_becomes_one_table_or_shards_alike(model: str, tmp_path: Path) -> None:
    write_folder(tmp_path / "all", noise(40), ("cat", "dog"))
    encode(model, tmp_path / "all", "-o", tmp_path / "shards")
    encode(model, tmp_path / "all", "-o", tmp_path / "one.parquet")
    (shard,), one = shards(tmp_path / "shards"), tmp_path / "one.parquet"
    assert shard.equals(pyarrow.parquet.read_table(one))
    assert shard["label"].to_pylist() == ["cat"] * 20 + ["dog"] * 20


def test_shards_without_a_label_have_the_columns_of_the_others(model: str, tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", [png(noise(1)[0])])
    write_table(tmp_path / "b.parquet", [png(noise(1)[0])], label=["b"])
    encode(model, tmp_path / "a.parquet", tmp_path / "b.parquet", "-o", tmp_path / "out")
    first, second = shards(tmp_path / "out")
    assert first.schema == second.schema
    assert (first["label"].to_pylist(), second["label"].to_pylist()) == ([None], ["b"])


def test_shards_are_written_atomically(
    model: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The old ones stay where the last picture is broken, and go where all is well."""
    encode(model, table, "-o", tmp_path / "out")
    before = shards(tmp_path / "out")
    write_table(table / "b.parquet", [png(noise(1)[0]), b"broken"])
    printed = refused(capsys, model, table, "-o", tmp_path / "out")
    assert f"Cannot read {table / 'b.parquet'}#1 as a picture" in printed
    assert all(a.equals(b) for a, b in zip(shards(tmp_path / "out"), before, strict=True))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "out"]
    encode(model, table / "b.parquet", "-o", tmp_path / "out", "--skip-broken")
    assert [len(shard) for shard in shards(tmp_path / "out")] == [1]
    assert "1 picture left out; the first: " in capsys.readouterr().err


def test_a_folder_with_other_files_is_not_replaced(
    model: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").touch()
    assert "holds other files, such as thesis.tex" in refused(
        capsys, model, table, "-o", tmp_path / "out"
    )
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["thesis.tex"]


def test_the_atlas_is_a_fair_sample(model: str, table: Path, tmp_path: Path) -> None:
    out = ("-o", tmp_path / "out", "--atlas", tmp_path / "mine", "--most", 120)
    encode(model, table, *out)
    atlas = latentwalk.open(tmp_path / "mine").atlas
    assert atlas is not None
    rows = np.flatnonzero(keys(np.arange(COUNT)) <= np.uint64(cutoff(COUNT, 120)))
    assert atlas.row is not None
    assert atlas.row.tolist() == rows.tolist()
    assert atlas.label.tolist() == (rows % 10).tolist()
    whole = pyarrow.concat_tables(shards(tmp_path / "out"))
    np.testing.assert_array_equal(atlas.mean, means(whole)[rows])
    opened = latentwalk.open(model)
    values = opened.image.to_values(noise(COUNT)[rows][..., None])
    error = np.square(opened.decode(atlas.mean) - values).sum((1, 2, 3))
    np.testing.assert_allclose(atlas.error, error, rtol=1e-4)
    assert latentwalk.open(tmp_path / "mine").classes == opened.classes


def test_the_atlas_has_the_classes_of_the_folders(model: str, tmp_path: Path) -> None:
    write_folder(tmp_path / "all", noise(40), ("cat", "dog"))
    encode(model, tmp_path / "all", "-o", tmp_path / "a.npz", "--atlas", tmp_path / "mine")
    mine = latentwalk.open(tmp_path / "mine")
    assert mine.classes == ("cat", "dog")
    assert set(mine.presets) == {"cat", "dog"}
    assert np.load(tmp_path / "a.npz")["label"].tolist() == ["cat"] * 20 + ["dog"] * 20


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (["--workers", 2], "--workers needs --ray"),
        (["--most", 0], "--most must be from 1"),
        (["--ray", "--workers", 0], "--workers must be from 1"),
    ],
)
def test_settings_that_do_not_fit_are_refused(
    model: str,
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    flags: list[object],
    reason: str,
) -> None:
    assert reason in refused(capsys, model, table, "-o", tmp_path / "out", *flags)
    assert not (tmp_path / "out").exists()


def test_without_ray_it_says_how_to_get_it(
    model: str,
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    printed = refused(capsys, model, table, "-o", tmp_path / "out", "--ray")
    assert "pip install 'latentwalk[ray]'" in printed
    assert not (tmp_path / "out").exists()


def test_what_is_assumed_is_counted_and_said(
    tmp_path: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ink = np.zeros((10, 20, 4), np.uint8)
    ink[4:6, :, 3] = 255
    for name in ("a.png", "b.png"):
        Image.fromarray(ink).save(tmp_path / name)
    (tmp_path / "notes.txt").touch()
    encode(model, tmp_path, "-o", tmp_path / "a.npz")
    printed = capsys.readouterr().err
    assert "2 pictures with a transparent background: laid on white" in printed
    assert "2 pictures of another aspect ratio" in printed
    assert "1 .txt" in printed
