"""Deciding which of an encoder's two unnamed outputs is the mean, and what the other is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.forms import INVERSES, LOGS, PHRASES, SWAPPED, USUAL, Form, pairs
from latentwalk.adoption.interpretation import form_evidence
from latentwalk.adoption.interpretation.reconstructions import reconstructed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted

SAMPLES = 32
"""Images or other samples that are decoded from the prior where there are no data."""
RECONSTRUCTED = 16
"""Images that are reconstructed from either output."""
_PLACES = ("first", "second")
OVERRIDE = "Otherwise give posterior= (--posterior), such as"


def with_form(
    fitted: Fitted,
    tried: Callable[[Fitted], tuple[Fitted, NDArray[np.float32]]],
    *,
    from_data: bool,
) -> Fitted:
    """A model whose encoder's outputs are read as evidence shows, with a remark if it is unusual.

    Args:
        fitted: a model with such an encoder, and its shapes; its samples are as they are decoded.
        tried: gives a model its values, and samples (n, *shape) in them to try it with.
        from_data: whether these are of the data; otherwise the model decodes them.

    Raises:
        ModelError: as `tried`.
    """
    orders, images = zip(*(tried(in_form(fitted, form)) for form in (USUAL, SWAPPED)), strict=True)
    errors, variance = _errors(orders, images)
    best = int(errors[1] < errors[0])
    encode, decode = orders[best].encoder(), orders[best].decoder()
    assert encode is not None
    outputs, signed = (
        [np.asarray(part) for part in encode(given)]
        for given in (images[best], _unlike(images[best], fitted))
    )
    evidence = Evidence(
        outputs[::-1] if best else outputs,
        signed[::-1] if best else signed,
        errors,
        variance,
        lambda z: np.asarray(decode(z)[0]),
        from_data=from_data,
    )
    forms, reasons = evidence.weigh()
    return replace(in_form(fitted, forms[0]), remarks=(*fitted.remarks, *_remark(forms, reasons)))


@dataclass(frozen=True)
class Evidence:
    """What is known about two outputs."""

    parts: Sequence[NDArray[np.float32]]
    """Both, (n, d) each, for n images."""
    signed: Sequence[NDArray[np.float32]]
    """Both for other images: what is positive by construction is so for these as well."""
    errors: Sequence[float]
    """The mean squared errors of images reconstructed from either."""
    variance: float
    """The error of the mean image."""
    decode: Callable[[NDArray[np.float32]], NDArray[np.float32]]
    """The decoder."""
    from_data: bool
    """Whether the images are the user's data; else they are decoded from samples of the prior."""

    def weigh(self) -> tuple[list[Form], list[str]]:
        """The forms that remain, the most usual first, and the reasons why others do not."""
        reasons, images = [], "the data" if self.from_data else "decoded images"
        ordered = form_evidence.by_error(list(pairs()), self.errors, self.variance)
        if _decided(ordered):
            reasons.append(f"only the {_PLACES[ordered[0].place]} reconstructs {images}")
        both = [np.concatenate(pair) for pair in zip(self.parts, self.signed, strict=True)]
        signed = form_evidence.by_sign(ordered, both)
        if len(signed) < len(ordered) and signed[0].spread not in LOGS:
            reasons.append(f"the {_PLACES[1 - signed[0].place]} is positive throughout")
        signed = form_evidence.by_width(signed, self.parts)
        if any(form.spread in INVERSES for form in signed):
            reasons.append("posteriors are then narrower than the prior")
        agreeing = narrow = signed
        if self.from_data:
            agreeing = form_evidence.by_prior(signed, self.parts)
        if _decided(ordered):
            narrow = form_evidence.by_decoder(signed, self.parts, self.decode)
        left = [form for form in agreeing if form in narrow]
        if not left:
            return signed, [*reasons, "the prior and the decoder contradict each other"]
        if len(agreeing) < len(signed):
            reasons.append(f"the codes of {images} then agree with the prior")
        if len(narrow) < len(signed):
            reasons.append("posteriors are then as narrow as the decoder's changes let expect")
        return left, reasons


def _decided(forms: Sequence[Form]) -> bool:
    """Whether forms agree on which output is the mean."""
    return len({form.place for form in forms}) == 1


def in_form(fitted: Fitted, form: Form) -> Fitted:
    """The model with its encoder's outputs, which are read as usual so far, in a certain form."""
    outputs = fitted.encode_native
    assert outputs is not None

    def encode_native(images: Any) -> tuple[Any, Any]:
        mean, logvar = form.gaussian(outputs(images))
        return mean, logvar

    encode = outputs if form == USUAL else encode_native
    return replace(fitted, encode_native=encode, form=form, undecided=False)


def _unlike(images: NDArray[np.float32], fitted: Fitted) -> NDArray[np.float32]:
    """Images that are unlike others: their negatives, and noise."""
    spec = fitted.spec
    noise = np.random.default_rng(0).uniform(spec.low, spec.high, images.shape)
    return np.concatenate([spec.low + spec.high - images, noise]).astype(np.float32)


def _errors(
    orders: Sequence[Fitted], images: Sequence[NDArray[np.float32]]
) -> tuple[list[float], float]:
    """The errors of reconstructions from either output, and that of the mean image.

    They are shares of the distance from black to white.
    """
    errors, variances = [], []
    for fitted, given in zip(orders, images, strict=True):
        few, span = given[:RECONSTRUCTED], fitted.spec.high - fitted.spec.low
        with np.errstate(over="ignore", invalid="ignore"):
            off = (reconstructed(fitted, few) - few) / span
            error = float(np.square(off).mean())
        errors.append(error if np.isfinite(error) else np.inf)
        variances.append(float((few / span).var(axis=0).mean()))
    return errors, max(variances)


def _remark(forms: list[Form], reasons: list[str]) -> list[str]:
    """The assumption about the outputs, as a sentence without its full stop, if it is one."""
    because = f", because {' and '.join(reasons)}" if reasons else ""
    if len(forms) == 1:
        if forms[0] == USUAL:
            return []
        return [
            f"Its encoder's outputs have no known names and are read as {forms[0]}{because}. "
            f"{OVERRIDE} mean,std"
        ]
    spreads = " or ".join(PHRASES[form.spread or ""] for form in forms)
    unknown = f"whether the other is {spreads}" if _decided(forms) else "which of them is the mean"
    return [
        f"Its encoder's outputs have no known names and are read as {forms[0]}{because}; {unknown} "
        f"cannot be decided. {OVERRIDE} {','.join(forms[1].outputs)}"
    ]
