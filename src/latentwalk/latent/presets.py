"""Presets: a typical latent point of each class that decodes to a sharp image.

The densest point of a class often decodes to a blur, because the decoder averages where many
variants meet. So the preset is chosen from the encoded images in the densest part of the class,
among those with neighbours of the same class, as the one with the lowest reconstruction error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.latent.neighbours import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from latentwalk.conditions.conditions import Conditions
    from latentwalk.folder.atlas import Atlas

DENSEST_SHARE = 0.2
NEIGHBOURS = 10
SURROUNDINGS = 30
"""Neighbours of any class, most of which should have the class of the preset."""
MAX_MEMBERS = 5000
"""Larger classes are thinned evenly, which is enough to estimate the density."""


def choose_presets(
    atlas: Atlas, classes: Sequence[str], conditions: Conditions | None = None
) -> dict[str, tuple[float, ...]]:
    """A preset for each class with encoded images: a point, and its item's conditions if any.

    The density at a point is estimated by the distance to its tenth nearest neighbour of the same
    class, among the posterior means.
    """
    presets = {}
    others = np.flatnonzero(atlas.label >= 0)
    others = others[:: -(-len(others) // (4 * MAX_MEMBERS)) or 1]
    for label, name in enumerate(classes):
        members = np.flatnonzero(atlas.label == label)
        if len(members):
            chosen = _typical_and_sharp(atlas, members, others)
            row = atlas.mean[chosen]
            if conditions and atlas.conditions is not None:
                row = np.append(row, conditions.expanded(atlas.conditions[chosen, None])[0])
            presets[name] = tuple(round(float(value), 4) for value in row)
    return presets


def _typical_and_sharp(
    atlas: Atlas, members: NDArray[np.intp], others: NDArray[np.intp]
) -> np.intp:
    members = members[:: -(-len(members) // MAX_MEMBERS)]
    means = atlas.mean[members]
    k = min(NEIGHBOURS + 1, len(members))  # a point is its own nearest neighbour
    _, distances = nearest(means, means, k)
    dense = np.argsort(distances[:, -1], kind="stable")[: max(1, int(DENSEST_SHARE * len(members)))]
    candidates = members[dense]
    around, _ = nearest(atlas.mean[candidates], atlas.mean[others], min(SURROUNDINGS, len(others)))
    same = (atlas.label[others[around]] == atlas.label[candidates, None]).mean(axis=1)
    candidates = candidates[same >= np.quantile(same, 0.8)]
    best: np.intp = candidates[np.argmin(atlas.error[candidates])]
    return best
