"""Several models at once, foreign ones and model folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import latentwalk
from latentwalk.adoption.options import ModelOptions
from latentwalk.adoption.several import all_adopted
from latentwalk.errors import ModelError
from latentwalk.folder.manifest import DECODER
from latentwalk.outputs.curve import CurveSpec
from tests.kinds import model_of

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_known_about_a_foreign_model_is_not_about_a_folder(tmp_path: Path) -> None:
    decoder = tmp_path / "mine.onnx"
    decoder.write_bytes(model_of("curve").folder.content(DECODER))
    options = ModelOptions(rate=8000)
    for own in ("waves", latentwalk.open("waves")):
        foreign, ours = all_adopted([decoder, own], options)
        assert isinstance(foreign.output, CurveSpec)
        assert foreign.output.rate == 8000
        assert ours.output == latentwalk.open("waves").output


def test_a_folder_alone_says_it_itself() -> None:
    with pytest.raises(ModelError, match=r"rate= \(--rate\) describes a foreign model, but waves"):
        all_adopted(["waves"], ModelOptions(rate=8000))


def test_the_data_are_those_of_the_first(tmp_path: Path) -> None:
    images = latentwalk.open("mnist").decode([[0.0] * 6] * 20)
    first, second = all_adopted(["mnist", "mnist-2d"], ModelOptions(), data=images)
    assert first.atlas is not None
    assert second.atlas is not None
    assert (len(first.atlas), len(second.atlas)) == (20, 10_000)
