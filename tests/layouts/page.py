"""Numbers that the page must compute as well: `python -m tests.layouts.page` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from latentwalk.layouts.inverse import Inverse
from latentwalk.layouts.placing import placed
from tests.layouts.swiss import sheet

FILE = Path(__file__).parents[2] / "frontend" / "tests" / "fixtures" / "layout.json"


def numbers() -> dict[str, Any]:
    """Items, some places with their points and trust, and some points with their places."""
    rng = np.random.default_rng(0)
    places, means = (part.round(3) for part in sheet(120, 4))
    at = np.vstack([rng.uniform(-3, 3, (30, 2)), places[:2], [[9, -9]]]).astype(np.float32).round(3)
    new = rng.normal(size=(20, 4)).astype(np.float32).round(3)
    inverse = Inverse(places, means)
    rows = {
        "places": places,
        "means": means,
        "at": at,
        "points": inverse(at),
        "trust": inverse.trust(at),
        "new": new,
        "placed": placed(new, means, places),
    }
    return {name: [round(float(x), 6) for x in values.ravel()] for name, values in rows.items()}


if __name__ == "__main__":
    FILE.write_text(json.dumps(numbers(), separators=(",", ":")) + "\n")
