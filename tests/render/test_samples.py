from __future__ import annotations

import csv
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.errors import OutputError
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.values import ValuesSpec
from latentwalk.render.samples import write_samples

if TYPE_CHECKING:
    from pathlib import Path

SOUND = CurveSpec(4, ("left", "right"), -2.0, 2.0, rate=8.0)
VALUES = np.array([[[0, 2, -2, 1], [9, -9, 0, 0]]], np.float32)


def test_a_table_has_a_row_for_each_sample(tmp_path: Path) -> None:
    path = tmp_path / "genes.csv"
    write_samples(path, ValuesSpec(("a", "b,c")), np.array([[1, 0.25], [3, 4]], np.float32))
    with path.open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [["a", "b,c"], ["1", "0.25"], ["3", "4"]]


def test_an_array_is_as_it_was(tmp_path: Path) -> None:
    write_samples(tmp_path / "x.npy", SOUND, VALUES)
    np.testing.assert_array_equal(np.load(tmp_path / "x.npy"), VALUES)


def test_a_sound_is_scaled_to_its_range_and_clipped(tmp_path: Path) -> None:
    write_samples(tmp_path / "x.wav", SOUND, VALUES)
    with wave.open(str(tmp_path / "x.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8)
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert frames[:4, 0].tolist() == [0, 32767, -32767, 16384]
    assert frames[:2, 1].tolist() == [32767, -32767]
    assert not frames[4:].any()  # a pause


def test_what_is_no_sound_is_no_wav(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"needs a model of curves with a sampling rate"):
        write_samples(tmp_path / "x.wav", CurveSpec(4), VALUES[:, :1])
    assert not list(tmp_path.iterdir())


def test_a_text_has_a_line_of_symbols_for_each_sample(tmp_path: Path) -> None:
    spec = CategoriesSpec(3, ("", "A", "B"))
    write_samples(tmp_path / "x.txt", spec, spec.accepted(["AB", "BAA"]))
    assert (tmp_path / "x.txt").read_text() == "AB\nBAA\n"


def test_what_are_no_categories_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"needs a model of categories"):
        write_samples(tmp_path / "x.txt", SOUND, VALUES)
