"""Finding the values of black and white of a foreign model, and whether it lacks a sigmoid.

A decoder's last function shows in its range, far from the origin as well as near it. Where that has
no bounds, reconstructions of the data decide between the usual conventions.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.adoption.foreign.levels import (
    BYTES,
    CENTRED,
    SIGNED,
    UNIT,
    Levels,
    known_levels,
    levels_of_data,
)
from latentwalk.adoption.interpretation.conventions import Convention, in_convention
from latentwalk.adoption.interpretation.reconstructions import Reconstructions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.interpretation.ranges import Range
    from latentwalk.adoption.options import ModelOptions
    from latentwalk.adoption.sources.batches import Trial

CONTRADICTED = 0.25
"""Given values are doubted if others have less than this share of their error."""


@dataclass(frozen=True)
class Evidence:
    """What is known about a model's values besides the options."""

    found: Range
    """What the decoder returned."""
    usual: Levels | None
    """Black and white of all models of its library, if that is so."""
    given: Levels | None
    """Black and white of the data; None without data, or if they are pixels."""
    channels: int
    """Of the images."""
    hint: bool
    """Whether there is a sign that decoded images are logits."""
    own: Sequence[Levels]
    """Black and white of pixels that are standardised by their own mean and deviation."""

    @property
    def known(self) -> list[Levels]:
        """The levels of usual standardisations, and of those by the data's own statistics."""
        return [*known_levels(self.channels).values(), *self.own]


def with_values(
    fitted: Fitted,
    options: ModelOptions,
    trial: Trial | None,
    found: Range,
    own: Sequence[Levels] = (),
) -> tuple[Fitted, list[str]]:
    """A foreign model with its values of black and white, and the assumptions about them.

    Args:
        fitted: the model with its shapes; its images are as they are decoded.
        options: the values, if given.
        trial: a few images of the data.
        found: the values that it decodes.
        own: black and white of pixels that are standardised by their own mean and deviation.

    Returns:
        The model, and a sentence for each assumption, with the option that overrides it.

    Raises:
        ModelError: an option does not fit its channels.
    """
    for levels in (options.image_levels, options.data_levels):
        if levels is not None:
            levels.check_channels(fitted.image.channels)
    data, assumption = data_levels(trial, options)
    evidence = Evidence(
        found=found,
        usual=fitted.foreign.usual,
        given=data if trial is not None and not trial.pixels else None,
        channels=fitted.image.channels,
        hint=_applies_sigmoid_elsewhere(fitted, trial),
        own=own,
    )
    conventions = _conventions(options, evidence)
    chosen, remarks = conventions[0], [assumption] * bool(assumption)
    if trial is None or fitted.encode_native is None:
        remarks += _image_remarks(chosen, found, options, "")
        return in_convention(fitted, chosen, data), remarks
    others = _conventions(replace(options, values=None, normalize=None, data_values=None), evidence)
    every = list(dict.fromkeys([*conventions, *others]))
    compared = Reconstructions.of(
        fitted, every, data.converted(trial.images, UNIT), all_of_them=bool(own)
    )
    chosen = compared.best(conventions)
    if chosen.images in evidence.known:
        alike = [one for one in conventions if one.images == one.inputs in evidence.known]
        chosen = compared.least([chosen, *alike])
    off = f"reconstructions of the data are off by {compared.off(chosen)}"
    remarks += _image_remarks(chosen, found, options, f"; {off}")
    if chosen.images in own:
        remarks.append(
            "These follow from the mean and standard deviation of a sample of the data. Give those "
            "of the training as normalize= (--normalize) for exact codes."
        )
    remarks += _data_remarks(chosen, conventions[0], data, trial, compared)
    best = compared.best([chosen, *every])
    if compared.errors[best] < CONTRADICTED * compared.errors[chosen]:
        remarks.append(
            f"The given values do not fit: {off}, but only by {compared.off(best)} with {best}. "
            "Check values=, normalize= and data_values=."
        )
    elif len(trial.images) > 1 and compared.errors[chosen] > compared.variance > 0:
        remarks.append(
            f"It does not reconstruct the data: {off}, their mean image by "
            f"{compared.off_by_mean}. It may be untrained, or trained on other images or values "
            "(values=, normalize=, data_values=)."
        )
    return in_convention(fitted, chosen, data), remarks


def data_levels(
    trial: Trial | None, options: ModelOptions, expected: Levels | None = None
) -> tuple[Levels, str]:
    """Black and white of the data, and an assumption about them as a sentence, or "".

    Args:
        trial: a few images of the data.
        options: the values, if given.
        expected: those of the model's images, if known.
    """
    if trial is None:
        return UNIT, ""
    if trial.pixels:
        return BYTES, ""
    if options.data_levels is not None:
        return options.data_levels, ""
    levels, reason = levels_of_data(trial.images)
    given = options.image_levels or expected
    if given is not None and given.black[0] < 0 and levels != UNIT:
        return given, ""  # standardised by other numbers than usual
    if not reason:
        return levels, ""
    return levels, (
        f"The data's values are taken as {reason}. Otherwise give data_values= (--data-values), "
        "the values of black and white, or normalize= (--normalize)."
    )


def _conventions(options: ModelOptions, evidence: Evidence) -> list[Convention]:
    """Possible conventions, the most likely first."""
    given = options.data_levels or evidence.given
    sides = list(_image_sides(options, evidence, given))
    likely = [Convention(images, given or images, logits) for images, logits in sides]
    if options.data_levels is not None:
        return likely
    own = [] if evidence.given is None else [evidence.given]
    inputs = [*own, UNIT, SIGNED, CENTRED, *evidence.known, BYTES]
    others = (Convention(one.images, side, one.logits) for one in likely for side in inputs)
    return [*likely, *others]


def _image_sides(
    options: ModelOptions, evidence: Evidence, given: Levels | None
) -> Iterator[tuple[Levels, bool]]:
    """Black and white of decoded images, and whether they are logits; the most likely first."""
    found = evidence.found
    if options.image_levels is not None:
        yield options.image_levels, options.values == "logits"
        return
    if evidence.usual is not None:
        yield evidence.usual, False
    if found.within(UNIT):
        yield UNIT, False
        return
    if found.within(SIGNED):  # a tanh may have been trained on data in a part of its range
        sides = [SIGNED, UNIT, CENTRED]
        sides.insert(0, sides.pop(2 if found.fills(CENTRED) else 0))
        yield from ((levels, False) for levels in sides)
        return
    if evidence.hint or (found.like_logits and given in {None, UNIT}):
        yield UNIT, True
    if given is not None:
        yield given, False
    for levels in sorted([UNIT, SIGNED, CENTRED, *evidence.known, BYTES], key=found.distance):
        yield levels, False
    yield UNIT, True


def _image_remarks(
    chosen: Convention, found: Range, options: ModelOptions, evidence: str
) -> Iterator[str]:
    """The assumption about decoded images, if it is one."""
    if options.image_levels is not None:
        return
    if chosen.logits:
        yield (
            f"Its images range {found}, so they are taken as logits and a sigmoid is applied"
            f"{evidence}. Otherwise give values= (--values), the values of black and white."
        )
        if found.below_zero:
            yield (
                "None of its values is above 0: if they are logarithms of shares, give "
                "decoder=lambda z: model.decode(z).exp()."
            )
    elif not found.within(chosen.images) or chosen.images not in {UNIT, SIGNED, BYTES}:
        yield (
            f"Its images range {found} and are taken as values in {chosen.images}{evidence}. "
            'Otherwise give values= (--values), as black and white or as "logits".'
        )


def _data_remarks(
    chosen: Convention, usual: Convention, data: Levels, trial: Trial, compared: Reconstructions
) -> Iterator[str]:
    """The assumption about what the encoder takes, if it is one."""
    if chosen.inputs != usual.inputs and usual in compared.errors:
        what = "The pixels" if trial.pixels else f"The data, in {data},"
        yield (
            f"{what} are passed to its encoder as values in {chosen.inputs}: reconstructions are "
            f"then off by {compared.off(chosen)}, with values in {usual.inputs} by "
            f"{compared.off(usual)}. Otherwise give data_values= or normalize=."
        )
    elif not trial.pixels and not chosen.logits and data != chosen.images:
        yield (
            f"The data's values lie in {data}, those of decoded images in {chosen.images}: each "
            "are read in their own range. Otherwise give data_values= and values=."
        )


def _applies_sigmoid_elsewhere(fitted: Fitted, trial: Trial | None) -> bool:
    """Whether a module has its sigmoid in `forward`, or its decoder applies it only on request.

    As in `decode(z, apply_sigmoid=False)`.
    """
    try:
        parameters = inspect.signature(fitted.foreign.decode).parameters.values()
    except (TypeError, ValueError):  # a builtin or compiled function
        parameters = {}.values()
    if any("sigmoid" in one.name and one.default is False for one in parameters):
        return True
    if fitted.foreign.module is None:
        return False
    from latentwalk.adoption.interpretation.agreement import forward_is_bounded

    grey = np.full((2, *fitted.spec.shape), 0.5, np.float32)
    return forward_is_bounded(fitted, grey if trial is None else trial.images[:2])
