"""What was assumed about a foreign model's conditions, in sentences without their full stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.adoption.conditioning.entry import Entry
from latentwalk.adoption.foreign.further import further_of
from latentwalk.adoption.foreign.several import Several
from latentwalk.adoption.option_conditions import Constant
from latentwalk.conditions.category import Category

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from latentwalk.adoption.conditioning.entry import Choice
    from latentwalk.adoption.foreign.model import ForeignModel

LISTED = 6
"""Names that a remark lists."""
OVERRIDE = "Otherwise give conditions= (--condition)"


def remarks_on(foreign: ForeignModel, declared: Collection[str]) -> Iterator[str]:
    """Assumptions about the conditions that were found, and arguments that are left out."""
    decode = foreign.decode
    if not isinstance(decode, Entry):
        for one in further_of(decode):
            if not one.required:
                yield (
                    f"Its decoder also takes {one.name}, which is left out. To choose it, give "
                    f"conditions={{'{one.name}': [...]}} (--condition {one.name}=...)"
                )
        return
    for argument, choice in zip(decode.arguments, decode.chosen or (), strict=False):
        yield _remark(argument.name, argument.further.name, choice, decode.joined, declared)
    if decode.idle:
        names = [argument.name for argument in decode.arguments]
        yield (
            f"Not every value of {' and '.join(names)} gives another result: it may be ignored "
            "or taken in another way. Check it, or give a function as decoder="
        )


def _remark(
    name: str, argument: str, choice: Choice, joined: bool, declared: Collection[str]
) -> str:
    condition = choice.condition
    if isinstance(condition, Constant) and condition.drawn:
        shape = ", ".join(map(str, condition.value.shape))
        return (
            f"Its argument {argument} is noise, which is one draw of N(0, 1) for every point. For "
            f"another, give conditions={{'{name}': array}} of shape ({shape})"
        )
    if isinstance(condition, Constant):
        return f"Its argument {argument} is always the constant that was given"
    if joined:
        return f"Its decoder takes {name} behind the latent point, {choice.input_format.name}"
    if isinstance(condition, Several):
        names = [one.name for one in condition.items]
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        listed = ", ".join(names[:LISTED]) + more
        text = f"Its argument {argument} takes {listed}, {choice.input_format.name}"
        if name in declared:
            return text
        example = f"conditions={{'{name}': {{'first': (low, high), ...}}}}"
        return f"{text}: numbers from 0 to 1 are assumed. Give {example}, or a list of values"
    own = "" if argument == name else f", as its argument {argument}"
    if name in declared:
        return f"It takes {name}{own}, {choice.input_format.name}"
    if isinstance(condition, Category):
        count = f"one of {condition.width:,} values ({condition})"
        return f"It takes {name}{own}, {choice.input_format.name}: {count}. {OVERRIDE}"
    return (
        f"It takes {name}{own}, {choice.input_format.name}: a number whose range is unknown, "
        f"0 to 1 is assumed. Give conditions={{'{name}': (low, high)}} "
        f"(--condition {name}=LOW..HIGH)"
    )
