from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.errors import SettingsError
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.palette import DIVERGING, MISSING, SEQUENTIAL, coloured

PLANE = FieldSpec(2, 3, ("a", "b", "c"), None, 0.0, 10.0, ((0.0, 1.0), (-2.0, 2.0), (0.0, 10.0)))
VOLUME = FieldSpec(3, 4, ("rho",), 2, 0.0, 1.0)


def rgb(text: str) -> list[int]:
    return list(bytes.fromhex(text))


def test_the_first_channel_is_drawn_in_its_own_range() -> None:
    values = np.zeros((1, 3, 2, 3), np.float32)
    values[0, 0, 1, 2] = 1
    (picture,) = PLANE.draw(values, 3, 2)
    assert picture[0, 0].tolist() == rgb(SEQUENTIAL[0])
    assert picture[1, 2].tolist() == rgb(SEQUENTIAL[-1])


def test_three_channels_are_drawn_as_red_green_and_blue() -> None:
    values = np.zeros((1, 3, 2, 3), np.float32)
    values[0, :, 0, 0] = 1, 1, 5
    (picture,) = PLANE.seen("3,1,2").draw(values, 3, 2)
    assert picture[0, 0].tolist() == [128, 255, 191]


@pytest.mark.parametrize(
    ("choice", "axis", "at"), [("", 0, 1), (":z0", 0, 0), ("1:y2", 1, 2), (":x3", 2, 3)]
)
def test_a_volume_is_cut_across_an_axis(choice: str, axis: int, at: int) -> None:
    values = np.random.default_rng(0).random((1, *VOLUME.shape), np.float32)
    spec = VOLUME.seen(choice)
    cut = values[0, 0].take(at, axis=axis)
    (picture,) = spec.draw(values, cut.shape[1], cut.shape[0])
    np.testing.assert_array_equal(picture, coloured(cut, 0.0, 1.0))
    width, height = spec.cell
    assert width * cut.shape[0] == height * cut.shape[1]


@pytest.mark.parametrize(
    "choice", ["0", "4", "1,2", "1,2,9", "z1", ":z2", ":w1", "1 ", "1;2", "\u0661"]
)
def test_what_a_field_does_not_have_cannot_be_drawn(choice: str) -> None:
    spec = FieldSpec(3, 4, ("a", "b", "c"), 2)
    with pytest.raises(SettingsError):
        spec.seen(choice)


def test_a_field_in_the_plane_has_no_slices() -> None:
    with pytest.raises(SettingsError, match="no volume"):
        PLANE.seen("1:z0")


def test_zero_is_dark_where_the_range_reaches_to_both_sides() -> None:
    colours = coloured(np.array([-4.0, 0.0, 2.0, 4.0]), -1.0, 4.0)
    assert colours[1].tolist() == rgb(DIVERGING[5])
    assert colours[3].tolist() == rgb(DIVERGING[-1])
    assert colours[0].tolist() == rgb(DIVERGING[0])


def test_a_range_that_hardly_reaches_below_zero_is_sequential() -> None:
    assert coloured(np.array([-0.1]), -0.1, 4.0)[0].tolist() == rgb(SEQUENTIAL[0])


def test_what_is_no_number_is_grey() -> None:
    assert coloured(np.array([np.nan]), 0.0, 1.0)[0].tolist() == [MISSING] * 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"height": 0}, "positive integers"),
        ({"depth": -1}, "positive integers"),
        ({"depth": True}, "positive integers"),
        ({"width": 2**30}, "at most"),
        ({"channels": []}, "1 to 4096 names"),
        ({"channels": "ab"}, "1 to 4096 names"),
        ({"channels": [1]}, "names and labels must be text"),
        ({"ranges": [[0, 1], [0, 1]]}, "one for each channel"),
        ({"ranges": [0]}, "its two ends"),
        ({"ranges": [[1, 0]]}, "below high"),
        ({"ranges": [[0, float("nan")]]}, "below high"),
        ({"low": float("nan")}, "below high"),
        ({"choice": None}, "a field has"),
    ],
)
def test_a_hostile_specification_is_refused(change: dict[str, Any], sentence: str) -> None:
    content = {"height": 2, "width": 3, "channels": ["a"], "low": 0, "high": 1, **change}
    with pytest.raises(ValueError, match=sentence):
        FieldSpec.from_json(content)


def test_it_is_described_by_its_grid_and_channels() -> None:
    assert str(PLANE) == "2 x 3 with 3 channels (a, b, c)"
    assert str(VOLUME) == "2 x 3 x 4 (rho)"
    assert str(FieldSpec(2, 3, ("1", "2"))) == "2 x 3 with 2 channels"
