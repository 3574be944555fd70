from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from latentwalk.data.folders import Pictures, load_folder
from latentwalk.data.formats import endings
from latentwalk.data.picture_options import PictureOptions
from latentwalk.data.pictures import read_picture
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, value: int = 90) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (8, 6), value).save(path)
    return path


@pytest.mark.parametrize("ending", ["jfif", "jpe", "avif", "jp2", "pbm", "dib", "pnm", "apng"])
def test_a_folder_accepts_what_a_single_file_does(tmp_path: Path, ending: str) -> None:
    if f".{ending}" not in endings():
        pytest.skip("this Pillow lacks the format")
    image = Image.new("1" if ending == "pbm" else "RGB", (8, 6))
    image.save(tmp_path / f"a.{ending}")
    assert read_picture(tmp_path / f"a.{ending}").shape[:2] == (6, 8)
    assert [path.name for path in Pictures(tmp_path).paths] == [f"a.{ending}"]


def test_other_files_are_counted_by_ending(tmp_path: Path) -> None:
    write(tmp_path / "a.png")
    for name in ("a.txt", "b.TXT", "notes", "c.heic", ".hidden"):
        (tmp_path / name).touch()
    (remark,) = Pictures(tmp_path).remarks
    if ".heic" not in endings():
        assert "1 .heic (HEIC needs pillow-heif" in remark
    assert "2 .txt" in remark
    assert "1 without an ending" in remark
    assert "hidden" not in remark


def test_a_folder_without_pictures_says_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "a.doc").touch()
    with pytest.raises(DataError, match=r"has no pictures .*it has 1 \.doc"):
        Pictures(tmp_path)


def test_classes_can_be_links(tmp_path: Path) -> None:
    write(tmp_path / "store" / "1" / "a.png")
    write(tmp_path / "store" / "2" / "b.png")
    data = tmp_path / "data"
    data.mkdir()
    (data / "cat").symlink_to(tmp_path / "store" / "1")
    (data / "dog").symlink_to(tmp_path / "store" / "2")
    files = Pictures(data)
    assert files.classes == ("cat", "dog")
    assert [path.name for path in files.paths] == ["a.png", "b.png"]


def test_loops_of_links_end_and_no_picture_comes_twice(tmp_path: Path) -> None:
    write(tmp_path / "data" / "cat" / "a.png")
    write(tmp_path / "data" / "dog" / "b.png")
    (tmp_path / "data" / "cat" / "up").symlink_to(tmp_path / "data")
    (tmp_path / "data" / "cat" / "above").symlink_to(tmp_path)
    (tmp_path / "data" / "again").symlink_to(tmp_path / "data" / "dog")
    (tmp_path / "data" / "dog" / "cat").symlink_to(tmp_path / "data" / "cat")
    files = Pictures(tmp_path / "data")
    assert files.classes == ("cat", "dog")
    assert [path.name for path in files.paths] == ["a.png", "b.png"]
    assert "4 linked folders left out" in files.remarks[0]


def test_splits_above_the_classes_are_not_classes(tmp_path: Path) -> None:
    for split, value in (("Train", 10), ("test", 20), ("val", 30)):
        for name in ("cat", "dog"):
            write(tmp_path / split / name / "a.png", value)
    assert Pictures(tmp_path).classes == ("cat", "dog")
    assert "Train, test, val are splits" in Pictures(tmp_path).remarks[0]
    data = load_folder(tmp_path)
    assert np.unique(data.train.pixels).tolist() == [10]
    assert np.unique(data.held_out.pixels).tolist() == [20, 30]
    assert data.train.labels.tolist() == [0, 1]


def test_sets_are_splits(tmp_path: Path) -> None:
    for split in ("training_set", "test_set"):
        write(tmp_path / split / "cat" / "a.png")
    assert Pictures(tmp_path).classes == ("cat",)


def test_a_split_beside_classes_is_a_class_and_said_so(tmp_path: Path) -> None:
    for name in ("test", "cat"):
        write(tmp_path / name / "a.png")
    files = Pictures(tmp_path)
    assert files.classes == ("cat", "test")
    assert "test are classes, not splits" in files.remarks[0]


def test_broken_pictures_are_skipped_with_their_labels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(4):
        write(tmp_path / "cat" / f"{number}.png", 40)
        write(tmp_path / "dog" / f"{number}.png", 80)
    (tmp_path / "cat" / "1.png").write_text("broken")
    with pytest.raises(DataError, match=r"1\.png as a picture.*--skip-broken"):
        load_folder(tmp_path)
    data = load_folder(tmp_path, options=PictureOptions(skip_broken=True))
    for part in (data.train, data.held_out):
        assert [40 * (label + 1) for label in part.labels] == part.pixels[:, 0, 0, 0].tolist()
    assert len(data.train) + len(data.held_out) == 7
    assert "1 picture left out; the first: Cannot read" in capsys.readouterr().err
    shutil.rmtree(tmp_path / "dog")
    for path in (tmp_path / "cat").iterdir():
        path.write_text("broken")
    with pytest.raises(DataError, match="has no readable pictures"):
        load_folder(tmp_path, options=PictureOptions(skip_broken=True))


def test_the_group_is_the_folder_or_the_file(tmp_path: Path) -> None:
    for outer in ("bold", "light", "thin"):
        for inner in ("A", "b"):
            write(tmp_path / outer / f"{inner}.png")
    by_folder = load_folder(tmp_path, group="folder")
    assert by_folder.classes == ("A", "b")
    assert by_folder.groups == ("bold", "light", "thin")
    by_file = load_folder(tmp_path, group="file")
    assert by_file.classes == ("bold", "light", "thin")
    assert by_file.groups == ("A", "b")
    for data in (by_folder, by_file):
        assert data.held_out.groups is not None
        assert len(set(data.held_out.groups.tolist())) == 1  # groups are held out as wholes
        for part in (data.train, data.held_out):
            assert part.files is not None
            for file, label, group in zip(part.files, part.labels, part.groups, strict=True):
                names = {data.classes[label], data.groups[group]}
                assert names == set(file.removesuffix(".png").split("/"))


def test_pictures_that_cannot_be_grouped_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "bold" / "A.png")
    with pytest.raises(DataError, match="grouped by folder .* got --group style"):
        load_folder(tmp_path, group="style")
    with pytest.raises(DataError, match="in one group"):
        load_folder(tmp_path, group="folder")
    write(tmp_path / "B.png")
    with pytest.raises(DataError, match=r"B\.png is in no subfolder"):
        load_folder(tmp_path, group="file")


def test_pictures_keep_their_alpha_if_asked(tmp_path: Path) -> None:
    write(tmp_path / "grey.png")
    Image.new("RGBA", (8, 6), (10, 20, 30, 40)).save(tmp_path / "clear.png")
    pixels = load_folder(tmp_path, alpha=True)
    both = np.concatenate([pixels.train.pixels, pixels.held_out.pixels])
    assert sorted(map(tuple, both[:, 0, 0].tolist())) == [(10, 20, 30, 40), (90, 90, 90, 255)]
