"""Messages about an opened model: what was found, and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.outputs.image import ImageSpec
from latentwalk.terminal.console import console
from latentwalk.terminal.plain_text import printable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.infer.model import Model


def summary(model: Model, fitted: Fitted, reasons: list[str]) -> str:
    """What was found, in a sentence or two."""
    spec, shape = model.output, fitted.latent_shape
    dims = f"{model.latent_dim} latent dimension{'s' if model.latent_dim > 1 else ''}"
    if len(shape) > 1 and max(shape) < model.latent_dim:
        dims += f" ({' x '.join(map(str, shape))})"
    if isinstance(spec, ImageSpec):
        text = f"{model.name}: {dims}, images {spec}, values in [{spec.low:g}, {spec.high:g}]"
    else:
        text = f"{model.name}: {dims}, {spec.plural} of {spec}"
    if not model.can_encode:
        fault = f"; its encoder could not be used ({fitted.fault})"
        text += fault if fitted.fault else "; no encoder"
    if reasons:
        text += f". Called in this process, because {'; '.join(reasons)}"
    return text.rstrip(".") + "."


def remarks_on(fitted: Fitted, images: NDArray[np.float32]) -> list[str]:
    """Warnings about the model.

    Args:
        fitted: the model as it decodes and encodes.
        images: a few samples (n, *shape) that its encoder takes.
    """
    remarks = [fitted.foreign.remark, *fitted.remarks]
    if fitted.foreign.module is not None:
        from latentwalk.adoption.interpretation.agreement import disagreement

        remarks.append(disagreement(fitted, images[:2]))
    return [f"{text}." for text in remarks if text]


def print_message(message: str) -> None:
    """Print a message to standard error."""
    console().print(printable(message), soft_wrap=True, markup=False)
