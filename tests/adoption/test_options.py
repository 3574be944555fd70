"""Options for foreign models are checked when they are given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import latentwalk
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import LatentwalkError, ModelError


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"latent_dim": "3"}, "latent_dim must be a positive number"),
        ({"values": (0,)}, "values must be the ends of the samples' range"),
        ({"image": 28}, r"image must be \(channels"),
        ({"atlas": "all"}, "atlas must be a positive number"),
        ({"classes": 5}, "classes must be a list"),
        ({"name": 7}, "name must be text"),
        ({"latentdim": 3}, "Did you mean latent_dim"),
    ],
)
def test_options_of_the_wrong_type(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(LatentwalkError, match=reason):
        latentwalk.explore("mnist", **options)


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(ModelError, match="latent_dims"):
        ModelOptions.from_keywords({"latent_dims": 3})


def test_numbers_of_numpy() -> None:
    options = ModelOptions(rate=np.int64(360), values=(np.float32(0), np.float32(1)))
    assert (options.known.rate, options.known.range) == (360.0, (0.0, 1.0))
