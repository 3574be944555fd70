from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.data.mnist import FILES, cache_folder, load_mnist
from latentwalk.errors import DataError
from tests.data.idx import idx

if TYPE_CHECKING:
    from pathlib import Path


def write_small(folder: Path, highest: int = 9, *, pack: bool = False) -> None:
    for name in FILES:
        n = 20 if name.startswith("train") else 5
        array = (
            np.zeros((n, 28, 28), np.uint8) if "images" in name else np.full(n, highest, np.uint8)
        )
        content = idx(array)
        (folder / (f"{name}.gz" if pack else name)).write_bytes(
            gzip.compress(content) if pack else content
        )


@pytest.mark.parametrize("pack", [True, False])
def test_a_folder_of_the_user_s(tmp_path: Path, pack: bool) -> None:
    write_small(tmp_path, pack=pack)
    data = load_mnist(tmp_path)
    assert (len(data.train), len(data.held_out)) == (20, 5)
    assert data.train.pixels.shape == (20, 28, 28, 1)


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_small(tmp_path)
    monkeypatch.setenv("LATENTWALK_DATA", str(tmp_path))
    assert len(load_mnist().train) == 20


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write_small(tmp_path)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="has no t10k-labels-idx1-ubyte"):
        load_mnist(tmp_path)


def test_labels_above_nine_are_refused(tmp_path: Path) -> None:
    write_small(tmp_path, highest=46)
    with pytest.raises(DataError, match="above 9"):
        load_mnist(tmp_path)


def test_the_cache_is_the_user_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "latentwalk" / "mnist"


def test_the_real_files_have_the_digests_that_a_download_is_checked_by(mnist_folder: Path) -> None:
    for name, digest in FILES.items():
        content = gzip.decompress((mnist_folder / f"{name}.gz").read_bytes())
        assert hashlib.sha256(content).hexdigest() == digest


def test_the_real_files(mnist_folder: Path) -> None:
    data = load_mnist(mnist_folder)
    assert (len(data.train), len(data.held_out)) == (60_000, 10_000)
    assert np.bincount(data.held_out.labels).tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]  # fmt: skip
