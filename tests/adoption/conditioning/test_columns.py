"""Columns of a data frame, and labels that are names, say what conditions are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from latentwalk.errors import DataError
from tests.adoption import conditional
from tests.adoption.opening import opened, opened_with_messages

pandas = pytest.importorskip("pandas")
ROWS = np.random.default_rng(0).standard_normal((30, 5)).astype(np.float32)
BATCH, AGE = np.arange(30) % 3, np.arange(30.0)
CONDITIONS = {"batch": ["0", "1", "2"], "age": (0, 100)}
NAN = float("nan")


class Covariates(nn.Module):
    """A conditional VAE of five values that takes a batch and an age."""

    latent_dim = 2

    def __init__(self) -> None:
        super().__init__()
        self.dec, self.enc = nn.Linear(2 + 4, 5), nn.Linear(5 + 4, 4)

    def encode(self, x: Tensor, batch: Tensor, age: Tensor) -> Any:
        hot = functional.one_hot(batch, 3).to(x.dtype)
        return self.enc(torch.cat([x, hot, age], 1)).chunk(2, 1)

    def decode(self, z: Tensor, batch: Tensor, age: Tensor) -> Tensor:
        hot = functional.one_hot(batch, 3).to(z.dtype)
        return self.dec(torch.cat([z, hot, age], 1))


def frame(batch: Any = BATCH, age: Any = AGE) -> Any:
    """A table of samples with a column for each condition."""
    table = pandas.DataFrame(ROWS, columns=list("abcde"))
    return table.assign(batch=batch, age=age)


def codes_of(data: Any, model: Any = None) -> Any:
    """The codes (n, 2) of the atlas of data."""
    torch.manual_seed(0)
    own = {} if model is not None else {"conditions": CONDITIONS, "posterior": "mean,logvar"}
    found = opened(Covariates() if model is None else model, data, **own)
    assert found.atlas is not None
    return found.atlas.conditions


def test_columns_of_conditions_are_no_values() -> None:
    np.testing.assert_array_equal(codes_of(frame()), np.stack([BATCH, AGE], 1))


def test_missing_cells_are_unknown() -> None:
    gaps = np.arange(30) % 5 == 0
    floats = np.where(gaps, NAN, BATCH)  # whole numbers with gaps are floats
    whole = pandas.array([None if gap else int(a) for gap, a in zip(gaps, AGE, strict=True)])
    expected = np.stack([floats, np.where(gaps, NAN, AGE)], 1)
    np.testing.assert_array_equal(codes_of(frame(floats, whole)), expected)


def test_text_in_a_column_of_numbers_is_named() -> None:
    with pytest.raises(DataError, match=r"'age' must have numbers.*got 'old' in row 0"):
        codes_of(frame(age="old"))


def test_a_model_folder_takes_columns_too() -> None:
    torch.manual_seed(0)
    model = opened(Covariates(), frame(), conditions=CONDITIONS, posterior="mean,logvar")
    np.testing.assert_array_equal(codes_of(frame(BATCH[::-1]), model)[:, 0], BATCH[::-1])


class Pairs:
    """A data set of images and labels that are text."""

    def __init__(self, labels: list[str]) -> None:
        self.images = np.random.default_rng(0).random((len(labels), 1, 8, 8), np.float32)
        self.labels = labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, i: int) -> Any:
        return torch.from_numpy(self.images[i]), self.labels[i]


def test_names_of_a_stream_are_values_in_alphabetical_order() -> None:
    torch.manual_seed(0)
    module, options = conditional.OneHot(), {"posterior": "mean,logvar", "values": (0, 1)}
    data = Pairs([f"{9 - i % 10} {'zyxwvutsrq'[9 - i % 10]}" for i in range(40)])
    model = opened(module, data, **options)
    assert model.atlas is not None
    hot = torch.eye(10)[[9 - i % 10 for i in range(40)]]
    mean = module.encode(torch.from_numpy(data.images), hot)[0].detach().numpy()
    np.testing.assert_allclose(model.atlas.mean, mean, atol=1e-5)


def test_names_of_a_stream_are_not_taken_in_the_order_of_their_appearance() -> None:
    torch.manual_seed(0)
    options = {"posterior": "mean,logvar", "values": (0, 1)}
    data = Pairs([f"{9 - i % 3} dog" for i in range(40)])
    model, messages = opened_with_messages(conditional.OneHot(), data, **options)
    assert model.atlas is not None
    assert model.atlas.conditions is not None
    assert np.isnan(model.atlas.conditions).all()
    assert "What y is for the data is unknown" in messages


def test_numbers_beyond_the_range_are_said() -> None:
    options = {"conditions": {**CONDITIONS, "age": (0, 10)}, "posterior": "mean,logvar"}
    messages = opened_with_messages(Covariates(), frame(), **options)[1]
    assert "The data's age is from 0 to 29, beyond its range, 0 to 10: give conditions=" in messages
    options["conditions"] = CONDITIONS
    assert "beyond" not in opened_with_messages(Covariates(), frame(), **options)[1]
