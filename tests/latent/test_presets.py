from __future__ import annotations

import numpy as np

from latentwalk.folder.atlas import Atlas
from latentwalk.latent import presets
from latentwalk.latent.presets import choose_presets


def atlas_of(mean: np.ndarray, label: np.ndarray, error: np.ndarray) -> Atlas:
    n = len(mean)
    return Atlas(
        mean.astype(np.float32), np.zeros_like(mean, np.float32), label.astype(np.int32),
        np.zeros(n, np.uint8), error.astype(np.float32),
    )  # fmt: skip


def test_it_is_the_best_reconstructed_of_the_densest() -> None:
    rng = np.random.default_rng(0)
    dense, sparse = rng.normal(0, 0.05, (100, 2)), rng.normal(5, 3.0, (400, 2))
    error = np.concatenate([rng.uniform(10, 20, 100), np.zeros(400)])
    atlas = atlas_of(np.concatenate([dense, sparse]), np.zeros(500), error)
    chosen = np.array(choose_presets(atlas, ["a"])["a"])
    row = int(np.linalg.norm(atlas.mean - chosen, axis=1).argmin())
    assert row < 100, "not in the dense part, though reconstructed perfectly elsewhere"
    assert error[row] < np.quantile(error[:100], 0.2)


def test_its_neighbours_have_its_class() -> None:
    rng = np.random.default_rng(0)
    shared, own = rng.normal(0, 0.3, (100, 2)), rng.normal(4, 0.3, (100, 2))
    rival = rng.normal(0, 0.3, (300, 2))
    mean = np.concatenate([shared, own, rival])
    label = np.repeat([0, 1], [200, 300])
    error = np.concatenate([np.zeros(100), np.ones(400)])
    chosen = choose_presets(atlas_of(mean, label, error), ["a", "b"])["a"]
    assert np.linalg.norm(np.array(chosen) - 4) < 2


def test_classes_without_images_have_no_preset() -> None:
    atlas = atlas_of(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, -1]), np.zeros(2))
    assert choose_presets(atlas, ["a", "b", "c"]) == {"b": (1.0, 2.0)}


def test_large_classes_are_thinned() -> None:
    n = presets.MAX_MEMBERS * 2 + 1
    mean = np.linspace(0, 1, n)[:, None]
    atlas = atlas_of(mean, np.zeros(n), np.ones(n))
    assert set(choose_presets(atlas, ["a"])) == {"a"}
