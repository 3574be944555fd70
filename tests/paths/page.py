"""Numbers that the page must compute as well: `python -m tests.paths.page` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from latentwalk.geometry import magnification, metric
from latentwalk.paths import even, measure, through_data
from tests.geometry.decoders import decoding

FILE = Path(__file__).parents[2] / "frontend" / "tests" / "fixtures" / "geometry.json"
D, HIDDEN, SIZE = 3, 6, 8


def numbers() -> dict[str, Any]:
    """A small network with encoded data, its geometry at some points, and paths between two."""
    rng = np.random.default_rng(0)
    first, second = (rng.normal(size=shape).round(3) for shape in ((D, HIDDEN), (HIDDEN, SIZE)))
    items = rng.normal(size=(80, D)).astype(np.float32).round(3)
    at = rng.normal(size=(4, D)).astype(np.float32).round(3)
    model = decoding(lambda z: np.tanh(z @ first) @ second, D, SIZE, items)
    a, b = at[:2]
    paths = {"even": even(model, a, b, 9), "data": through_data(model, a, b, 9)}
    rows = {
        "first": first,
        "second": second,
        "items": items,
        "at": at,
        "metric": metric(model, at),
        "magnification": magnification(model, at),
        **paths,
    }
    measures = {
        name: [
            found.latent_length,
            found.sample_length,
            found.peak_speed,
            found.mean_distance,
            found.largest_distance,
        ]
        for name, found in ((name, measure(model, path)) for name, path in paths.items())
    }
    flat = {name: [round(float(x), 6) for x in values.ravel()] for name, values in rows.items()}
    return {
        **flat,
        "measures": {
            name: [round(float(x or 0), 6) for x in values] for name, values in measures.items()
        },
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(numbers(), separators=(",", ":")) + "\n")
