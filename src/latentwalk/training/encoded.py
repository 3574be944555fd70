"""Encodes groups into an atlas, and chooses the presets of conditional models."""

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

    from numpy.typing import NDArray

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


def group_atlas(model: Model, data: Dataset, limit: int) -> Atlas:
    """The atlas of a model that was trained with groups: at most `limit` of them, held-out first.

    The point of a group is the mean of the posterior from all its images. It has no label and no
    condition, its file is its name, and its error is the mean of those of its images, each decoded
    under its own class.
    """
    held_out = Rows.of(data.held_out).evenly(limit)
    trained_on = Rows.of(data.train).evenly(limit - len(held_out))
    nothing = np.empty((0, model.latent_dim), np.float32)
    means, logvars, errors, names = [nothing], [nothing], [nothing[:, 0]], []
    for rows in (held_out, trained_on):
        for part in rows.parts(BATCH):
            images = rows.images.take(part.images)
            posterior = posterior_of(model, images, part)
            means.append(posterior.mean)
            logvars.append(posterior.logvar)
            errors.append(_errors(model, images, posterior, part))
        if rows.images.groups is not None:
            names += [data.groups[group] for group in rows.images.groups[rows.first]]
    none = np.full(len(names), -1, np.int32)
    return Atlas(
        mean=np.concatenate(means),
        logvar=np.concatenate(logvars),
        label=none,
        split=np.repeat([HELD_OUT, TRAINED_ON], [len(held_out), len(trained_on)]).astype(np.uint8),
        error=np.concatenate(errors),
        conditions=codes(none),
        file=tuple(names),
    )


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


def _errors(model: Model, images: Images, posterior: Posterior, part: Part) -> NDArray[np.float32]:
    """The mean error of each group's images, decoded from its point under their own classes."""
    assert part.members is not None
    group, sizes = part.members.group.numpy(), part.members.sizes.numpy()
    numbers = model.conditions.expanded(codes(images.labels))
    decoded = model.decode_rows(np.concatenate([posterior.mean[group], numbers], axis=1))
    error = squared_error(decoded - model.output.accepted(images.pixels))
    return np.asarray(np.bincount(group, error) / sizes, np.float32)
