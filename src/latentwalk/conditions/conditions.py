"""`Conditions`: everything that a decoder takes besides the latent point, in its order."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.conditions.category import Category
from latentwalk.conditions.condition import cut
from latentwalk.conditions.number import Number
from latentwalk.errors import ConditionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from latentwalk.conditions.condition import Condition

KINDS: dict[str, type[Condition]] = {spec.kind: spec for spec in (Category, Number)}
MAX_WIDTH = 65_536
"""The most numbers of all conditions together."""


@dataclass(frozen=True)
class Conditions:
    """The conditions of a model, in the order of its network's inputs. It is a sequence of them."""

    items: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        names = [one.name for one in self.items]
        if len(set(names)) < len(names):
            raise ValueError("two conditions have the same name")
        if self.width > MAX_WIDTH:
            raise ValueError(f"the conditions take more than {MAX_WIDTH:,} numbers")

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Condition]:
        return iter(self.items)

    def __getitem__(self, name: str) -> Condition:
        """The condition of a name.

        Raises:
            ConditionError: there is none.
        """
        for one in self.items:
            if one.name == name:
                return one
        names = [one.name for one in self.items]
        close = difflib.get_close_matches(str(name), names, 1)
        meant = f" Did you mean '{close[0]}'?" if close else ""
        raise ConditionError(
            f"There is no condition '{cut(str(name))}'.{meant} The model takes "
            f"{', '.join(names) or 'none'}."
        )

    @property
    def width(self) -> int:
        """W, the number of numbers of all of them together."""
        return sum(one.width for one in self.items)

    @cached_property
    def default(self) -> NDArray[np.float32]:
        """The numbers of all defaults, (w,)."""
        rows: NDArray[np.float32] = self.numbers(None, 1)
        return rows.reshape(-1)

    def numbers(
        self,
        given: Mapping[str, Any] | None,
        n: int,
        others: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """The numbers (n, w) that the network takes for n points.

        Args:
            given: by name one value for all points, or one for each.
            n: the number of points.
            others: (n, w) from which those that are not given are taken; their defaults if missing.

        Raises:
            ConditionError: an unknown name, or what is no value of a condition.
        """
        given = {} if given is None else given
        if not isinstance(given, Mapping):
            raise ConditionError(
                f"conditions must be a dictionary, such as {{'label': 3}}, got {given!r:.80}."
            )
        for name in given:
            _ = self[name]
        if others is None:
            others = self.expanded(np.full((n, len(self)), np.nan, np.float32))
        parts = [
            one.numbers(given[one.name], n) if one.name in given else other
            for one, other in zip(self.items, self.split(others), strict=True)
        ]
        return np.concatenate(parts, axis=1) if parts else np.empty((n, 0), np.float32)

    def expanded(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """The numbers (n, w) of an atlas's codes (n, m): indices and numbers, NaN the default."""
        parts = [one.expanded(codes[:, i]) for i, one in enumerate(self.items)]
        return np.concatenate(parts, axis=1) if parts else np.empty((len(codes), 0), np.float32)

    def split(self, numbers: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The network's inputs (n, width) in numbers (n, w)."""
        ends = np.cumsum([one.width for one in self.items])[:-1]
        return list(np.split(numbers, ends, axis=1)) if self.items else []

    def described(self, numbers: NDArray[np.float32]) -> str:
        """Numbers (w,) in words, such as "label 3, weight 0.25"."""
        parts = self.split(numbers[None])
        return ", ".join(
            f"{one.name} {one.described(part[0])}"
            for one, part in zip(self.items, parts, strict=True)
        )

    def to_json(self) -> list[dict[str, Any]]:
        """The conditions as the manifest contains them."""
        return [{"kind": one.kind, **one.to_json()} for one in self.items]

    @classmethod
    def from_json(cls, content: Any) -> Conditions:
        """Parse and check the `conditions` of a manifest.

        Raises:
            ValueError: invalid or too large values, or missing or unknown keys.
        """
        if not isinstance(content, list):
            raise ValueError("conditions must be a list")
        return cls(tuple(map(_from_json, content)))


def _from_json(content: Any) -> Condition:
    if not isinstance(content, dict) or content.get("kind") not in [*KINDS]:
        raise ValueError(f"a condition's kind must be one of {', '.join(KINDS)}")
    rest = {key: value for key, value in content.items() if key != "kind"}
    spec = KINDS[content["kind"]]
    unknown = next((key for key in rest if key not in spec.keys), None)
    if unknown is not None:
        raise ValueError(
            f"a condition of the kind {spec.kind} has no '{cut(unknown)}': its keys are "
            f"{', '.join(spec.keys)}"
        )
    return spec.from_json({"name": "", **rest})
