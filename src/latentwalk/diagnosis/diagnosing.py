"""`diagnose`: what may be wrong with a model, from its encoded data alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.diagnosis.holes import DRAWS, empty_places
from latentwalk.diagnosis.result import Diagnosis, Hole, Item, Pair, Part, TornClass
from latentwalk.diagnosis.surroundings import Surroundings, parts
from latentwalk.errors import MissingError
from latentwalk.latent.posterior import POINT, Posterior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.folder.atlas import Atlas
    from latentwalk.infer.model import Model

FEWEST = 3
"""Encoded items that a diagnosis needs."""
MOST_ITEMS = 20_000
"""More encoded items are thinned out evenly; neighbours are searched in all pairs."""
UNUSED = 0.01
"""Nats, or the share of the widest dimension's deviation, below which a dimension is unused."""
SMALLEST_CLASS = 20
SMALLEST_PART = 0.05
"""As a share of the class."""
CONNECTED = 10
"""Neighbours by which the items of a class hang together."""

NO_PRIOR = "The prior is unknown, so holes cannot be found."
NO_CLASSES = "The data have no classes that could be torn apart."
NO_ERRORS = "The reconstruction errors of the data are unknown."
THINNED = "{} of {} encoded items were examined, evenly spaced."


def diagnose(model: Model, *, most: int = 12, seed: int = 0) -> Diagnosis:
    """Look for what may be wrong with a model.

    Args:
        model: a model with encoded data. Nothing is decoded, so all kinds of samples will do.
        most: the most entries of each list, at least 1.
        seed: the seed of the prior's draws, among which holes are found.

    Raises:
        MissingError: the model has fewer than three encoded items.
    """
    atlas = model.atlas
    if atlas is None or len(atlas) < FEWEST:
        count = 0 if atlas is None else len(atlas)
        raise MissingError(
            f"{model.name} has {count or 'no'} encoded items, but a diagnosis needs at least "
            f"{FEWEST}: add some with `latentwalk encode --atlas`."
        )
    count = min(len(atlas), MOST_ITEMS)
    rows = np.linspace(0, len(atlas) - 1, count).round().astype(int)
    idle = unused(Posterior(atlas.mean, atlas.logvar))
    used = np.setdiff1d(np.arange(model.latent_dim), np.array(idle, int) - 1)
    if not len(used):
        used = np.arange(model.latent_dim)
    data = Surroundings.of(atlas.mean[rows][:, used])
    notes: list[str] = []
    if count < len(atlas):
        notes.append(THINNED.format(f"{count:,}", f"{len(atlas):,}"))
    empty: float | None = None
    holes: tuple[Hole, ...] = ()
    if model.knows_prior:
        draws = model.draw(DRAWS, np.random.default_rng(seed))
        empty, holes = empty_places(data, draws, used, most)
    else:
        notes.append(NO_PRIOR)
    items = _Items(model, atlas)
    errors = atlas.error.astype(np.float64)
    if not np.isfinite(errors).any():
        notes.append(NO_ERRORS)
    labels = atlas.label[rows]
    if (labels < 0).all():
        notes.append(NO_CLASSES)
    pairs = data.duplicates()
    near = data.distances[:, 0]
    return Diagnosis(
        items=count,
        gap=data.gap,
        unused=idle,
        empty=empty,
        holes=holes,
        torn=tuple(_torn(items, labels, data.means, rows)),
        worst=items.highest(errors, np.arange(len(atlas)), most),
        loneliest=items.highest(data.loneliness(), rows, most),
        duplicates=tuple(
            Pair(items.at(rows[i]), items.at(rows[j]), data.in_gaps(min(near[i], near[j])))
            for i, j in pairs[:most]
        ),
        duplicate_items=len(np.unique(pairs)),
        notes=tuple(notes),
    )


def unused(posterior: Posterior) -> tuple[int, ...]:
    """Dimensions, counted from 1, that tell nothing about the data.

    Their mean divergence from the prior is less than 0.01 nats; of an encoder that gives points,
    their deviation is less than 1 % of the widest one's.
    """
    if (posterior.logvar <= POINT).all():
        deviation = posterior.mean.astype(np.float64).std(axis=0)
        worth = deviation / max(deviation.max(), np.finfo(float).tiny)
    else:
        worth = posterior.kl().mean(axis=0)
    return tuple((np.flatnonzero(worth < UNUSED) + 1).tolist())


class _Items:
    """Entries for the rows of an atlas."""

    def __init__(self, model: Model, atlas: Atlas) -> None:
        self._classes, self._atlas = model.classes, atlas

    def at(self, row: int, value: float = 0.0) -> Item:
        atlas = self._atlas
        number = row if atlas.row is None else atlas.row[row]
        name = atlas.file[row] if atlas.file else f"no. {number + 1:,}"
        return Item(int(row), name, self.label(int(self._atlas.label[row])), value)

    def label(self, label: int) -> str:
        """The name of a class; empty for none."""
        if label < 0:
            return ""
        return self._classes[label] if label < len(self._classes) else str(label)

    def highest(
        self, values: NDArray[np.float64], rows: NDArray[np.int_], most: int
    ) -> tuple[Item, ...]:
        """The items with the highest values, in units of the median; none if all are equal."""
        known = np.flatnonzero(np.isfinite(values))
        if not len(known) or np.ptp(values[known]) == 0:
            return ()
        median = float(np.median(values[known])) or 1.0
        order = known[np.argsort(-values[known], kind="stable")][:most]
        return tuple(self.at(rows[i], float(values[i]) / median) for i in order)


def _torn(
    items: _Items,
    labels: NDArray[np.int32],
    means: NDArray[np.float64],
    rows: NDArray[np.int_],
) -> list[TornClass]:
    """The classes of which several large parts do not hang together."""
    found = []
    for label in np.unique(labels[labels >= 0]).tolist():
        own = np.flatnonzero(labels == label)
        if len(own) < SMALLEST_CLASS:
            continue
        least = max(CONNECTED, SMALLEST_PART * len(own))
        large = [part for part in parts(means[own], CONNECTED) if len(part) >= least]
        if len(large) < 2:
            continue
        middles = [_middle(means[own[part]]) for part in large]
        found.append(
            TornClass(
                items.label(label),
                len(own),
                tuple(
                    Part(len(part), int(rows[own[part[middle]]]))
                    for part, middle in zip(large, middles, strict=True)
                ),
            )
        )
    return found


def _middle(means: NDArray[np.float64]) -> int:
    """The row of the point that is nearest to the mean of all."""
    return int(np.argmin(np.linalg.norm(means - means.mean(axis=0), axis=1)))
