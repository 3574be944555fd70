"""Options of different kinds contradict each other before anything is opened."""

from __future__ import annotations

from typing import Any

import pytest

import latentwalk
from latentwalk.errors import ModelError


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"output": "picture"}, "output must be one of image, curve, values, points"),
        ({"rate": 0}, "rate must be values per second"),
        ({"rate": float("nan")}, "rate must be values per second"),
        ({"rate": True}, "rate must be values per second"),
        ({"x": [1, 0]}, "x must ascend"),
        ({"x_label": 5}, "x_label must be text"),
        ({"output": "values", "rate": 5}, "rate= .* is for models of curves"),
        ({"output": "points", "x": [0, 1]}, "x= .* is for models of curves"),
        ({"output": "curve", "edges": [(0, 1)]}, "edges= .* is for models of points"),
        ({"output": "curve", "image": (1, 8, 8)}, "image= .* is for models of images"),
        ({"image": (1, 8, 8), "names": ["a"]}, "names= .* is for models of curves"),
        ({"rate": 5, "edges": [(0, 1)]}, "this one's are points"),
        ({"output": "curve", "values": "logits"}, "values='logits' is for images"),
    ],
)
def test_contradictions(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        latentwalk.explore(lambda z: z, latent_dim=4, browser=False, **options)
