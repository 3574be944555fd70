from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

import latentwalk
from latentwalk.errors import FolderError
from latentwalk.folder.manifest import MANIFEST
from latentwalk.folder.model_folder import ModelFolder
from latentwalk.folder.zipped import read_zip

if TYPE_CHECKING:
    from pathlib import Path


def zipped(folder: Path, to: Path, prefix: str = "", without: str = "") -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name != without:
                archive.write(path, prefix + name)
    return to


@pytest.mark.parametrize("prefix", ["", "my-model/"])
def test_a_zip_is_read_as_its_folder(model_folder: Path, tmp_path: Path, prefix: str) -> None:
    folder = ModelFolder.read(model_folder)
    read = read_zip(zipped(model_folder, tmp_path / "m.zip", prefix))
    assert read.manifest == folder.manifest
    for name in folder.manifest.files:
        assert read.content(name) == folder.content(name)


def test_a_zip_is_opened_by_its_path(model_folder: Path, tmp_path: Path) -> None:
    zipped(model_folder, tmp_path / "m.zip")
    assert latentwalk.open(tmp_path / "m.zip").name == latentwalk.open(model_folder).name


def test_a_missing_file_is_named(model_folder: Path, tmp_path: Path) -> None:
    path = zipped(model_folder, tmp_path / "m.zip", without="decoder.onnx")
    with pytest.raises(FolderError, match=r"m\.zip lacks decoder\.onnx"):
        read_zip(path)


def test_an_altered_file_is_noticed(model_folder: Path, tmp_path: Path) -> None:
    with (model_folder / "decoder.onnx").open("ab") as file:
        file.write(b"!")
    with pytest.raises(FolderError, match=r"decoder\.onnx in .* does not match"):
        read_zip(zipped(model_folder, tmp_path / "m.zip"))


def test_other_zips_and_other_files_are_refused(model_folder: Path, tmp_path: Path) -> None:
    path = zipped(model_folder, tmp_path / "m.zip", without=MANIFEST)
    with pytest.raises(FolderError, match=r"it has no latentwalk\.json"):
        read_zip(path)
    path.write_bytes(b"not a zip")
    with pytest.raises(FolderError, match="Zip the model folder again"):
        read_zip(path)


def test_a_zip_that_unpacks_to_many_times_its_size_is_refused(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("latentwalk.folder.zipped.max_unpacked", lambda packed: packed // 100)
    with pytest.raises(FolderError, match="unpacks to many times its size"):
        read_zip(zipped(model_folder, tmp_path / "m.zip"))
