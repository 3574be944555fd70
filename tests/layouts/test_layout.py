from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.errors import DataError, MissingError, SettingsError
from latentwalk.folder.atlas import Atlas
from latentwalk.layouts import layout as module
from latentwalk.layouts.layout import Layout, lack
from latentwalk.layouts.methods import METHODS, check_installed
from tests.layouts.swiss import sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


def flat(points: NDArray[np.float32], *_: object) -> NDArray[np.float32]:
    """In the place of a library: the coordinates of the sheet, which are dimensions 3 and 4."""
    return points[:, 3:5]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "check_installed", METHODS.__getitem__)
    monkeypatch.setattr(module, "fitted", lambda _, points, *rest: flat(points))


def atlas(means: NDArray[np.float32], places: NDArray[np.float32] | None) -> Atlas:
    n = len(means)
    whole, byte = np.zeros(n, np.int32), np.zeros(n, np.uint8)
    return Atlas(means, means, whole, byte, np.zeros(n, np.float32), layout=places)


@pytest.mark.usefixtures("fake")
def test_a_made_layout_says_how() -> None:
    _, means = sheet()
    found = Layout.made(means, "umap", seed=3)
    np.testing.assert_array_equal(found.places, flat(means))
    about = dict(found.about)
    assert 0 < about.pop("error") < 0.1
    about.pop("version")
    settings = {"n_neighbors": 15, "min_dist": 0.1}
    assert about == {"method": "umap", "library": "umap-learn", "seed": 3, "settings": settings}


@pytest.mark.usefixtures("fake")
def test_of_many_points_a_sample_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 500)
    _, means = sheet(2000)
    found = Layout.made(means, "pacmap")
    assert found.about["fitted"] == 500
    np.testing.assert_array_equal(found.places[::4], flat(means)[::4])
    np.testing.assert_allclose(found.places, flat(means), atol=0.5)
    assert np.abs(found.places - flat(means)).mean() < 0.05


def test_new_points_are_placed_in_the_layout_of_others() -> None:
    places, means = sheet()
    _, others = sheet(seed=1)
    known: Mapping[str, object] = {"method": "umap", "seed": 0}
    found = Layout.taken_over(others, atlas(means, places), known)
    assert found.about["placed"] == 400
    assert found.about["method"] == "umap"
    assert np.abs(found.places - flat(others)).mean() < 0.1


@pytest.mark.parametrize(
    ("means", "reason"),
    [
        (np.zeros((40, 2)), "A latent space of 2 dimensions needs no layout"),
        (np.zeros((40, 1)), "A latent space of 1 dimension needs no layout"),
        (np.eye(14), "A layout needs at least 15 encoded items, and there are 14"),
        (np.ones((40, 6)), "All encoded items lie at one latent point"),
    ],
)
def test_some_points_have_no_layout(means: NDArray[np.float64], reason: str) -> None:
    assert lack(means.astype(np.float32)).startswith(reason)


@pytest.mark.usefixtures("fake")
def test_points_without_a_layout_are_refused() -> None:
    with pytest.raises(DataError, match="at least 15"):
        Layout.made(np.eye(9, dtype=np.float32), "umap")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingError, match=r"umap-learn: pip install 'latentwalk\[layout\]'"):
        check_installed("umap")


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(SettingsError, match="umap, pacmap, tsne or none, or coordinates; got 'x'"):
        check_installed("x")
