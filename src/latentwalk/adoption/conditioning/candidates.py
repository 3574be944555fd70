"""The ways in which a foreign model may take its conditions, the most likely first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.adoption.conditioning.finding import conditioned
from latentwalk.adoption.foreign.further import further_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
        optional = [one for one in further_of(foreign.decode) if not one.required]
        if any(one.name not in declared for one in optional):
            yield conditioned(foreign, declared, classes, optional=True)
