from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets

from latentwalk.data import digits, load
from latentwalk.errors import MissingError


def test_they_need_no_network() -> None:
    data = load("digits")
    assert len(data.train) + len(data.held_out) == 1797
    assert data.spec.shape == (1, 8, 8)
    assert data.train.pixels.max() == 255
    assert load("digits", size=28).spec.shape == (1, 28, 28)


@pytest.mark.parametrize("table", [digits.TABLE, Path("moved.csv.gz")])
def test_they_are_those_of_scikit_learn(monkeypatch: pytest.MonkeyPatch, table: Path) -> None:
    monkeypatch.setattr(digits, "TABLE", table)
    data = load("digits")
    reference = sklearn.datasets.load_digits()
    ours = np.concatenate([data.train.pixels, data.held_out.pixels])[..., 0] * (16 / 255)
    labels = np.concatenate([data.train.labels, data.held_out.labels])
    mine = sorted((*image.round().ravel(), n) for image, n in zip(ours, labels, strict=True))
    pairs = zip(reference.images, reference.target, strict=True)
    theirs = sorted((*image.ravel(), n) for image, n in pairs)
    assert mine == theirs


def test_scikit_learn_is_not_imported() -> None:
    script = "import sys; from latentwalk.data import load; load('digits'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "latentwalk.data.digits" in done.stdout.split()
    assert "sklearn" not in done.stdout.split()


def test_without_scikit_learn_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingError, match=r"latentwalk\[digits\]"):
        load("digits")
