from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from latentwalk.data import chunks as room
from latentwalk.data.chunks import chunks_of, kind_of
from latentwalk.errors import DataError
from tests.encoding.pictures import noise, png, write_folder, write_table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CHUNK", 4)


def test_a_folder_is_chunked_in_order(tmp_path: Path) -> None:
    write_folder(tmp_path / "all", noise(10), ("cat", "dog"))
    chunks = chunks_of([tmp_path / "all"])
    assert [(chunk.first, len(chunk)) for chunk in chunks] == [(0, 4), (4, 4), (8, 2)]
    pictures = [picture for chunk in chunks for picture in chunk]
    assert [picture.label for picture in pictures] == ["cat"] * 5 + ["dog"] * 5
    assert pictures[5].name == str(tmp_path / "all" / "dog" / "00001.png")
    np.testing.assert_array_equal(pictures[5].pixels(1)[..., 0], noise(10)[1])
    assert kind_of(chunks) is str


def test_a_picture_beside_the_subfolders_has_no_label(tmp_path: Path) -> None:
    write_folder(tmp_path, noise(2), ("cat", "."))
    ((first, second),) = chunks_of([tmp_path])
    assert (first.label, second.label) == (None, "cat")


@pytest.mark.parametrize("struct", [False, True])
def test_a_table_is_chunked_by_row_groups(tmp_path: Path, struct: bool) -> None:
    images = [png(image) for image in noise(11)]
    cells = [{"bytes": cell, "path": None} for cell in images] if struct else images
    write_table(tmp_path / "a.parquet", cells, group=3, label=list(range(11)))
    chunks = chunks_of([tmp_path / "a.parquet"])
    assert [(chunk.first, len(chunk)) for chunk in chunks] == [(0, 6), (6, 5)]
    pictures = [picture for chunk in chunks for picture in chunk]
    assert [picture.label for picture in pictures] == list(range(11))
    assert pictures[7].name == f"{tmp_path / 'a.parquet'}#7"
    for picture, expected in zip(pictures, noise(11), strict=True):
        np.testing.assert_array_equal(picture.pixels(1)[..., 0], expected)
    assert kind_of(chunks) is int


def test_a_picture_has_the_name_that_a_table_gives_it(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", [{"bytes": png(noise(1)[0]), "path": "me.png"}])
    ((picture,),) = chunks_of([tmp_path / "a.parquet"])
    assert picture.name == "me.png"
    assert picture.label is None


def test_sources_keep_their_order_and_count_on(tmp_path: Path) -> None:
    write_table(tmp_path / "tables" / "b.parquet", [png(noise(1)[0])], label=["b"])
    write_table(tmp_path / "tables" / "a.parquet", [png(noise(1)[0])] * 2, label=[1, 2])
    write_folder(tmp_path, noise(2), ("loose",))
    files = sorted((tmp_path / "loose").iterdir())
    chunks = chunks_of([files[1], tmp_path / "tables", files[0]])
    assert [(chunk.first, len(chunk)) for chunk in chunks] == [(0, 1), (1, 2), (3, 1), (4, 1)]
    labels = [picture.label for chunk in chunks for picture in chunk]
    assert labels == [None, 1, 2, "b", None]
    assert kind_of(chunks) is str


def test_a_large_row_group_is_one_chunk(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", [png(noise(1)[0])] * 200, group=150)
    assert [len(chunk) for chunk in chunks_of([tmp_path])] == [150, 50]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"picture": [b""]}, "a column 'image' with pictures; it has picture"),
        ({"image": ["a.png"]}, "'image' in .* must be the bytes .* it is string"),
        ({"image": [b""], "label": [0.5]}, "'label' in .* integers or strings; it is double"),
    ],
)
def test_a_table_of_another_form_is_refused(
    tmp_path: Path, columns: dict[str, list[object]], reason: str
) -> None:
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    with pytest.raises(DataError, match=reason):
        chunks_of([tmp_path / "a.parquet"])


def test_invalid_and_empty_tables_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_text("text")
    with pytest.raises(DataError, match=r"Cannot read .*a\.parquet as Parquet"):
        chunks_of([tmp_path / "a.parquet"])
    with pytest.raises(DataError, match=r"gone\.parquet does not exist"):
        chunks_of([tmp_path / "gone.parquet"])
    write_table(tmp_path / "none.parquet", pyarrow.array([], pyarrow.binary()))
    with pytest.raises(DataError, match="no rows"):
        chunks_of([tmp_path / "none.parquet"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="has no pictures"):
        chunks_of([tmp_path / "empty"])


def test_a_table_that_is_damaged_inside_is_named(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", [png(image) for image in noise(50)])
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    content[4:400] = bytes(396)
    (tmp_path / "a.parquet").write_bytes(content)
    (chunk,) = chunks_of([tmp_path / "a.parquet"])
    with pytest.raises(DataError, match=r"Cannot read .*a\.parquet as Parquet"):
        list(chunk)


def test_an_empty_cell_is_named(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", [None, png(noise(1)[0])])
    (chunk,) = chunks_of([tmp_path / "a.parquet"])
    with pytest.raises(DataError, match=r"a\.parquet#0 has no picture"):
        next(iter(chunk)).pixels(1)
