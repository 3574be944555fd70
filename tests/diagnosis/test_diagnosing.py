"""What `diagnose` lists for models whose faults are known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.diagnosis import diagnose, diagnosing
from latentwalk.errors import MissingError
from tests.geometry.decoders import PLANE, decoding, encoded

if TYPE_CHECKING:
    import latentwalk
    from latentwalk.folder.atlas import Atlas

N = 400


def faulty() -> Atlas:
    """Items (400, 3) of two classes; the second lies in two places, and z3 is unused."""
    rng = np.random.default_rng(0)
    mean = rng.standard_normal((N, 3)).astype(np.float32)
    mean[:, 2] = 0
    mean[1::4, 0] += 30
    logvar = np.tile(np.float32([-4, -4, 0]), (N, 1))
    error = np.ones(N, np.float32)
    error[7], error[9] = 9, np.nan
    label = (np.arange(N) % 2).astype(np.int32)
    files = tuple(f"{i}.png" for i in range(N))
    return replace(encoded(mean), logvar=logvar, label=label, error=error, file=files)


def model(atlas: Atlas | None) -> latentwalk.Model:
    made = decoding(lambda z: z[:, :2] @ PLANE, 3, 5)
    made.__dict__["atlas"] = atlas
    return made


def test_a_dimension_without_information_is_unused() -> None:
    assert diagnose(model(faulty())).unused == (3,)


def test_of_points_the_narrowest_dimension_is_unused() -> None:
    atlas = faulty()
    points = replace(atlas, logvar=np.full_like(atlas.logvar, -20))
    found = diagnose(model(points))
    assert found.unused == (3,)
    assert found.empty is None
    assert diagnosing.NO_PRIOR in found.notes


def test_a_class_in_two_places_is_torn() -> None:
    (torn,) = diagnose(model(faulty())).torn
    assert (torn.name, torn.size, len(torn.parts)) == ("1", 200, 2)
    # stragglers belong to no part
    assert all(95 <= part.size <= 100 for part in torn.parts)
    atlas = faulty()
    places = sorted(float(atlas.mean[part.item, 0]) for part in torn.parts)
    np.testing.assert_allclose(places, [0, 30], atol=0.5)


def test_the_worst_item_comes_first_and_unknown_errors_are_left_out() -> None:
    worst = diagnose(model(faulty()), most=1000).worst
    first = worst[0]
    assert (first.index, first.name, first.label, first.value) == (7, "7.png", "1", 9.0)
    assert len(worst) == N - 1


def test_an_item_far_from_all_is_the_loneliest() -> None:
    atlas = faulty()
    atlas.mean[20] = [-40, 0, 0]
    assert diagnose(model(atlas)).loneliest[0].index == 20


def test_equal_items_are_duplicates() -> None:
    atlas = faulty()
    atlas.mean[8] = atlas.mean[2]
    found = diagnose(model(atlas))
    (pair,) = found.duplicates
    assert (pair.first.index, pair.second.index, pair.distance) == (2, 8, 0)
    assert found.duplicate_items == 2


def test_holes_are_found_along_used_dimensions() -> None:
    found = diagnose(model(faulty()), most=3)
    assert 0 < len(found.holes) <= 3
    assert [hole.z[2] for hole in found.holes] == [0] * len(found.holes)
    assert found.holes == tuple(sorted(found.holes, key=lambda hole: -hole.distance))


def test_items_that_are_all_equal_have_no_outliers() -> None:
    atlas = encoded(np.zeros((5, 2), np.float32))
    found = diagnose(decoding(lambda z: z @ PLANE, 2, 5, atlas.mean))
    assert (found.gap, found.worst, found.loneliest, found.unused) == (0, (), (), (1, 2))
    assert found.duplicate_items == 5
    assert diagnosing.NO_CLASSES in found.notes


def test_many_items_are_thinned_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosing, "MOST_ITEMS", 100)
    found = diagnose(model(faulty()))
    assert found.items == 100
    assert "100 of 400 encoded items were examined, evenly spaced." in found.notes
    assert found.worst[0].index == 7, "errors need no neighbours"


@pytest.mark.parametrize("n", [None, 2])
def test_too_few_items(n: int | None) -> None:
    atlas = None if n is None else encoded(np.zeros((n, 3), np.float32))
    with pytest.raises(MissingError, match="at least 3: add some with `latentwalk encode"):
        diagnose(model(atlas))
