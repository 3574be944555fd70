"""Curves and tables to train on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from latentwalk.data.samples import load_samples
from latentwalk.errors import DataError
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.values import ValuesSpec

if TYPE_CHECKING:
    from pathlib import Path


def rows(n: int = 30, p: int = 3) -> np.ndarray:
    return np.arange(n * p, dtype=np.float64).reshape(n, p)


def test_a_table_keeps_its_names_and_its_labels(tmp_path: Path) -> None:
    path = tmp_path / "plants.csv"
    body = "\n".join(f"{i},{i / 100},{'ab'[i % 2]}" for i in range(30))
    path.write_text(f"height,share,label\n{body}\n")
    data = load_samples(path, "values")
    assert data.name == "plants"
    assert data.spec == ValuesSpec(("height", "share"), -1.45, 30.4)
    assert data.classes == ("a", "b")
    assert (len(data.train), len(data.held_out)) == (27, 3)
    np.testing.assert_array_equal(data.train.pixels[:, 0], data.train.places)
    np.testing.assert_array_equal(data.train.labels, data.train.places % 2)


def test_shares_are_drawn_from_0_to_1(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", rows() / 100)
    assert load_samples(tmp_path / "a.npy", "values").spec == ValuesSpec(("1", "2", "3"), 0.0, 1.0)


def test_values_far_from_0_have_a_range(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", 1000 + np.linspace(0, 4, 90).reshape(30, 3))
    assert load_samples(tmp_path / "a.npy", "values").spec == ValuesSpec(
        ("1", "2", "3"), 999.8, 1004.2
    )


@pytest.mark.parametrize(("shape", "lines"), [((30, 8), 1), ((30, 2, 8), 2)])
def test_curves_have_an_axis_of_lines(tmp_path: Path, shape: tuple[int, ...], lines: int) -> None:
    given = np.random.default_rng(0).normal(size=shape)
    np.savez(tmp_path / "a.npz", x=given, y=np.arange(30) % 3)
    data = load_samples(tmp_path / "a.npz", "curve")
    assert isinstance(data.spec, CurveSpec)
    assert data.spec.shape == (lines, 8)
    assert data.spec.low < given.min() < given.max() < data.spec.high
    assert data.classes == ("0", "1", "2")
    ours = data.train.pixels
    np.testing.assert_allclose(ours, given.reshape(30, lines, 8)[data.train.places], rtol=1e-6)


def with_nan() -> np.ndarray:
    values = rows()
    values[7, 2] = np.nan
    return values


def with_a_constant() -> np.ndarray:
    values = rows()
    values[:, 1] = 4
    return values


@pytest.mark.parametrize(
    ("values", "kind", "reason"),
    [
        (with_nan(), "values", r"in row 7, column 2, counted from 0"),
        (with_nan(), "curve", r"in row 7, value 2, counted from 0"),
        (with_a_constant(), "values", r"column 1 is 4 everywhere"),
        (np.zeros((30, 5)), "curve", r"line 0 is 0 everywhere"),
        (rows(19), "values", "19 rows, but 20 or more are needed"),
        (rows(3), "curve", "3 curves, but 20 or more are needed"),
        (np.zeros((30, 2, 2, 2)), "curve", r"curves \(n, t\) or \(n, c, t\)"),
        (np.zeros((30, 2, 2)), "values", r"tables \(n, p\)"),
        (np.full((30, 2), 1e30), "values", "beyond 1e"),
    ],
)
def test_samples_that_teach_nothing_are_refused(
    tmp_path: Path, values: Any, kind: str, reason: str
) -> None:
    np.save(tmp_path / "a.npy", values)
    with pytest.raises(DataError, match=reason):
        load_samples(tmp_path / "a.npy", kind)


def test_a_name_of_no_file_of_samples_is_refused() -> None:
    from pathlib import Path

    with pytest.raises(DataError, match="mnist has no curves"):
        load_samples(Path("mnist"), "curve")
