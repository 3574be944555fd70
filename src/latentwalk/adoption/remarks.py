"""What is told of a model that was opened: what was found, and what to know before believing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.fitted import Fitted
    from latentwalk.infer.model import Model

BEYOND = 0.1
"""How far data may lie beyond what is decoded, as a share of its range, before it is remarked."""


def told(model: Model, fitted: Fitted, reasons: list[str]) -> str:
    """What was found, in a sentence or two."""
    spec, shape = model.image, fitted.latent_shape
    dims = f"{model.latent_dim} latent dimensions"
    if len(shape) > 1 and max(shape) < model.latent_dim:
        dims += f" ({' x '.join(map(str, shape))})"
    text = f"{model.name}: {dims}, images {spec}, values in [{spec.low:g}, {spec.high:g}]"
    if not model.can_encode:
        fault = f"; its encoder could not be used ({fitted.fault})"
        text += fault if fitted.fault else "; no encoder"
    if reasons:
        text += f". Called where it lives, since {'; '.join(reasons)}"
    return text.rstrip(".") + "."


def remarks_on(
    fitted: Fitted, sample: NDArray[np.float32] | None, data_range: tuple[float, float] | None
) -> list[str]:
    """What a person should know before they believe what they see."""
    remarks = []
    spec = fitted.spec
    if data_range is not None:
        least, most = data_range
        slack = BEYOND * (spec.high - spec.low)
        if least < spec.low - slack or most > spec.high + slack:
            remarks.append(
                f"The data run from {least:.3g} to {most:.3g}, what is decoded from {spec.low:g} "
                f"to {spec.high:g}: is this what the encoder was trained on?"
            )
    if fitted.foreign.remark:
        remarks.append(f"{fitted.foreign.remark}.")
    if fitted.doubt:
        remarks.append(f"{fitted.doubt}.")
    if fitted.foreign.module is not None:
        from latentwalk.adoption.agreement import disagreement

        images = np.full((2, *spec.shape), (spec.low + spec.high) / 2, np.float32)
        told = disagreement(fitted, images if sample is None else sample[:2])
        remarks += [f"{told}."] if told else []
    return remarks
