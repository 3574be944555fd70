"""The fuzzer notices what it should."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from trials.fuzzing import watch
from trials.fuzzing.readers import TARGETS
from trials.fuzzing.target import Target

from latentwalk.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def refuse(content: bytes, place: Path) -> None:
    raise DataError("refused")


def fail(content: bytes, place: Path) -> None:
    raise KeyError(content)


def write_inside(content: bytes, place: Path) -> None:
    (place / "a").write_bytes(content)


def write_outside(content: bytes, place: Path) -> None:
    (place.parent / "b").write_bytes(content)


def remove_outside(content: bytes, place: Path) -> None:
    (place.parent / "b").unlink(missing_ok=True)


def begin(content: bytes, place: Path) -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def dawdle(content: bytes, place: Path) -> None:
    time.sleep(0.02)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (refuse, {"results": 0, "faults": 0, "outside": 0, "slow": 0}),
        (write_inside, {"results": 1, "faults": 0, "outside": 0, "slow": 0}),
        (fail, {"results": 0, "faults": 1, "outside": 0, "slow": 0}),
        (write_outside, {"results": 1, "faults": 0, "outside": 1, "slow": 0}),
        (remove_outside, {"results": 1, "faults": 0, "outside": 1, "slow": 0}),
        (begin, {"results": 1, "faults": 0, "outside": 1, "slow": 0}),
        (dawdle, {"results": 1, "faults": 0, "outside": 0, "slow": 1}),
    ],
)
def test_what_it_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: object, expected: dict[str, int]
) -> None:
    monkeypatch.setattr(watch, "SLOW", 0.01 if read is dawdle else 60)
    place, kept = tmp_path / "place", tmp_path / "kept"
    place.mkdir()
    kept.mkdir()
    target = Target("t", "", lambda: [b"x"], read)  # type: ignore[arg-type]
    shown = watch.Watch(target, place, kept)
    shown.show(b"x")
    shown.write(tmp_path / "watch.json")
    seen = json.loads((tmp_path / "watch.json").read_text())
    counts = {"outside": bool(seen["outside"]), "faults": len(seen["faults"])}
    assert {**{name: seen[name] for name in ("results", "slow")}, **counts} == expected
    assert seen["inputs"] == 1
    assert (kept / "t-fault-0").exists() == bool(expected["faults"])


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_files_differ_and_are_reproducible(name: str) -> None:
    target = TARGETS[name]
    (seed, *_) = target.seeds()
    made = [target.spoilt(seed, random.Random(number)) for number in range(50)]
    assert made == [target.spoilt(seed, random.Random(number)) for number in range(50)]
    assert len(set(made)) > 20
