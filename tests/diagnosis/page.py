"""Numbers that the page must compute as well: `python -m tests.diagnosis.page` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

import latentwalk
from latentwalk.diagnosis import diagnose
from latentwalk.diagnosis.holes import empty_places
from latentwalk.diagnosis.surroundings import Surroundings

FILE = Path(__file__).parents[2] / "frontend" / "tests" / "fixtures" / "diagnosis.json"


def numbers() -> dict[str, Any]:
    """The diagnoses of two shipped models, and the holes among given draws for `cells`."""
    found = {
        name: diagnose(latentwalk.open(name), most=24).to_json()
        for name in ("cells", "mnist-beta-20")
    }
    for diagnosis in found.values():
        del diagnosis["holes"], diagnosis["empty"]
    draws = np.random.default_rng(0).standard_normal((60, 10)).astype(np.float32).round(3)
    atlas = latentwalk.open("cells").atlas
    assert atlas is not None
    empty, holes = empty_places(Surroundings.of(atlas.mean), draws, np.arange(10), 24)
    listed = [
        {"z": [round(value, 3) for value in hole.z], "distance": hole.distance} for hole in holes
    ]
    return {
        "diagnoses": found,
        "draws": draws.ravel().round(3).tolist(),
        "empty": empty,
        "holes": listed,
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(numbers(), separators=(",", ":")) + "\n")
