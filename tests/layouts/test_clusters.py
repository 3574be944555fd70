from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.errors import MissingError
from latentwalk.layouts import clusters
from latentwalk.layouts.clusters import clustered

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytest.importorskip("sklearn")


def blobs(*sizes: int, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Points (n, 2) around middles that are far apart, shuffled, and their groups."""
    rng = np.random.default_rng(seed)
    group = rng.permutation(np.repeat(np.arange(len(sizes), dtype=np.int32), sizes))
    points = rng.normal(size=(len(group), 2)) + 20 * group[:, None]
    return points.astype(np.float32), group


def test_groups_are_found_and_numbered_by_size() -> None:
    points, group = blobs(60, 200, 100)
    found = clustered(points)
    for number, expected in enumerate((1, 2, 0)):
        inside = found == number
        assert set(group[inside]) == {expected}
        assert inside.sum() > 0.8 * (group == expected).sum()


def test_few_points_have_none() -> None:
    assert (clustered(blobs(12, 12)[0]) == -1).all()


def test_of_many_points_some_are_clustered_and_the_others_belong_to_the_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clusters, "MOST", 150)
    points, group = blobs(300, 450)
    found = clustered(points)
    for number, expected in enumerate((1, 0)):
        assert set(group[found == number]) == {expected}
    assert (found >= 0).mean() > 0.8


def test_without_scikit_learn_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingError, match=r"pip install 'latentwalk\[layout\]'"):
        clustered(blobs(30, 30)[0])
