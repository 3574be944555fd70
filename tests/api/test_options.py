"""Keyword arguments, dataclasses and the command line name the same options."""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import MISSING, fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import latentwalk
from latentwalk.adoption.options import ModelKeywords, ModelOptions
from latentwalk.data import picture_options
from latentwalk.errors import ModelError, SettingsError
from latentwalk.hosts.html.options import ExportKeywords, ExportOptions
from latentwalk.training.keywords import TrainKeywords
from latentwalk.training.settings import TrainSettings

PAIRS = [
    (ModelKeywords, ModelOptions),
    (ExportKeywords, ExportOptions),
    (TrainKeywords, TrainSettings),
]


TAKEN: dict[str, Any] = {"data_dir": str | Path | None, "columns": Any}
"""What `train` takes besides the types of its fields, which the command line reads."""


@pytest.mark.parametrize(("keywords", "options"), PAIRS, ids=["model", "export", "train"])
def test_keywords_have_the_names_and_types_of_the_fields(keywords: Any, options: Any) -> None:
    optional = {
        field.name
        for field in fields(options)
        if (field.default, field.default_factory) != (MISSING, MISSING)
    }
    known: dict[str, Any] = {}
    for one in options.__mro__:
        known |= vars(sys.modules[one.__module__])
    types = get_type_hints(options, known)
    expected = {name: types[name] for name in optional}
    if keywords is TrainKeywords:
        expected |= TAKEN
    names = vars(picture_options) | vars(sys.modules[keywords.__module__])
    assert get_type_hints(keywords, names) == expected


@pytest.mark.parametrize("options", [options for _, options in PAIRS])
def test_every_field_is_documented(options: type) -> None:
    classes = [one for one in options.__mro__ if is_dataclass(one)]
    bodies = [ast.parse(inspect.getsource(one)).body[0].body for one in classes]
    documented = {
        field.target.id
        for body in bodies
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }
    assert documented == {field.name for field in fields(options)}


def test_a_misspelt_option_is_rejected(tmp_path: Path) -> None:
    options: dict[str, Any] = {"latent_dimm": 3}
    with pytest.raises(ModelError, match="Did you mean latent_dim"):
        latentwalk.explore("mnist", **options)
    with pytest.raises(ModelError, match="Did you mean latent_dim"):
        latentwalk.adopt("mnist", tmp_path / "m", **options)
    with pytest.raises(ModelError, match="Did you mean latent_dim"):
        latentwalk.export("mnist", tmp_path / "page.html", **options)
    with pytest.raises(SettingsError, match="latent_dimm"):
        latentwalk.train(data="digits", out=tmp_path / "m", **options)
    assert not list(tmp_path.iterdir())
