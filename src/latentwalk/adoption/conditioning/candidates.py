"""The ways in which a foreign model may take its conditions, the most likely first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.conditioning.finding import conditioned
from latentwalk.adoption.foreign.further import Further, further_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.option_conditions import Declared


def with_conditions(
    candidates: Sequence[ForeignModel], declared: Mapping[str, Declared], classes: Sequence[str]
) -> Iterator[ForeignModel]:
    """The candidates with their conditions; those that can be left out are passed last.

    Args:
        candidates: foreign models.
        declared: the conditions that the user declared.
        classes: the names of the data's classes, if it has any.

    Raises:
        ModelError: a declared condition that a model does not take.
    """
    for foreign in candidates:
        yield conditioned(foreign, declared, classes)
        paired = _paired(foreign, declared)
        if paired is not None:
            yield conditioned(paired, declared, classes)
        optional = [one for one in further_of(foreign.decode) if not one.required]
        if any(one.name not in declared for one in optional):
            yield conditioned(foreign, declared, classes, optional=True)


def condition_names(
    candidates: Sequence[ForeignModel], declared: Mapping[str, Declared]
) -> set[str]:
    """The names that conditions of the candidates may have."""
    return {*declared, *(one.name for model in candidates for one in further_of(model.decode))}


def _paired(foreign: ForeignModel, declared: Mapping[str, Declared]) -> ForeignModel | None:
    """The model whose decoder takes a tuple of the point and its conditions; None if none may."""
    decode, encode = foreign.decode, foreign.encode
    if not declared or further_of(decode, declared):
        return None

    def with_tuple(function: Any) -> Any:
        return Tupled(function, tuple(Further(name) for name in declared))

    takes = encode is not None and not further_of(encode, declared)
    return replace(
        foreign, decode=with_tuple(decode), encode=with_tuple(encode) if takes else encode
    )


@dataclass(frozen=True, eq=False)
class Tupled:
    """A function of one tuple as a function of several arguments."""

    function: Callable[[Any], Any]
    further: tuple[Further, ...]

    def __call__(self, value: Any) -> Any:
        """Call it with points or samples alone."""
        return self.function(value)

    def with_further(self, value: Any, given: Mapping[str, Any]) -> Any:
        """Call it with points or samples and conditions."""
        return self.function((value, *given.values()))
