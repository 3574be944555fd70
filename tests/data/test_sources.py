from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from latentwalk.data import load
from latentwalk.errors import DataError
from tests.data.idx import idx

if TYPE_CHECKING:
    from pathlib import Path

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 8, 8), dtype=np.uint8)
LABELS = np.arange(20, dtype=np.uint8) % 4


def test_idx_files_with_and_without_labels(tmp_path: Path) -> None:
    images, labels = tmp_path / "a-images-idx3-ubyte.gz", tmp_path / "a-labels-idx1-ubyte"
    images.write_bytes(gzip.compress(idx(PIXELS)))
    labels.write_bytes(idx(LABELS))
    data = load(f"{images},{labels}")
    assert data.classes == ("0", "1", "2", "3")
    assert data.name == "a-images-idx3-ubyte"
    alone = load(str(images))
    assert alone.classes == ()
    assert (alone.train.labels == -1).all()


def test_a_folder(tmp_path: Path) -> None:
    for index, pixels in enumerate(PIXELS):
        Image.fromarray(pixels).save(tmp_path / f"{index}.png")
    assert load(str(tmp_path)).spec.shape == (1, 8, 8)
    assert load(str(tmp_path), size=16).spec.shape == (1, 16, 16)


@pytest.mark.parametrize(
    ("images", "labels"), [("images", "labels"), ("x", "y"), ("x_train", "y_train")]
)
@pytest.mark.parametrize("pixels", [PIXELS, PIXELS[..., None], (PIXELS / 255).astype(np.float32)])
def test_npz(tmp_path: Path, images: str, labels: str, pixels: np.ndarray) -> None:
    np.savez(tmp_path / "a.npz", **{images: pixels, labels: LABELS})
    data = load(str(tmp_path / "a.npz"))
    assert data.classes == ("0", "1", "2", "3")
    everything = np.concatenate([data.train.pixels, data.held_out.pixels])
    assert sorted(map(bytes, everything)) == sorted(map(bytes, PIXELS))


def test_npz_with_channels_first(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (20, 3, 8, 12), dtype=np.uint8)
    np.savez(tmp_path / "a.npz", images=images)
    data = load(str(tmp_path / "a.npz"))
    both = np.concatenate([data.train.pixels, data.held_out.pixels])
    assert both.shape == (20, 8, 12, 3)
    assert {one.tobytes() for one in both} == {
        np.ascontiguousarray(one.transpose(1, 2, 0)).tobytes() for one in images
    }


def test_npz_with_a_held_out_part_and_class_names(tmp_path: Path) -> None:
    arrays = {
        "x_train": PIXELS[:15],
        "y_train": LABELS[:15],
        "x_test": PIXELS[15:],
        "y_test": LABELS[15:],
    }
    np.savez(tmp_path / "a.npz", **arrays, classes=np.array(["a", "b", "c", "d"]))
    data = load(str(tmp_path / "a.npz"))
    assert data.classes == ("a", "b", "c", "d")
    np.testing.assert_array_equal(data.held_out.pixels[..., 0], PIXELS[15:])


@pytest.mark.parametrize(
    ("arrays", "reason"),
    [
        ({"pictures": PIXELS}, "it has pictures"),
        ({"x": PIXELS.astype(np.int64) - 99}, "must not be negative"),
        ({"x": PIXELS.astype(np.float32) - 99}, "within"),
        ({"x": np.full((3, 8, 8), np.nan, np.float32)}, "must be finite"),
        ({"x": np.array(["a"])}, r"it is \(1,\)"),
        ({"x": np.full((3, 8, 8), "a")}, "must be numbers"),
        ({"x": np.zeros((3, 8, 8, 2), np.uint8)}, "1, 3 or 4"),
        ({"x": PIXELS, "y": LABELS[:3]}, "20 labels"),
        (
            {"x_train": PIXELS, "y_train": ["a"] * 20, "x_test": PIXELS, "y_test": LABELS},
            "must be all names or all numbers",
        ),
        ({"x": PIXELS, "y": LABELS / 2}, "20 integers or names, it has fractions"),
        ({"x": PIXELS, "y": np.array(["a"] * 20), "classes": np.array(["b"])}, "the label 'a'"),
        ({"x": PIXELS, "y": LABELS, "classes": np.array(["a"])}, "has names for 1 classes"),
        ({"x": np.zeros((0, 8, 8), np.uint8)}, "at least two"),
        ({"x": np.zeros((0, 8, 8), np.float32)}, "at least two"),
        ({"x": PIXELS, "y": LABELS.astype(np.int64) - 7}, "from 0 to"),
        ({"x": PIXELS, "y": LABELS.astype(np.int64) << 32}, "from 0 to"),
        ({"x": PIXELS, "y": LABELS, "classes": np.array("a")}, "has names for 1 classes"),
        ({"x": np.array([{}], dtype=object)}, "plain arrays"),
    ],
)
def test_a_faulty_npz_is_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], reason: str
) -> None:
    np.savez(tmp_path / "a.npz", allow_pickle=True, **arrays)
    with pytest.raises(DataError, match=reason):
        load(str(tmp_path / "a.npz"))


def test_an_invalid_npz_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(DataError, match="Cannot read .*a.npz as an .npz"):
        load(str(tmp_path / "a.npz"))
    with (tmp_path / "a.npz").open("wb") as file:
        np.save(file, PIXELS)
    with pytest.raises(DataError, match="not a zip file"):
        load(str(tmp_path / "a.npz"))
    with pytest.raises(DataError, match="gone.npz does not exist"):
        load(str(tmp_path / "gone.npz"))
    with pytest.raises(DataError, match="No data given"):
        load("")


def test_an_unknown_source_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DataError, match="expected mnist, digits, shapes, a folder"):
        load("imagenet")
