"""Inputs that fuzzing found, and a few new ones: each gives a result or an error, no warning."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from trials.fuzzing.drawing import files_of
from trials.fuzzing.readers import TARGETS

from latentwalk.errors import LatentwalkError

FOUND = sorted((Path(__file__).parent / "found").iterdir())
QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_found_defects_are_fixed(path: Path, tmp_path: Path) -> None:
    with suppress(LatentwalkError):
        TARGETS[path.name.partition("-")[0]].read(path.read_bytes(), tmp_path)


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"config"}))
def test_some_seed_is_read(name: str, tmp_path: Path) -> None:
    """A fuzzer that begins with rubbish finds nothing."""
    target = TARGETS[name]
    read = 0
    for content in target.seeds():
        with suppress(LatentwalkError):
            target.read(content, tmp_path)
            read += 1
    assert read


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]

    @QUICK
    @given(files_of(target), st.just(tmp_path))
    def every(content: bytes, place: Path) -> None:
        with suppress(LatentwalkError):
            target.read(content, place)

    every()
