"""What a decoder's arrays were read as: the samples' specification and arrangement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.arrangements import Arrangement
    from latentwalk.adoption.foreign.samples import Known
    from latentwalk.outputs.output import Output

Spec = TypeVar("Spec", bound="Output")


class Read(NamedTuple):
    """Samples as they were read from a decoder's arrays."""

    spec: Output
    """Their shape, names and axes; the range is that of the options, or preliminary."""
    arrangement: Arrangement
    """How the decoder arranges them."""
    remark: str = ""
    """What was assumed, as a sentence without its full stop."""
    logits: bool = False
    """Whether they are logits, of which a softmax makes probabilities."""


def spec_of(kind: type[Spec], content: dict[str, Any], known: Known) -> Spec:
    """A specification with the given range, checked like that of a manifest.

    Raises:
        ModelError: it is invalid.
    """
    low, high = known.range or (-1.0, 1.0)
    try:
        return kind.from_json({**content, "low": low, "high": high})  # type: ignore[return-value]
    except (TypeError, ValueError) as error:
        raise ModelError(f"The samples cannot be described as given: {error}.") from error
