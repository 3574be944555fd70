"""What the values of a model of images mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.adoption.conditioning.holding import hold_labels
from latentwalk.adoption.foreign.levels import SIGNED, Levels, known_levels
from latentwalk.adoption.interpretation.interpreted import Interpreted
from latentwalk.adoption.interpretation.ranges import Range
from latentwalk.adoption.interpretation.space_search import CODES, in_space, space_of
from latentwalk.adoption.interpretation.unnamed_outputs import SAMPLES, with_form
from latentwalk.adoption.interpretation.values import with_values
from latentwalk.adoption.sources.batches import BATCH
from latentwalk.adoption.sources.few_labels import are_ordered, class_names, few_conditions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.options import ModelOptions
    from latentwalk.adoption.sources.batches import Trial
    from latentwalk.adoption.sources.examples import Examples


def with_images(fitted: Fitted, options: ModelOptions, data: Examples | None) -> Interpreted:
    """A model of images with its latent space, its encoder's outputs, and black and white.

    Raises:
        LatentwalkError: the decoder returns NaN, or the options or the data do not fit.
    """
    trial = None if data is None else data.trial(fitted.image)
    _hold(fitted, data, trial)
    fitted = in_space(fitted, space_of(fitted, _any_images(fitted, trial)))
    found = Range.of(fitted)
    own = _own_levels(fitted, data, trial, found)
    if fitted.undecided:
        more = None if data is None else data.trial(fitted.image, BATCH)
        _hold(fitted, data, more)

        def tried(one: Fitted) -> tuple[Fitted, NDArray[np.float32]]:
            one = with_values(one, options, more, found, own)[0]
            return one, _images(one, more)

        fitted = with_form(fitted, tried, from_data=more is not None)
        _hold(fitted, data, trial)
    fitted, assumptions = with_values(fitted, options, trial, found, own)
    return Interpreted(fitted, assumptions, _inputs(fitted, trial))


def _own_levels(
    fitted: Fitted, data: Examples | None, trial: Trial | None, found: Range
) -> list[Levels]:
    """The levels of pixels that are standardised by their own mean and standard deviation.

    Once by those of all channels together and once by those of each, where a decoder has no bounds.
    Those that are as good as a data set's usual ones are left out.
    """
    if data is None or trial is None or not trial.pixels:
        return []
    if fitted.encode_native is None or found.within(SIGNED):
        return []
    unit = data.trial(fitted.image, BATCH).images / 255
    axes = [(0, 1, 2, 3), (0, 2, 3)][: unit.shape[1]]
    pairs = [(unit.mean(axis=one).ravel(), unit.std(axis=one).ravel()) for one in axes]
    levels = [Levels.standardised(mean, std) for mean, std in pairs if std.all()]
    known = known_levels(fitted.image.channels).values()
    return [own for own in levels if not any(own.near(other) for other in known)]


def _hold(fitted: Fitted, data: Examples | None, trial: Trial | None) -> None:
    """Decode and encode with the conditions of the images of a trial."""
    labels = None if trial is None else trial.labels
    own = None if trial is None or data is None else few_conditions(data, len(trial.images))
    hold_labels(fitted.foreign, labels, class_names(data), own, ordered=are_ordered(data))


def _any_images(fitted: Fitted, trial: Trial | None) -> NDArray[np.float32]:
    """Images (n, c, h, w) of which only the size is the encoder's: of the data, or noise."""
    if trial is None:
        return np.random.default_rng(2).random((CODES, *fitted.spec.shape), dtype=np.float32)
    return trial.images * np.float32(1 / 255) if trial.pixels else trial.images


def _images(fitted: Fitted, trial: Trial | None) -> NDArray[np.float32]:
    """Images in the model's values: of the data, or decoded from samples of the prior."""
    spec = fitted.spec
    if trial is not None:
        return fitted.data.converted(trial.images, Levels.of(spec.low, spec.high))
    z = np.random.default_rng(0).standard_normal((SAMPLES, fitted.latent_dim), dtype=np.float32)
    return np.asarray(fitted.decoder()(z)[0])


def _inputs(fitted: Fitted, trial: Trial | None) -> NDArray[np.float32]:
    """A few images (n, c, h, w) that the encoder takes: of the data, or grey ones."""
    spec = fitted.spec
    if trial is None:
        return np.full((2, *spec.shape), (spec.low + spec.high) / 2, np.float32)
    return fitted.data.converted(trial.images, Levels.of(spec.low, spec.high))
