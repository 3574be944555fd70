"""Messages about an opened model: what was found, and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.fitted import Fitted
    from latentwalk.infer.model import Model

MAX_EXCESS = 0.1
"""How far data may exceed the decoded values, as a share of their range, without a warning."""


def summary(model: Model, fitted: Fitted, reasons: list[str]) -> str:
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
        text += f". Called in this process, because {'; '.join(reasons)}"
    return text.rstrip(".") + "."


def remarks_on(
    fitted: Fitted, sample: NDArray[np.float32] | None, data_range: tuple[float, float] | None
) -> list[str]:
    """Warnings about the model and the data."""
    remarks = []
    spec = fitted.spec
    if data_range is not None:
        low, high = data_range
        slack = MAX_EXCESS * (spec.high - spec.low)
        if low < spec.low - slack or high > spec.high + slack:
            remarks.append(
                f"The data range from {low:.3g} to {high:.3g}, decoded images from {spec.low:g} to "
                f"{spec.high:g}: was the encoder trained on such data?"
            )
    if fitted.foreign.remark:
        remarks.append(f"{fitted.foreign.remark}.")
    if fitted.doubt:
        remarks.append(f"{fitted.doubt}.")
    if fitted.foreign.module is not None:
        from latentwalk.adoption.agreement import disagreement

        images = np.full((2, *spec.shape), (spec.low + spec.high) / 2, np.float32)
        found = disagreement(fitted, images if sample is None else sample[:2])
        remarks += [f"{found}."] if found else []
    return remarks
