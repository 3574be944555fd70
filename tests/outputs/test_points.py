from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.outputs.points import PointsSpec

PLAIN: dict[str, Any] = {"count": 3, "dimensions": 2, "low": -1.0, "high": 1.0}


def test_points_are_where_their_coordinates_say() -> None:
    spec = PointsSpec(1)
    middles = {}
    for name, at in {"middle": (0, 0), "up": (0, 0.8), "right": (0.8, 0)}.items():
        picture = spec.draw(np.array([[at]], np.float32), 61, 61)[0][..., 0].astype(float)
        y, x = np.indices(picture.shape)
        middles[name] = [float((picture * axis).sum() / picture.sum()) for axis in (x, y)]
    assert middles["middle"] == pytest.approx([30, 30], abs=1)
    assert middles["up"][1] < 15
    assert middles["right"][0] > 45


def test_edges_are_lines() -> None:
    values = np.array([[(-0.9, 0), (0.9, 0)]], np.float32)
    lit = [
        int((PointsSpec(2, edges=edges).draw(values, 60, 60)[0] > 60).sum())
        for edges in ((), ((0, 1),))
    ]
    assert lit[1] > 2 * lit[0]


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"count": 0}, "count must be"),
        ({"count": 2**26}, "at most"),
        ({"dimensions": 4}, "dimensions 2 or 3"),
        ({"dimensions": 2.0}, "dimensions 2 or 3"),
        ({"edges": [[0, 3]]}, "pairs of points"),
        ({"edges": [[0]]}, "pairs of points"),
        ({"edges": [[0, True]]}, "pairs of points"),
        ({"edges": 3}, "pairs of points"),
        ({"names": ["a"]}, "as many names"),
        ({"names": [1, 2, 3]}, "names and labels must be text"),
        ({"low": 1.0}, "low below high"),
    ],
)
def test_invalid_specifications_are_refused(part: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        PointsSpec.from_json({**PLAIN, **part})
