"""Categories: at each place of a sequence one of several symbols, such as letters or bases."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PIL import ImageFont

from latentwalk.errors import DataError
from latentwalk.outputs.lines import COLOURS, FINER, Pen, drawn, margin
from latentwalk.outputs.output import MAX_VALUES, Output, checked_text, is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

MAX_SYMBOLS = 65_536
READABLE = 7
"""The least height of a written symbol in pixels; smaller ones are drawn as blocks."""
WIDEST = 8
"""The letters of a symbol that its cell has room for."""
LETTER = 0.7
"""The width of a letter with its space, as a share of the height of a cell."""
ONE_ROW = 0.5
"""Cells in one row may be smaller than the largest ones by this factor."""
ROUNDING = 1e-3
"""By how much probabilities may be beyond 0 and 1."""
PADDING = ("", "<pad>")
SEPARATOR = " "
"""Between symbols of several letters, in text."""


@dataclass(frozen=True)
class CategoriesSpec(Output):
    """The number of places and the names of the symbols; samples are the symbols' probabilities."""

    kind: ClassVar[str] = "categories"
    plural: ClassVar[str] = "sequences"
    shares: ClassVar[bool] = True

    length: int
    """t, the number of places."""
    names: tuple[str, ...]
    """The k symbols. An empty one, or `<pad>`, is padding."""

    @property
    def low(self) -> float:  # type: ignore[override]
        """0, the least probability."""
        return 0.0

    @property
    def high(self) -> float:  # type: ignore[override]
        """1, the highest probability."""
        return 1.0

    @property
    def shape(self) -> tuple[int, ...]:
        """(t, k)."""
        return (self.length, len(self.names))

    @property
    def columns(self) -> tuple[str, ...]:
        """The place, from 1, and the symbol of each probability."""
        return tuple(f"{place + 1} {name}" for place in range(self.length) for name in self.names)

    def __str__(self) -> str:
        return f"{self.length} places with {len(self.names)} symbols"

    def to_json(self) -> dict[str, Any]:
        """The specification as the manifest contains it."""
        return {"length": self.length, "names": list(self.names)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> CategoriesSpec:
        """Parse and check a specification.

        Raises:
            ValueError: invalid or too large values, or a name that occurs twice.
        """
        names = content.get("names")
        if not is_whole(content.get("length")):
            raise ValueError("the length of sequences must be a positive integer")
        if not isinstance(names, list) or not 2 <= len(names) <= MAX_SYMBOLS:
            raise ValueError(f"the symbols must be a list of 2 to {MAX_SYMBOLS:,} names")
        categories = cls(**{**content, "names": tuple(names)})
        checked_text(*categories.names)
        if len(set(names)) < len(names):
            raise ValueError("the symbols must have different names")
        if categories.size > MAX_VALUES:
            raise ValueError(f"a sequence has at most {MAX_VALUES} probabilities")
        return categories

    @property
    def padding(self) -> str | None:
        """The symbol that fills short sequences; None if there is none."""
        return next((name for name in self.names if name in PADDING), None)

    def texts(self, values: NDArray[np.float32]) -> list[str]:
        """The most likely symbols of samples (n, t, k) as texts, without padding."""
        separator = "" if self._single else SEPARATOR
        named = np.array(self.names, dtype=object)[values.argmax(axis=2)].tolist()
        return [separator.join(name for name in row if name not in PADDING) for row in named]

    def symbols_in(self, text: str) -> list[str]:
        """The symbols of a text: its letters or, if a symbol has several, its words."""
        return list(text) if self._single else text.split()

    @property
    def _single(self) -> bool:
        """Whether each symbol is one letter."""
        return all(len(name) == 1 or name in PADDING for name in self.names)

    def numbers_of(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The symbols of texts as their numbers, (n, t), padded at the end.

        Raises:
            DataError: a symbol that the model does not have, or another length.
        """
        return np.array([self._numbers(text, row) for row, text in enumerate(texts)], np.int64)

    def _numbers(self, text: str, row: int) -> list[int]:
        symbols = self.symbols_in(text)
        known = {name: number for number, name in enumerate(self.names)}
        wrong = next((symbol for symbol in symbols if symbol not in known), None)
        if wrong is not None:
            raise DataError(
                f"Row {row}, counted from 0, has the symbol '{wrong[:40]}', which names= does not "
                f"have: {', '.join(self.names[:12])}{', ...' * (len(self.names) > 12)}."
            )
        if len(symbols) > self.length or (len(symbols) < self.length and self.padding is None):
            raise DataError(
                f"Row {row}, counted from 0, has {len(symbols)} symbols, but the model's sequences "
                f"have {self.length}. Cut longer ones; shorter ones need a symbol for padding in "
                "names=: an empty one, or <pad>."
            )
        rest = self.length - len(symbols)
        return [known[symbol] for symbol in symbols] + rest * [known.get(self.padding or "", 0)]

    def prepared(self, samples: Any) -> Any:
        """Texts, and the numbers of symbols (n, t), as probabilities 0 and 1 (n, t, k)."""
        array = np.asarray(samples)
        if array.dtype.kind in "UO" and all(isinstance(one, str) for one in array.ravel()):
            array = self.numbers_of([str(one) for one in array.ravel()])
        if array.shape[-1:] != (self.length,) or array.ndim > 2 or array.dtype.kind not in "iuf":
            return samples
        numbers = array.astype(np.int64)
        if (numbers != array).any():
            return samples
        broken = (numbers < 0) | (numbers >= len(self.names))
        if broken.any():
            raise DataError(
                f"Symbols are numbered 0 to {len(self.names) - 1}, the data has "
                f"{int(numbers[broken][0])}."
            )
        one_hot: NDArray[np.float32] = np.eye(len(self.names), dtype=np.float32)[numbers]
        return one_hot

    def accepted(self, samples: ArrayLike) -> NDArray[np.float32]:
        """A user's sequences as probabilities; see `Output.accepted`.

        Raises:
            DataError: they do not fit, or have numbers that are no probabilities.
        """
        values = super().accepted(samples)
        outside = values[np.abs(values - 0.5) > 0.5 + ROUNDING]
        if len(outside):
            raise DataError(
                f"Probabilities must be from 0 to 1, got {outside[0]:g}: give texts, the symbols' "
                "numbers, arrays of 0 and 1, or a softmax of logits."
            )
        return values

    def draw(self, values: NDArray[np.float32], width: int, height: int) -> NDArray[np.uint8]:
        """Draw the most likely symbols in rows, as bright as they are likely."""
        best = values.argmax(axis=2)
        sure = np.clip(values.max(axis=2), 0, 1)
        longest = min(WIDEST, max((1, *(len(name) for name in self.names if name not in PADDING))))
        aspect = LETTER * (longest + (longest > 1))

        def one(symbols: NDArray[np.int64], shares: NDArray[np.float32]) -> NDArray[np.uint8]:
            def paint(pen: Pen, wide: int, high: int) -> None:
                edge = margin(wide, high)
                columns, side = _cells(self.length, aspect, wide - 2 * edge, high - 2 * edge)
                across = (wide - columns * aspect * side) / 2
                down = (high - ceil(self.length / columns) * side) / 2
                readable = side >= READABLE * FINER
                font = ImageFont.load_default(max(1.0, 0.9 * side)) if readable else None
                for place, (symbol, share) in enumerate(zip(symbols, shares, strict=True)):
                    name = self.names[symbol][:WIDEST]
                    if name in PADDING or name.isspace():
                        continue
                    colour = tuple(int(part * share) for part in COLOURS[symbol % len(COLOURS)])
                    left = across + (place % columns) * aspect * side
                    top = down + (place // columns) * side
                    if font is None:
                        pen.rectangle((left, top, left + aspect * side - 1, top + side - 1), colour)
                    else:
                        middle = (left + aspect * side / 2, top + side / 2)
                        pen.text(middle, name, colour, font, anchor="mm")

            return drawn(width, height, paint)

        return np.stack([one(*pair) for pair in zip(best, sure, strict=True)])

    def _arranged(self, samples: NDArray[Any]) -> NDArray[Any] | None:
        """Also (n, k, t)."""
        arranged = super()._arranged(samples)
        if arranged is None and samples.shape[1:] == self.shape[::-1]:
            return samples.transpose(0, 2, 1)
        return arranged


def _cells(count: int, aspect: float, width: float, height: float) -> tuple[int, float]:
    """The columns of cells that fill a box row by row, and their height.

    They are all in one row, unless other cells are much larger.
    """

    def side(columns: int) -> float:
        return min(width / (columns * aspect), height / ceil(count / columns))

    ideal = max(1, int(sqrt(count * width / (aspect * max(1.0, height)))))
    columns = max((min(count, one) for one in range(ideal, ideal + 3)), key=side)
    if side(count) >= max(READABLE * FINER, ONE_ROW * side(columns)):
        columns = count
    return columns, side(columns)
