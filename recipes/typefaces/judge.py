"""Judges a model on families that it was not trained on, by a reader trained on the other ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recipes.typefaces.characters import CHARACTERS
from recipes.typefaces.reader import read, train_reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk import Model

GIVEN = 6
"""The characters of a style that are encoded."""
COUNT = len(CHARACTERS)


@dataclass(frozen=True)
class Judgement:
    """What was measured on the n held-out styles."""

    styles: int
    """n."""
    read_real: float
    """The share of the real characters that the reader reads."""
    read_decoded: float
    """The same of all characters decoded from six random ones of each style."""
    read_samples: float
    """The same of as many styles drawn from the model's prior."""
    error: float
    """The squared error of the 56 other characters, per image, on values in [-1, 1]."""
    error_of_nearest: float
    """The same of the trained style whose six characters are the closest to those given."""
    within: float
    """The mean distance of the code of a single character from the mean of its style's."""
    between: float
    """The mean distance between two styles' mean codes."""


def judge(
    model: Model, trained: NDArray[np.uint8], held_out: NDArray[np.uint8], seed: int = 0
) -> Judgement:
    """Judge a model by the styles (n, 62, side, side) that it was trained on and others."""
    rng = np.random.default_rng(seed)
    reader = train_reader(trained, seed)
    given = np.stack([rng.permutation(COUNT)[:GIVEN] for _ in held_out])
    others = np.stack([np.setdiff1d(np.arange(COUNT), row) for row in given])
    decoded = alphabets(model, codes_of(model, held_out, given))
    nearest = np.stack(
        [
            trained[_error(trained[:, row], images[row]).mean(1).argmin()]
            for images, row in zip(held_out, given, strict=True)
        ]
    )
    place = np.arange(len(held_out))[:, None]
    single = model.encode(
        held_out.reshape(-1, *held_out.shape[2:]),
        {_condition(model): list(CHARACTERS) * len(held_out)},
    ).mean.reshape(len(held_out), COUNT, -1)
    means = single.mean(1)
    apart = np.linalg.norm(means[:, None] - means, axis=-1)
    return Judgement(
        styles=len(held_out),
        read_real=_share(read(reader, held_out)),
        read_decoded=_share(read(reader, decoded)),
        read_samples=_share(read(reader, alphabets(model, model.draw(len(held_out), rng)))),
        error=float(_error(decoded, held_out)[place, others].mean()),
        error_of_nearest=float(_error(nearest, held_out)[place, others].mean()),
        within=float(np.linalg.norm(single - means[:, None], axis=-1).mean()),
        between=float(apart[np.triu_indices(len(means), 1)].mean()),
    )


def codes_of(
    model: Model, images: NDArray[np.uint8], given: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The points (n, d) of n styles, each from its given characters.

    Args:
        model: the model.
        images: (n, 62, side, side).
        given: (n, k), indices of characters.
    """
    n, k = given.shape
    chosen = images[np.arange(n)[:, None], given].reshape(n * k, *images.shape[2:])
    names = [CHARACTERS[index] for index in given.flat]
    return (
        model.encode(chosen, {_condition(model): names}).of_groups(np.repeat(np.arange(n), k)).mean
    )


def alphabets(model: Model, z: NDArray[np.float32]) -> NDArray[np.uint8]:
    """All characters at points (n, d): (n, 62, side, side)."""
    names = list(CHARACTERS) * len(z)
    pixels = model.pixels(np.repeat(z, COUNT, axis=0), conditions={_condition(model): names})
    return pixels[..., 0].reshape(len(z), COUNT, *pixels.shape[1:3])


def _share(said: NDArray[np.int64]) -> float:
    return float((said == np.arange(COUNT)).mean())


def _error(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The squared errors of images (..., side, side) on values in [-1, 1]: (...)."""
    difference = (one.astype(np.float32) - other) / 127.5
    return np.asarray(np.square(difference).sum((-2, -1)))


def _condition(model: Model) -> str:
    """The name of the only condition: the character."""
    (condition,) = model.conditions
    return condition.name
