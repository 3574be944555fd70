"""Encodes the rows of a conditional model's atlas, and chooses its presets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.encoding.atlases import squared_error
from latentwalk.folder.atlas import HELD_OUT, TRAINED_ON, Atlas
from latentwalk.infer.engine import BATCH
from latentwalk.training.conditioning import codes
from latentwalk.training.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.data import Dataset, Images
    from latentwalk.infer.model import Model
    from latentwalk.latent.posterior import Posterior
    from latentwalk.training.rows import Part


def posterior_of(model: Model, images: Images, part: Part) -> Posterior:
    """The posteriors of some rows; that of a group is the product of its images'.

    Args:
        model: a model with an encoder.
        images: the images of these rows.
        part: the rows.
    """
    numbers = model.conditions.expanded(codes(images.labels))
    found = model.encode_with(images.pixels, numbers)
    if part.members is None:
        return found
    return found.of_groups(part.members.group.numpy())


def conditional_atlas(model: Model, data: Dataset, limit: int) -> Atlas:
    """The atlas of a conditional model: at most `limit` rows, held-out ones first.

    A row is an image, encoded with its class; or a group, with the posterior from all its images.
    A group has no label and no condition, its file is its name, and its error is the mean of those
    of its images, each decoded under its own class.
    """
    held_out = Rows.of(data.held_out).evenly(limit)
    trained_on = Rows.of(data.train).evenly(limit - len(held_out))
    parts = [
        _encoded(model, data, rows, split)
        for rows, split in ((held_out, HELD_OUT), (trained_on, TRAINED_ON))
    ]
    one, other = parts
    files = None if one.file is None or other.file is None else one.file + other.file
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("mean", "logvar", "label", "split", "error", "conditions")
    }
    both = one.row is not None and other.row is not None
    row = np.concatenate([part.row for part in parts if part.row is not None]) if both else None
    return Atlas(**joined, row=row, file=files)


def mean_presets(
    model: Model, atlas: Atlas, classes: Sequence[str]
) -> dict[str, tuple[float, ...]]:
    """A preset for each class, d + k numbers: a point, and the class.

    The point is the mean of the class's images. Of groups, it is the one group that is closest to
    the mean of all, for all classes.
    """
    presets: dict[str, tuple[float, ...]] = {}
    of_groups = not (atlas.label >= 0).any()
    centre = atlas.mean.mean(0) if len(atlas) else np.zeros(model.latent_dim)
    for label, name in enumerate(classes):
        members = atlas.mean[atlas.label == label]
        if not len(atlas) or not (len(members) or of_groups):
            continue
        if of_groups:
            point = atlas.mean[np.square(atlas.mean - centre).sum(1).argmin()]
        else:
            point = members.mean(0)
        numbers = model.conditions.expanded(np.array([[label]], np.float32))[0]
        presets[name] = tuple(round(float(value), 4) for value in [*point, *numbers])
    return presets


def _encoded(model: Model, data: Dataset, rows: Rows, split: int) -> Atlas:
    nothing = np.empty((0, model.latent_dim), np.float32)
    means, logvars, errors = [nothing], [nothing], [nothing[:, 0]]
    for part in rows.parts(BATCH):
        images = rows.images.take(part.images)
        posterior = posterior_of(model, images, part)
        points = posterior.mean
        if part.members is not None:
            points = points[part.members.group.numpy()]
        numbers = model.conditions.expanded(codes(images.labels))
        decoded = model.decode_rows(np.concatenate([points, numbers], axis=1))
        error = squared_error(decoded - data.spec.to_values(images.pixels))
        if part.members is not None:
            sizes = part.members.sizes.numpy()
            sums = np.add.reduceat(error, np.cumsum(sizes) - sizes)
            error = (sums / sizes).astype(np.float32)
        means.append(posterior.mean)
        logvars.append(posterior.logvar)
        errors.append(error)
    images = rows.images
    files = images.files
    if images.groups is not None:
        files = np.array(data.groups, object)[images.groups[rows.first]]
    return Atlas(
        mean=np.concatenate(means),
        logvar=np.concatenate(logvars),
        label=rows.labels,
        split=np.full(len(rows), split, np.uint8),
        error=np.concatenate(errors),
        row=images.places if rows.sizes is None else None,
        conditions=codes(rows.labels),
        file=None if files is None else tuple(map(str, files)),
    )
