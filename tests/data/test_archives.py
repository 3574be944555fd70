"""Archives in the layouts of well-known data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from latentwalk.data import load
from latentwalk.data.picture_options import PictureOptions
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 8, 8), np.uint8)
SIXTEENTHS = np.rint(PIXELS / 255 * 16).astype(np.int64)
LABELS = np.arange(20) % 4


def loaded(path: Path, **arrays: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], Any]:
    """All images (n, h, w, c) and labels, in the order of the images' bytes, and the data set."""
    np.savez(path / "a.npz", **arrays)
    data = load(str(path / "a.npz")).merged()
    order = np.argsort([image.tobytes() for image in data.train.pixels])
    return data.train.pixels[order], data.train.labels[order], data


def in_order(pixels: NDArray[Any], labels: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    order = np.argsort([image.tobytes() for image in pixels])
    return pixels[order], labels[order]


def test_medmnist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = {"train": np.s_[:12], "val": np.s_[12:15], "test": np.s_[15:]}
    arrays = {f"{name}_images": PIXELS[rows] for name, rows in parts.items()}
    arrays |= {
        f"{name}_labels": LABELS[rows, None].astype(np.uint8) for name, rows in parts.items()
    }
    np.savez(tmp_path / "a.npz", **arrays)
    data = load(str(tmp_path / "a.npz"))
    np.testing.assert_array_equal(data.train.pixels[..., 0], PIXELS[:12])
    np.testing.assert_array_equal(data.train.labels, LABELS[:12])
    held_out = np.concatenate([PIXELS[15:], PIXELS[12:15]])
    np.testing.assert_array_equal(data.held_out.pixels[..., 0], held_out)
    printed = capsys.readouterr().err
    assert "training uses train_images; held out: test_images, val_images" in printed


@pytest.mark.parametrize(
    ("images", "white", "assumed"),
    [
        (PIXELS > 99, 1, ""),
        ((PIXELS > 99).astype(np.uint8), 1, "only the values 0 and 1"),
        (SIXTEENTHS, 16, "whole numbers up to 16"),
        (PIXELS.astype(np.int64), 255, ""),
        (PIXELS.astype(np.uint16) * 257, 65535, "65,535 is white"),
        (PIXELS.astype(np.float64), 255, "255 is white"),
        (PIXELS / 127.5 - 1, 255, "-1 is black and 1 is white"),
    ],
)
def test_values_of_every_type(
    tmp_path: Path,
    images: NDArray[Any],
    white: int,
    assumed: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pixels, _, _ = loaded(tmp_path, images=images)
    shades = {1: np.where(PIXELS > 99, 255, 0), 16: np.rint(SIXTEENTHS * 255 / 16)}
    expected = shades.get(white, PIXELS).astype(np.uint8)
    np.testing.assert_array_equal(pixels[..., 0], in_order(expected, LABELS)[0])
    printed = capsys.readouterr().err
    assert assumed in printed
    assert bool(assumed) == ("--white" in printed)


def test_arrays_without_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pixels, labels, _ = loaded(tmp_path, arr_0=PIXELS, arr_1=LABELS)
    expected = in_order(PIXELS, LABELS)
    np.testing.assert_array_equal(pixels[..., 0], expected[0])
    np.testing.assert_array_equal(labels, expected[1])
    assert "arr_0 is read as images, arr_1 as their labels" in capsys.readouterr().err


def test_white_can_be_given(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", images=np.full((4, 8, 8), 500))
    data = load(str(tmp_path / "a.npz"), options=PictureOptions(white=1000))
    assert np.unique(data.train.pixels).tolist() == [128]


@pytest.mark.parametrize("planar", [True, False])
def test_flat_images(tmp_path: Path, planar: bool, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "grey.npz", X=PIXELS.reshape(20, -1), y=LABELS.astype(float))
    data = load(str(tmp_path / "grey.npz")).merged()
    assert data.spec.shape == (1, 8, 8)
    assert sorted(map(bytes, data.train.pixels)) == sorted(map(bytes, PIXELS))
    assert "8 x 8 grey" in capsys.readouterr().err
    ramp = np.add.outer(np.arange(8), np.arange(8)) * 4
    colour = np.stack([ramp, 255 - ramp, ramp // 2 + 90], -1)[None].repeat(3, 0).astype(np.uint8)
    flat = (colour.transpose(0, 3, 1, 2) if planar else colour).reshape(3, -1)
    np.savez(tmp_path / "colour.npz", data=flat)
    np.testing.assert_array_equal(load(str(tmp_path / "colour.npz")).train.pixels[0], colour[0])


@pytest.mark.parametrize(
    "labels",
    [
        np.array(["a", "b", "c", "d"])[LABELS],
        LABELS[:, None],
        np.eye(4)[LABELS],
        LABELS.astype(np.float32),
    ],
    ids=["names", "column", "one-hot", "floats"],
)
def test_labels_of_every_form(tmp_path: Path, labels: NDArray[Any]) -> None:
    _, found, data = loaded(tmp_path, images=PIXELS, labels=labels)
    np.testing.assert_array_equal(found, in_order(PIXELS, LABELS)[1])
    assert data.classes == (tuple("abcd") if labels.dtype.kind == "U" else tuple("0123"))


def test_several_labels_for_each_image_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = np.random.default_rng(0).integers(0, 2, (20, 14))
    _, labels, data = loaded(tmp_path, images=PIXELS, labels=many)
    assert data.classes == ()
    assert set(labels) == {-1}
    assert "'labels' in" in (printed := capsys.readouterr().err)
    assert "is not used" in printed


def test_dsprites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    factors = np.stack([np.zeros(20, int), np.arange(20) % 3, *np.zeros((4, 20), int)], 1)
    arrays = {
        "metadata": np.array({"title": "a"}, dtype=object),
        "imgs": (PIXELS > 99).astype(np.uint8),
        "latents_classes": factors,
        "latents_values": factors.astype(float),
    }
    np.savez(tmp_path / "a.npz", **arrays)
    data = load(str(tmp_path / "a.npz")).merged()
    assert data.classes == ("square", "ellipse", "heart")
    assert data.factors[1] == "shape"
    assert data.train.factors is not None
    np.testing.assert_array_equal(data.train.factors[:, 1], data.train.labels)
    assert data.train.pixels.max() == 255
    assert "'metadata.npy' has values of type object" in capsys.readouterr().err


def test_an_archive_without_images_says_what_it_has(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", weights=PIXELS)
    with pytest.raises(DataError, match="it has weights"):
        load(str(tmp_path / "a.npz"))


def test_groups_are_held_out_as_wholes(tmp_path: Path) -> None:
    groups = np.arange(20) // 2
    np.savez(tmp_path / "a.npz", images=PIXELS, labels=LABELS, fonts=groups.astype(float))
    data = load(str(tmp_path / "a.npz"), group="fonts")
    assert data.groups == tuple(map(str, range(10)))
    assert len(data.held_out) == 2
    assert data.held_out.groups is not None
    assert len(set(data.held_out.groups.tolist())) == 1
    for part in (data.train, data.held_out):
        assert part.groups is not None
        assert [data.groups[i] for i in part.groups] == [str(groups[i]) for i in part.places]


def test_the_groups_of_splits_have_common_names(tmp_path: Path) -> None:
    np.savez(
        tmp_path / "a.npz",
        x_train=PIXELS[:12],
        x_test=PIXELS[12:],
        font_train=np.array(["a", "c", "b"] * 4),
        test_font=np.array(["b", "d"] * 4),
    )
    data = load(str(tmp_path / "a.npz"), group="font")
    assert data.groups == ("a", "b", "c", "d")
    assert data.train.groups is not None
    assert data.train.groups[:3].tolist() == [0, 2, 1]
    assert data.held_out.groups is not None
    assert data.held_out.groups[:2].tolist() == [1, 3]
