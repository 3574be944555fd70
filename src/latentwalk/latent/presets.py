"""Presets: for each class one latent point that is typical and decodes crisply.

The densest point of a class alone is often a blur, since where many variants meet the decoder
averages them. So take the encoded images in the densest part of the class, of those the ones
that lie among their own kind, and of those the one that the model reconstructs best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.neighbours import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from latentwalk.folder.atlas import Atlas

DENSEST_SHARE = 0.2
NEIGHBOURS = 10
KIND = 30
"""Neighbours of any class among which a preset must lie with its own kind."""
MOST = 5000
"""Classes with more encoded images than this are thinned evenly: density needs no more."""


def choose_presets(atlas: Atlas, classes: Sequence[str]) -> dict[str, tuple[float, ...]]:
    """A preset for each class that has encoded images.

    The density at a point is judged by the distance to its tenth nearest neighbour of the same
    class among the posterior means.
    """
    presets = {}
    others = np.flatnonzero(atlas.label >= 0)
    others = others[:: -(-len(others) // (4 * MOST)) or 1]
    for label, name in enumerate(classes):
        members = np.flatnonzero(atlas.label == label)
        if len(members):
            chosen = _typical_and_crisp(atlas, members, others)
            presets[name] = tuple(round(float(value), 4) for value in atlas.mean[chosen])
    return presets


def _typical_and_crisp(
    atlas: Atlas, members: NDArray[np.intp], others: NDArray[np.intp]
) -> np.intp:
    members = members[:: -(-len(members) // MOST)]
    means = atlas.mean[members]
    k = min(NEIGHBOURS + 1, len(members))  # a point is its own nearest neighbour
    _, distances = nearest(means, means, k)
    dense = np.argsort(distances[:, -1], kind="stable")[: max(1, int(DENSEST_SHARE * len(members)))]
    candidates = members[dense]
    around, _ = nearest(atlas.mean[candidates], atlas.mean[others], min(KIND, len(others)))
    same = (atlas.label[others[around]] == atlas.label[candidates, None]).mean(axis=1)
    candidates = candidates[same >= np.quantile(same, 0.8)]
    best: np.intp = candidates[np.argmin(atlas.error[candidates])]
    return best
