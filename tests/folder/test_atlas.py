from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import load, save

from latentwalk.errors import FolderError
from latentwalk.folder.atlas import Atlas

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.fixture
def atlas() -> Atlas:
    rng = np.random.default_rng(0)
    return Atlas(
        mean=rng.normal(size=(5, 2)).astype(np.float32),
        logvar=rng.normal(size=(5, 2)).astype(np.float32),
        label=np.array([0, 1, -1, 1, 0], np.int32),
        split=np.array([0, 0, 1, 1, 1], np.uint8),
        error=rng.random(5, dtype=np.float32),
    )


def test_it_reads_what_it_writes(atlas: Atlas) -> None:
    read = Atlas.from_bytes(atlas.to_bytes(), latent_dim=2)
    for field in fields(Atlas):
        np.testing.assert_array_equal(getattr(read, field.name), getattr(atlas, field.name))


def test_unknown_conditions_are_nan(atlas: Atlas) -> None:
    codes = np.array([[0], [1], [np.nan], [2], [np.nan]], np.float32)
    read = Atlas.from_bytes(replace(atlas, conditions=codes).to_bytes(), 2, conditions=1)
    assert read.conditions is not None
    np.testing.assert_array_equal(read.conditions, codes)


def test_a_layout_of_its_own_is_kept(atlas: Atlas) -> None:
    layout = np.arange(10, dtype=np.float32).reshape(5, 2)
    read = Atlas.from_bytes(replace(atlas, layout=layout).to_bytes(), latent_dim=2)
    assert read.layout is not None
    np.testing.assert_array_equal(read.layout, layout)


def test_places_in_the_data_and_names_of_files_are_kept(atlas: Atlas) -> None:
    n = len(atlas)
    names = tuple(f"folder/ü {i}\n.png" for i in range(n))
    known = replace(atlas, row=np.arange(n, dtype=np.int32) * 7, file=names)
    read = Atlas.from_bytes(known.to_bytes(), known.mean.shape[1])
    assert read.row is not None
    np.testing.assert_array_equal(read.row, 7 * np.arange(n))
    assert read.file == tuple(name.replace("\n", " ") for name in names)
    lacking = replace(atlas, file=names[:-1])
    with pytest.raises(FolderError, match=f"has {n} images, but {n - 1} names"):
        Atlas.from_bytes(lacking.to_bytes(), known.mean.shape[1])


@pytest.mark.parametrize("layout", [np.zeros((4, 2)), np.zeros((5, 3)), np.full((5, 2), np.nan)])
def test_a_layout_that_does_not_fit_is_refused(atlas: Atlas, layout: NDArray[np.float64]) -> None:
    spoilt = replace(atlas, layout=layout.astype(np.float32))
    with pytest.raises(FolderError, match="layout"):
        Atlas.from_bytes(spoilt.to_bytes(), latent_dim=2)


@pytest.mark.parametrize("name", ["mean", "label", "error"])
def test_a_missing_array_is_named(atlas: Atlas, name: str) -> None:
    arrays = load(atlas.to_bytes())
    del arrays[name]
    with pytest.raises(FolderError, match=name):
        Atlas.from_bytes(save(arrays), latent_dim=2)


def test_arrays_must_fit_each_other_and_the_model(atlas: Atlas) -> None:
    short = replace(atlas, label=atlas.label[:3])
    with pytest.raises(FolderError, match="label"):
        Atlas.from_bytes(short.to_bytes(), latent_dim=2)
    with pytest.raises(FolderError, match="mean"):
        Atlas.from_bytes(atlas.to_bytes(), latent_dim=3)


def test_means_that_are_not_finite_are_refused(atlas: Atlas) -> None:
    spoilt = replace(atlas, mean=np.full_like(atlas.mean, np.nan))
    with pytest.raises(FolderError, match="NaN"):
        Atlas.from_bytes(spoilt.to_bytes(), latent_dim=2)


@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"\0" * 8])
def test_random_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(FolderError, match="safetensors"):
        Atlas.from_bytes(content, latent_dim=2)
