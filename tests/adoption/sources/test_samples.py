"""Data of curves, values and points in every form."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import torch
from scipy import sparse
from torch.utils.data import DataLoader, TensorDataset

from latentwalk.errors import DataError
from tests.adoption.opening import opened, opened_with_messages
from tests.adoption.samples import GENES, Arrays, ConvCurves, Genes, Poses, codes

if TYPE_CHECKING:
    from pathlib import Path

RNG = np.random.default_rng(0)
CURVES = RNG.standard_normal((300, 1, 32), dtype=np.float32)
LABELS = np.arange(300) % 3
COUNTS = RNG.poisson(1.0, (40, 50))
KINDS = np.array(["B", "T"])[np.arange(40) % 2]


def dataset() -> Any:
    return TensorDataset(torch.from_numpy(CURVES), torch.from_numpy(LABELS))


FORMS: dict[str, Any] = {
    "array": lambda: CURVES,
    "tensor": lambda: torch.from_numpy(CURVES),
    "without an axis": lambda: CURVES[:, 0],
    "lines last": lambda: CURVES.transpose(0, 2, 1),
    "list": lambda: list(CURVES),
    "numbers": lambda: CURVES[:, 0].tolist(),
    "generator": lambda: (one for one in CURVES),
    "generator of lines": lambda: (one[0] for one in CURVES),
    "data set": dataset,
    "loader": lambda: DataLoader(dataset(), 64),
    "labelled generator": lambda: ((one, int(label)) for one, label in dataset()),
    "dictionary": lambda: {"x": CURVES, "y": LABELS},
    "pair": lambda: (CURVES, LABELS),
    "table": lambda: pd.DataFrame(CURVES[:, 0]).add_prefix("t"),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_data(form: str) -> None:
    module = ConvCurves()
    model = opened(module, FORMS[form]())
    assert model.atlas is not None
    np.testing.assert_allclose(model.atlas.mean, codes(module, CURVES), atol=1e-5)
    labelled = form in {"data set", "loader", "labelled generator", "dictionary", "pair"}
    assert model.atlas.label.tolist() == (LABELS.tolist() if labelled else [-1] * 300)
    assert model.atlas.row is not None
    assert model.atlas.row.tolist() == list(range(300))


def test_a_stream_of_points() -> None:
    poses = RNG.standard_normal((140, 5, 2), dtype=np.float32)
    module = Poses()
    for data in (iter(poses), iter([poses[:100], poses[100:]])):
        model = opened(module, data)
        assert model.atlas is not None
        np.testing.assert_allclose(model.atlas.mean, codes(module, poses), atol=1e-5)


def test_a_table_has_names_and_labels() -> None:
    table = pd.DataFrame(COUNTS, columns=list(GENES)).assign(batch="a", Label=KINDS)
    module = Genes()
    model, messages = opened_with_messages(module, table)
    assert (model.output.columns, model.classes) == (GENES, ("B", "T"))
    assert model.atlas is not None
    np.testing.assert_allclose(
        model.atlas.mean, codes(module, COUNTS.astype(np.float32)), atol=1e-5
    )
    assert "left out: batch." in messages


@pytest.mark.parametrize("matrix", [np.asarray, sparse.csr_matrix, sparse.csc_array])
def test_an_annotated_matrix(matrix: Any) -> None:
    obs = pd.DataFrame({"cell_kind": KINDS, "depth": range(40)})
    data = SimpleNamespace(X=matrix(COUNTS), obs=obs, var_names=pd.Index(GENES))
    module = Genes()
    model, messages = opened_with_messages(module, data)
    assert (model.output.columns, model.classes) == (GENES, ("B", "T"))
    assert "Labels are obs['cell_kind']" in messages
    assert model.atlas is not None
    np.testing.assert_allclose(
        model.atlas.mean, codes(module, COUNTS.astype(np.float32)), atol=1e-5
    )
    data.obs = pd.DataFrame({"one": KINDS, "two": KINDS})
    model, messages = opened_with_messages(Genes(), data)
    assert model.classes == ()
    assert "several columns of text (one, two)" in messages


def test_columns_are_found_by_their_names() -> None:
    table = pd.DataFrame(COUNTS, columns=list(GENES))
    module = Genes()
    model = opened(module, table[list(GENES[::-1])].assign(more=1.0), names=GENES)
    assert model.atlas is not None
    np.testing.assert_allclose(
        model.atlas.mean, codes(module, COUNTS.astype(np.float32)), atol=1e-5
    )


@pytest.mark.parametrize("ending", [".csv", ".npy", ".npz"])
def test_files(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"data{ending}"
    if ending == ".csv":
        pd.DataFrame(COUNTS, columns=list(GENES)).assign(label=KINDS).to_csv(path, index=False)
    elif ending == ".npy":
        np.save(path, COUNTS.astype(np.float32))
    else:
        np.savez(path, x=COUNTS, y=KINDS)
    module = Genes()
    model = opened(module, str(path), output="values")
    assert model.atlas is not None
    np.testing.assert_allclose(
        model.atlas.mean, codes(module, COUNTS.astype(np.float32)), atol=1e-5
    )
    assert model.classes == (() if ending == ".npy" else ("B", "T"))
    again = opened(model, str(path))  # a model of ours
    np.testing.assert_allclose(again.atlas.mean, model.atlas.mean, atol=1e-6)  # type: ignore[union-attr]


def test_a_file_of_images(tmp_path: Path) -> None:
    images = RNG.random((5, 36), dtype=np.float32)
    np.save(tmp_path / "images.npy", images)
    module = Arrays(36)
    model = opened(module, tmp_path / "images.npy", values=(0, 1))
    assert model.output.kind == "image"
    assert model.atlas is not None
    np.testing.assert_allclose(model.atlas.mean, codes(module, images), atol=1e-5)
    table = pd.DataFrame(images).add_prefix("pixel")
    again = opened(model, table)  # a model of ours
    for one in (opened(module, table, output="image", values=(0, 1)), again):
        assert one.atlas is not None
        np.testing.assert_allclose(one.atlas.mean, codes(module, images), atol=1e-5)


def test_rows_with_nan_are_named() -> None:
    data = CURVES.copy()
    data[[3, 9, 10, 11, 12, 13, 14], 0, 5] = np.nan
    with pytest.raises(DataError, match="in rows 3, 9, 10, 11, 12 and 2 more, counted from 0"):
        opened(ConvCurves(), data)
    with pytest.raises(DataError, match="in row 299, counted from 0"):
        opened(ConvCurves(), (np.full_like(one, np.inf) if at == 299 else one
                              for at, one in enumerate(CURVES)))  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([np.zeros(32), np.zeros(30)], "different shapes"),
        (np.array([["a"] * 32] * 3), "numbers"),
        (np.zeros((0, 32), np.float32), "no "),
        ("pictures", "no such|not a data set|pictures"),
        ("nowhere.csv", "does not exist"),
        (5, "must be an array"),
    ],
)
def test_data_that_are_none_end_in_a_sentence(data: Any, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        opened(ConvCurves(), data, output="curve")


def test_labels_must_be_as_many_as_samples() -> None:
    with pytest.raises(DataError, match="300 .*, but 3 labels"):
        opened(ConvCurves(), CURVES, labels=[0, 1, 2])


def test_one_sample_without_an_axis_is_refused() -> None:
    with pytest.raises(DataError, match="shape of one sample"):
        opened(Poses(), CURVES[0, 0, :10].reshape(5, 2))


def test_rows_of_different_lengths_are_refused() -> None:
    with pytest.raises(DataError, match="different shapes, 2 and 3"):
        opened(Arrays(3), [[1, 2], [1, 2, 3]])


@pytest.mark.parametrize("dtype", ["int16", "int64", "bool", "float32"])
def test_rows_that_are_read_as_squares_are_said(dtype: str) -> None:
    _, messages = opened_with_messages(
        Arrays(36), (CURVES[:40, 0, :1] > np.arange(36)).astype(dtype)
    )
    assert "read as square images" in messages


def test_bytes_that_are_no_square_may_be_curves() -> None:
    model = opened(Arrays(67), np.arange(67 * 9, dtype=np.uint8).reshape(9, 67))
    assert model.output.kind == "curve"
