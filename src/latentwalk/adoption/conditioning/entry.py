"""A foreign function with conditions as a function of points or samples alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.conditioning.effects import has_effect, sampled
from latentwalk.adoption.conditioning.input_formats import ONE_HOT, SCALAR, InputFormat
from latentwalk.adoption.foreign.further import main_name
from latentwalk.adoption.foreign.held import beside
from latentwalk.adoption.option_conditions import Constant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.further import Further
    from latentwalk.adoption.foreign.held import Held
    from latentwalk.adoption.foreign.model import Framework
    from latentwalk.adoption.foreign.several import Taken

MOST = 512
"""Combinations that are tried for a shape of a point."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What an argument takes, and how."""

    condition: Taken | Constant
    """What it is."""
    input_format: InputFormat = ONE_HOT
    """The form in which the function expects it."""

    @property
    def constant(self) -> NDArray[np.float32]:
        """The value of a constant for one point, (1, ...); () for a single number."""
        assert isinstance(self.condition, Constant)
        value = self.condition.value
        if value.ndim or self.input_format is SCALAR:
            return value
        return value.reshape(1) if self.input_format.flat else value.reshape(1, 1)

    def fits(self, further: Further) -> bool:
        """Whether an argument takes it, as far as it states its type and shape."""
        if not isinstance(self.condition, Constant):
            return self.input_format.fits(further, self.condition.width)
        return further.shape is None or self.constant.ndim == len(further.shape) + 1


@dataclass(frozen=True, eq=False)
class Argument:
    """An argument of a function, and what it may take."""

    further: Further
    """The argument."""
    name: str
    """The name of its condition."""
    choices: tuple[Choice, ...]
    """What it may take, the most likely first."""


@dataclass(eq=False)
class Entry:
    """A function of a batch, which passes the conditions that are held to another function.

    How that function takes them shows when it is called: the first way without an error in which
    each condition has an effect stays.
    """

    function: Callable[..., Any]
    framework: Framework
    arguments: Sequence[Argument]
    held: Held
    joined: bool = False
    """Whether the function takes them behind the points, in one array."""
    chosen: tuple[Choice, ...] | None = None
    """What the arguments take, once a call has shown it."""
    idle: bool = False
    """Whether values of a condition were seen to have the same effect."""
    further: tuple[Further, ...] = field(default=(), init=False)
    """It takes nothing else: see `further_of`."""

    def __call__(self, value: Any) -> Any:
        """Call the function with the conditions that are held."""
        if self.chosen is not None:
            return self._called(value, self.chosen)
        fault: Exception | None = None
        without_effect: tuple[Choice, ...] | None = None
        for combination in self._combinations():
            try:
                self._called(value, combination)
                if self._have_effect(value, combination):
                    return self._called(value, self._choose(combination))
                without_effect = without_effect or combination
            except Exception as error:  # whatever a foreign function raises
                fault = fault or error
        if without_effect is not None:
            self.idle = True
            return self._called(value, self._choose(without_effect))
        assert fault is not None
        raise fault

    def _choose(self, combination: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Keep to a combination from now on."""
        self.chosen = combination
        for argument, choice in zip(self.arguments, combination, strict=True):
            if not isinstance(choice.condition, Constant):
                self.held.find(argument.name, choice.condition)
        return combination

    def _have_effect(self, value: Any, combination: tuple[Choice, ...]) -> bool:
        """Whether each condition has an effect: a wrong way to pass it often has none."""
        for argument, choice in zip(self.arguments, combination, strict=True):
            if isinstance(choice.condition, Constant):
                continue
            numbers = self.framework.native(sampled(choice.condition))
            with self.held.trying(argument.name, numbers):
                if not has_effect(
                    lambda copies: self._called(copies, combination), value, int(numbers.shape[0])
                ):
                    return False
        return True

    def _combinations(self) -> Iterator[tuple[Choice, ...]]:
        every = [list(self._choices(argument)) for argument in self.arguments]
        for number, combination in enumerate(product(*every)):
            if number == MOST:
                return
            yield combination

    def _choices(self, argument: Argument) -> Iterator[Choice]:
        """What an argument may take: what the other function's has been found to be."""
        found = self.held.found(argument.name)
        for choice in argument.choices:
            if choice.fits(argument.further) and (found is None or choice.condition == found):
                yield choice

    def _called(self, value: Any, combination: Sequence[Choice]) -> Any:
        values = {
            argument.further.name: self._value(argument.name, choice, value)
            for argument, choice in zip(self.arguments, combination, strict=True)
        }
        if self.joined:
            flat = value.reshape(value.shape[0], -1)
            return self.function(beside([flat, *values.values()]))
        passed = getattr(self.function, "with_further", None)
        if passed is not None:
            return passed(value, values)
        main = main_name(self.function)
        if main is not None:
            return self.function(**values, **{main: value})
        return self.function(value, **values)

    def _value(self, name: str, choice: Choice, points: Any) -> Any:
        condition = choice.condition
        if not isinstance(condition, Constant):
            return choice.input_format.of(self.held.numbers(name, condition, int(points.shape[0])))
        constant = choice.constant
        if not constant.ndim:
            return constant.item()
        if not hasattr(points, "expand"):
            return self.framework.native(np.repeat(constant, len(points), axis=0))
        # no number of points, which an exported network would keep
        return self.framework.native(constant).expand(points.shape[0], *constant.shape[1:])
