"""Links, pipes and devices instead of files, created here: not every system stores them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.adoption.formats.paths import from_path
from latentwalk.adoption.options import ModelOptions
from latentwalk.data import load
from latentwalk.data.chunks import chunks_of
from latentwalk.data.pictures import read_picture
from latentwalk.errors import DataError, FolderError, OutputError
from latentwalk.folder.atlas import Atlas
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import InMemoryFolder, ModelFolder, write_folder
from latentwalk.hosts.html.site import MARKER, write_site
from latentwalk.training.checkpoint import Checkpoint
from latentwalk.training.history import read
from tests.attacks.make_attacks import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes have no place in a folder")


def pipe(path: Path) -> None:
    """Who opens it waits for somebody who writes."""
    os.mkfifo(path)


def endless(path: Path) -> None:
    """A link to a device with endless zeros."""
    path.symlink_to("/dev/zero")


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "manifest": ("latentwalk.json", lambda path: ModelFolder.read(path.parent)),
    "bare decoder": ("net.onnx", lambda path: from_path(path, ModelOptions())),
    "decoder in a folder": ("decoder.onnx", lambda path: from_path(path.parent, ModelOptions())),
    "idx": ("a-idx3-ubyte", lambda path: load(str(path))),
    "npz": ("a.npz", lambda path: load(str(path))),
    "picture": ("a.png", read_picture),
    "table": ("a.parquet", lambda path: chunks_of([path])),
    "checkpoint": ("checkpoint.safetensors", Checkpoint.read),
    "history": ("history.jsonl", read),
    "weights": ("net.pt", lambda path: from_path(path, ModelOptions())),
    "safetensors": ("net.safetensors", lambda path: from_path(path, ModelOptions())),
}


@pytest.mark.parametrize("made", [pipe, endless])
@pytest.mark.parametrize("name", READERS)
def test_only_regular_files_are_read(
    tmp_path: Path, name: str, made: Callable[[Path], None]
) -> None:
    place, opened = READERS[name]
    made(tmp_path / place)
    with pytest.raises(
        (DataError, FolderError), match=r"not a regular file|has no|Nothing found at"
    ):
        opened(tmp_path / place)


@pytest.mark.parametrize("made", [pipe, endless])
def test_a_listed_file_must_be_regular(model_folder: Path, made: Callable[[Path], None]) -> None:
    (model_folder / "atlas.safetensors").unlink()
    made(model_folder / "atlas.safetensors")
    with pytest.raises(FolderError, match="not a regular file"):
        ModelFolder.read(model_folder)


@pytest.fixture
def manifest() -> Manifest:
    text = (FILES / "nan" / "latentwalk.json").read_text()
    return Manifest.from_json(text, "latentwalk.json")


def test_a_folder_is_not_written_through_a_link(tmp_path: Path, manifest: Manifest) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "model"
    outside.write_text("mine")
    folder.mkdir()
    for name in ("decoder.onnx", "latentwalk.json"):
        (folder / name).symlink_to(outside)
    write_folder(folder, manifest, {"decoder.onnx": b"x"})
    assert outside.read_text() == "mine"
    assert (folder / "decoder.onnx").read_bytes() == b"x"


def test_files_behind_a_linked_folder_are_neither_written_nor_removed(
    tmp_path: Path, manifest: Manifest
) -> None:
    """The old manifest lists a file behind a link, which a new write would remove."""
    outside, folder = tmp_path / "outside", tmp_path / "model"
    outside.mkdir()
    (outside / "precious").write_text("mine")
    folder.mkdir()
    (folder / "sub").symlink_to(outside)
    held = InMemoryFolder.of(folder, manifest, {"decoder.onnx": b"", "sub/precious": b""})
    (folder / "latentwalk.json").write_text(held.manifest.to_json())
    for files in ({"decoder.onnx": b"x"}, {"decoder.onnx": b"x", "sub/precious": b"y"}):
        with pytest.raises(OutputError, match="through a link"):
            write_folder(folder, manifest, files)
    assert (outside / "precious").read_text() == "mine"


def test_a_site_is_neither_written_nor_tidied_through_a_link(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "site"
    outside.mkdir()
    (outside / "precious").write_text("mine")
    folder.mkdir()
    (folder / "models").symlink_to(outside)
    (folder / MARKER).write_text('{"format": 1, "files": ["models/precious"]}')
    for files in ({"index.html": b"x"}, {"models/precious": b"y"}):
        with pytest.raises(OutputError, match="through a link"):
            write_site(folder, files)
    assert (outside / "precious").read_text() == "mine"


def test_an_atlas_may_be_as_large_as_its_numbers() -> None:
    """The other side of every bound: what is honest is read."""
    n = 20_000
    atlas = Atlas(
        np.zeros((n, 6), np.float32), np.zeros((n, 6), np.float32), np.zeros(n, np.int32),
        np.zeros(n, np.uint8), np.zeros(n, np.float32),
    )  # fmt: skip
    assert len(Atlas.from_bytes(atlas.to_bytes(), 6)) == n
