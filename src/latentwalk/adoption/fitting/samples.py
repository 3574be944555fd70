"""A decoder of samples other than images: what they are, as its arrays show it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.fitting.curves import curves
from latentwalk.adoption.fitting.deviations import deviations_of
from latentwalk.adoption.fitting.fields import fields
from latentwalk.adoption.fitting.fitted import Fitted
from latentwalk.adoption.fitting.kinds import ends_in_lines
from latentwalk.adoption.fitting.named_values import named_values
from latentwalk.adoption.fitting.point_sets import point_sets
from latentwalk.adoption.fitting.sequences import sequences, softmax
from latentwalk.adoption.foreign.held import beside
from latentwalk.outputs.curve import CurveSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwalk.adoption.fitting.calls import Call
    from latentwalk.adoption.fitting.kinds import Decision
    from latentwalk.adoption.fitting.reading import Read
    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.foreign.samples import Known

READERS: dict[str, Callable[[tuple[int, ...], Known, bool], Read]] = {
    "curve": curves,
    "values": named_values,
    "points": point_sets,
    "field": fields,
}
"""For each kind but categories, what reads a decoder's arrays of a shape."""


def of_samples(foreign: ForeignModel, call: Call, decision: Decision, known: Known) -> Fitted:
    """A decoder of samples of a kind other than images, without its encoder.

    Args:
        foreign: the model.
        call: how its decoder is called.
        decision: the kind.
        known: what options and data say.

    Raises:
        ModelError: its arrays do not fit the kind, or the options.
    """
    sides = tuple(map(int, call.images.shape[1:]))
    if known.in_table and decision.kind != "values":
        known = replace(known, names=())  # names of numbers, not of lines or points
    if decision.kind == "categories":
        found = sequences(call.images, known)
    else:
        found = READERS[decision.kind](sides, known, ends_in_lines(foreign))
    spec, arrangement, remark, logits = found
    shape, read, decode = call.shape, call.read, call.foreign.decode

    sample, remarks = spec.shape, [*call.remarks, decision.remark, remark]
    deviations = deviations_of(call, known) if isinstance(spec, CurveSpec) else None
    if isinstance(spec, CurveSpec) and deviations is not None:
        arrangement = replace(arrangement, first=len(spec.channels))
        spec = replace(spec, spread=True)
        remarks.append(deviations.remark)

    def decode_native(z: Any) -> Any:
        result = decode(z.reshape(-1, *shape))
        samples = arrangement.read(read(result), sample)
        if deviations is not None:
            return beside([samples, arrangement.read(deviations.of(result), sample)])
        return softmax(samples) if logits else samples

    return Fitted(
        foreign,
        shape,
        spec,
        decode_native,
        layout=arrangement,
        batched=call.batched,
        logits=logits,
        remarks=tuple(filter(None, remarks)),
    )
