"""Finds the conditions of a foreign model: as declared, or from its arguments and layers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.conditioning.entry import Argument, Choice, Entry
from latentwalk.adoption.conditioning.input_formats import (
    CERTAIN,
    COLUMNS,
    NUMBERS,
    ONE_HOT,
    SCALAR,
    TOGETHER,
)
from latentwalk.adoption.conditioning.noise import draws, is_noise
from latentwalk.adoption.conditioning.tables import layers_of, table_sizes
from latentwalk.adoption.foreign.further import Further, further_of, takes_coordinates
from latentwalk.adoption.foreign.held import Held
from latentwalk.adoption.foreign.model import LATENT, stated
from latentwalk.adoption.foreign.several import Several
from latentwalk.adoption.option_conditions import Constant
from latentwalk.conditions.category import Category
from latentwalk.conditions.labels import LABELS
from latentwalk.conditions.number import Number
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from latentwalk.adoption.foreign.model import ForeignModel
    from latentwalk.adoption.option_conditions import Declared

COUNTS = (
    "num_classes", "n_classes", "num_class", "n_class", "class_num", "class_count", "classes",
    "num_labels", "n_labels", "label_dim", "y_dim", "n_y", "c_dim", "cond_dim", "condition_dim",
    "conditional_dim", "conditions_dim", "n_cond", "num_conditions", "n_batch", "n_batches",
    "num_domains", "n_speakers", "num_speakers",
)  # fmt: skip
"""Attributes of a model that may be the number of a category's values."""
MOST_VALUES = 65_536
MOST_NUMBERS = 64
"""The most numbers that an argument without a declaration is taken for."""
MOST_SUMS = 64
"""Widths of all conditions together by which a point may be shorter."""


def conditioned(
    foreign: ForeignModel,
    declared: Mapping[str, Declared],
    classes: Sequence[str],
    *,
    optional: bool = False,
) -> ForeignModel:
    """A model whose functions take points and samples alone, with its conditions held.

    Args:
        foreign: the model.
        declared: the conditions that the user declared.
        classes: the names of the data's classes, if it has any.
        optional: whether to pass arguments that can be left out, but are usually conditions.

    Raises:
        ModelError: a declared condition that the model does not take.
    """
    decode = foreign.decode
    matched = _matched(foreign.name, further_of(decode, declared), declared, optional)
    if not matched or (takes_coordinates(decode) and not declared):
        return foreign
    joined = all(further is None for further, _ in matched)
    arguments = [
        Argument(
            further or Further(name),
            name,
            tuple(
                _declared(_with_default(declared[name], further), joined)
                if name in declared
                else _guesses(foreign, further or Further(name), classes)
            ),
        )
        for further, name in matched
    ]
    held = Held(foreign.framework, [one.name for one in arguments])
    entry = Entry(decode, foreign.framework, arguments, held, joined)
    encode = _conditioned_encoder(foreign, arguments, held)
    held.encoder = encode is not foreign.encode
    shapes = (*foreign.latent_shapes, *_without(foreign, arguments))
    return replace(foreign, decode=entry, encode=encode, held=held, latent_shapes=shapes)


def _matched(
    model: str, taken: Sequence[Further], declared: Mapping[str, Any], optional: bool
) -> list[tuple[Further | None, str]]:
    """The arguments of a decoder that are conditions, each with the name of its condition.

    Declared names that are no argument belong to the others in order; without arguments they are
    part of the points, and have None.
    """
    free = [name for name in declared if name not in {one.name for one in taken}]
    if free and not taken:
        return [(None, name) for name in declared]
    found: list[tuple[Further | None, str]] = []
    for one in taken:
        if one.name in declared:
            found.append((one, one.name))
        elif free:
            found.append((one, free.pop(0)))
        elif one.required or optional:
            found.append((one, one.name))
    if free:
        raise ModelError(
            f"The decoder of {model} takes {', '.join(one.name for one in taken)} besides latent "
            f"points, but conditions= (--condition) declares {', '.join(declared)}: declare one "
            "for each."
        )
    return found


def _with_default(condition: Declared, further: Further | None) -> Declared:
    """A declared number with the default that its argument has."""
    default = None if further is None else further.default
    if not isinstance(condition, Number) or type(default) not in {int, float}:
        return condition
    number = float(str(default))
    inside = condition.low <= number <= condition.high
    return replace(condition, default=number) if inside else condition


def _declared(condition: Declared, joined: bool) -> Iterator[Choice]:
    """The ways in which an argument may take what the user declared."""
    if isinstance(condition, Constant):
        yield from (Choice(condition, one) for one in (SCALAR, *NUMBERS))
    elif joined or isinstance(condition, Several):
        yield Choice(condition, TOGETHER if isinstance(condition, Several) else ONE_HOT)
    elif isinstance(condition, Category):
        yield from (Choice(condition, one) for one in (*CERTAIN, *COLUMNS))
    else:
        yield from (Choice(condition, one) for one in NUMBERS)


def _guesses(foreign: ForeignModel, further: Further, classes: Sequence[str]) -> Iterator[Choice]:
    """What an argument may take: a category with as many values as the model states, or numbers.

    Names of labels are categories first, others a number, or several side by side. Noise is a draw.
    """
    name = further.name
    if is_noise(further):
        yield from draws(foreign, further)
        return
    categories = list(_categories(foreign, further, classes))
    certain = [Choice(one, input_format) for one in categories for input_format in CERTAIN]
    columns = [Choice(one, input_format) for one in categories for input_format in COLUMNS]
    numbers = [Choice(Number(name, 0.0, 1.0, 0.5), input_format) for input_format in NUMBERS]
    several = [
        Choice(Several(name, tuple(Number(f"{name} {i + 1}") for i in range(one.width))), TOGETHER)
        for one in categories
        if one.width <= MOST_NUMBERS
    ]
    if name in LABELS:
        yield from [*certain, *columns, *numbers]
    else:
        indices = [one for one in certain if one.input_format.is_index]
        yield from [*numbers, *indices, *several, *(one for one in certain if one not in indices)]


def _categories(
    foreign: ForeignModel, further: Further, classes: Sequence[str]
) -> Iterator[Category]:
    """Categories of the sizes that a model states, with the names of the data's classes."""
    name = further.name
    for count in _counts(foreign, further, len(classes)):
        fits = len(classes) == count or all(one.isdecimal() for one in classes)
        named = fits and len(classes) <= count and name in LABELS
        names = [*(classes if named else ()), *map(str, range(len(classes) if named else 0, count))]
        if len(set(names)) == count:
            yield Category(name, tuple(names))


def _counts(foreign: ForeignModel, further: Further, classes: int) -> list[int]:
    """Possible numbers of a category's values, the largest first: an index beyond them fails."""
    module = foreign.module
    found = {classes, *(further.shape or ())[-1:]}
    if foreign.onnx is not None and further.type == "int":
        found |= table_sizes(foreign.onnx[0])
    found |= {size for size in stated(module, COUNTS) if isinstance(size, int)}
    layers = layers_of(foreign)
    found |= {int(one.in_channels) for one in layers if type(one).__name__ == "ConvTranspose2d"}
    if layers:
        names = ("num_embeddings", "input_dim")  # of PyTorch and of Keras
        rows = (getattr(layer, name, 0) for layer in layers for name in names)
        found |= {count for count in rows if isinstance(count, int)}
        sizes = [size for size in stated(module, LATENT) if isinstance(size, int)]
        widths = {int(getattr(layer, "in_features", 0) or 0) for layer in layers}
        found |= {width - size for size in sizes[:1] for width in widths if 0 < width - size < 1024}
    return sorted((count for count in found if 1 < count <= MOST_VALUES), reverse=True)


def _conditioned_encoder(foreign: ForeignModel, arguments: Sequence[Argument], held: Held) -> Any:
    """The encoder with the decoder's conditions, by name or else in order; itself without them."""
    if foreign.encode is None:
        return None
    taken = further_of(foreign.encode, {one.further.name for one in arguments})
    names = {one.further.name for one in arguments} | {one.name for one in arguments}
    own = [one for one in taken if one.required or one.name in names]
    if not own:
        return foreign.encode
    by_name = {name: one for one in arguments for name in (one.name, one.further.name)}
    others = [one for one in arguments if not {one.name, one.further.name} & {o.name for o in own}]
    matched = []
    for one in own:
        argument = by_name.get(one.name) or (others.pop(0) if others else None)
        if argument is None:
            return foreign.encode  # it needs more than the decoder, which is reported
        matched.append(replace(argument, further=one))
    return Entry(foreign.encode, foreign.framework, matched, held)


def _without(foreign: ForeignModel, arguments: Sequence[Argument]) -> Iterator[tuple[int, ...]]:
    """Shapes of a point if the conditions are a part of what the first layer takes."""
    widths = [0]
    for argument in arguments:
        own = [
            0 if isinstance(one.condition, Constant) else one.condition.width
            for one in argument.choices
        ]
        widths = [width + more for width in widths for more in dict.fromkeys(own)]
    for shape in foreign.latent_shapes:
        for width in dict.fromkeys(widths[:MOST_SUMS]):
            if len(shape) == 1 and 0 < width < shape[0]:
                yield (shape[0] - width,)
