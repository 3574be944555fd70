"""What straight, even and data paths are like on a shipped model, and what the geometry costs.

    python benchmarks/geometry.py [MODEL]

Paths of 25 points lead between all pairs of the model's classes. The trace of the metric is that at
encoded items, and at points in random directions, farther from the origin than any item.
"""

from __future__ import annotations

import itertools
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

import latentwalk
from latentwalk.paths.data import Data
from latentwalk.paths.geodesic import settle
from latentwalk.paths.measures import measure_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.infer.model import Model
    from latentwalk.paths import Measures

POINTS = 25
PLACES = 1000
FAR = 2.0
"""How far out the other points are, over the distance of the farthest item."""


def main(name: str = "mnist") -> None:
    model = latentwalk.open(name)
    stops = np.stack(list(model.preset_rows.values()))
    paths(model, stops)
    field(model)
    costs(model, stops)


def paths(model: Model, stops: np.ndarray[Any, Any]) -> None:
    d = model.latent_dim
    data = Data(model, stops[:, :d])
    found: dict[str, list[Measures]] = {"straight": [], "even": [], "data": []}
    for i, j in itertools.combinations(range(len(stops)), 2):
        line = np.linspace(stops[i], stops[j], POINTS)
        through = line.copy()
        through[:, :d] = data.path(i, j, POINTS)
        for kind, path in zip(found, (line, settle(model, line), through), strict=True):
            found[kind].append(measure_rows(model, path.astype(np.float32)))
    print(f"{model.name}: medians of {len(found['even'])} pairs of classes; lengths over straight")
    print(f"{'path':<10}{'latent':>8}{'sample':>8}{'peak':>8}{'mean':>8}{'largest distance':>18}")
    for kind, each in found.items():
        pairs = list(zip(each, found["straight"], strict=True))
        numbers = [
            np.median([one.latent_length / line.latent_length for one, line in pairs]),
            np.median([one.sample_length / line.sample_length for one, line in pairs]),
            np.median([one.peak_speed or np.nan for one in each]),
            np.median([one.mean_distance or np.nan for one in each]),
            np.median([one.largest_distance or np.nan for one in each]),
        ]
        print(f"{kind:<10}" + "".join(f"{number:8.3f}" for number in numbers))
    shorter = [
        (even.sample_length < line.sample_length, even.mean_distance or 0, line.mean_distance or 0)
        for even, line in zip(found["even"], found["straight"], strict=True)
    ]
    print(f"even paths shorter in {sum(one[0] for one in shorter)} of {len(shorter)} pairs, "
          f"farther from the data in {sum(one[1] > one[2] for one in shorter)}")  # fmt: skip


def field(model: Model) -> None:
    atlas = model.atlas
    assert atlas is not None
    rng = np.random.default_rng(0)
    on = atlas.mean[rng.choice(len(atlas), min(PLACES, len(atlas)), replace=False)]
    out = rng.normal(size=(PLACES, model.latent_dim))
    out *= FAR * np.linalg.norm(atlas.mean, axis=1).max() / np.linalg.norm(out, axis=1)[:, None]
    for where, points in (("on data", on), ("far out", out)):
        metric = latentwalk.geometry.metric(model, points)
        roots = np.sqrt(np.trace(metric, axis1=1, axis2=2))
        print(f"root of trace G {where}: median {np.median(roots):.1f}")


def costs(model: Model, stops: np.ndarray[Any, Any]) -> None:
    d = model.latent_dim
    a, b = stops[0, :d], stops[-1, :d]
    places = np.random.default_rng(0).normal(size=(PLACES, d))
    tasks: dict[str, Callable[[], object]] = {
        "metric at a point": lambda: latentwalk.geometry.metric(model, a),
        f"magnification at {PLACES} points": lambda: latentwalk.geometry.magnification(
            model, places
        ),
        f"even path of {POINTS} points": lambda: latentwalk.paths.even(model, a, b, POINTS),
        "path through the data": lambda: latentwalk.paths.through_data(model, a, b, POINTS),
    }
    for what, task in tasks.items():
        seconds = []
        for _ in range(5):
            started = time.process_time()
            task()
            seconds.append(time.process_time() - started)
        print(f"{what}: {1e3 * np.median(seconds):.1f} ms of processor time")


if __name__ == "__main__":
    main(*sys.argv[1:2])
