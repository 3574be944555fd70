from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

import latentwalk
from latentwalk.errors import LatentError, SettingsError
from latentwalk.latent.path import CurveKind, walk
from latentwalk.paths.walks import PathKind, walk_rows
from tests.conditional import D, conditional_folder
from tests.geometry.decoders import cylinder, decoding

KINDS = get_args(PathKind)
STOPS = np.array([[0, -1], [2, 1.5], [1, 0]], np.float32)
DATA = np.random.default_rng(0).normal(size=(300, 2))


@pytest.fixture(scope="module")
def model() -> latentwalk.Model:
    return decoding(cylinder, 2, 3, DATA)


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_at_each_stop_after_equal_times(
    model: latentwalk.Model, kind: PathKind, loop: bool
) -> None:
    frames = 3 * 8 if loop else 2 * 8 + 1
    rows = walk_rows(model, STOPS, frames, kind, loop=loop)
    assert (rows.shape, rows.dtype) == ((frames, 2), np.float32)
    np.testing.assert_allclose(rows[::8], STOPS, atol=1e-5)


@pytest.mark.parametrize("kind", get_args(CurveKind))
def test_curves_do_not_depend_on_the_model(model: latentwalk.Model, kind: CurveKind) -> None:
    np.testing.assert_array_equal(walk_rows(model, STOPS, 20, kind), walk(STOPS, 20, kind))


def test_an_even_walk_rises_evenly(model: latentwalk.Model) -> None:
    samples = model.decode(walk_rows(model, STOPS[:2], 49, "even")).astype(float)
    steps = np.linalg.norm(np.diff(samples, axis=0), axis=1)
    assert steps.max() / steps.mean() < 1.1


def test_a_leg_between_equal_points_stays(model: latentwalk.Model) -> None:
    for kind in KINDS[-2:]:
        rows = walk_rows(model, STOPS[[0, 0, 1]], 5, kind)
        np.testing.assert_allclose(rows[[0, 1, 2, 4]], STOPS[[0, 0, 0, 1]], atol=1e-5)


def test_conditions_change_evenly_in_time() -> None:
    model = latentwalk.Model(conditional_folder())
    stops = np.array([[0] * D + [1, 0, 0, 0.0], [1] * D + [0, 0, 1, 1.0]], np.float32)
    rows = walk_rows(model, stops, 5, "even")
    np.testing.assert_allclose(rows[:, D:], np.linspace(stops[0, D:], stops[1, D:], 5), atol=1e-6)


def test_bad_input_is_one_sentence(model: latentwalk.Model) -> None:
    with pytest.raises(SettingsError, match="one of lerp, slerp, spline, even, data, got 'short'"):
        walk_rows(model, STOPS, 5, "short")
    for kind in KINDS:
        with pytest.raises(LatentError, match="at least two points"):
            walk_rows(model, STOPS[:1], 5, kind)
