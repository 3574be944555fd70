"""A decoder's arrays as categories: which axis holds the symbols, and whether they are logits."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.fitting.reading import Read
from latentwalk.adoption.foreign.arrangements import Arrangement, match
from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.option_texts import LOGITS
from latentwalk.errors import ModelError
from latentwalk.outputs.categories import CategoriesSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.samples import Known

FEWEST = 3
"""Values along an axis that sum to 1 by chance are fewer."""
CLOSE = 1e-3
"""How far the sums of probabilities may be from 1."""


@dataclass(frozen=True)
class Numbers(Arrangement):
    """The numbers of the most likely symbols, (n, t), as embeddings take them."""

    def given(self, samples: Any) -> Any:
        """Samples (n, t, k) as numbers (n, t)."""
        if hasattr(samples, "argmax"):
            return samples.argmax(-1)
        return as_numpy(samples).argmax(-1)


def axis_of_probabilities(arrays: NDArray[Any]) -> int | None:
    """The axis of arrays (n, a, b) along which probabilities, or their logarithms, sum to 1."""
    if arrays.ndim != 3:
        return None
    with np.errstate(over="ignore"):
        forms = [arrays] if arrays.min() >= 0 else [np.exp(np.minimum(arrays, 1.0))]
    for axis in (2, 1):
        if arrays.shape[axis] >= FEWEST and any(_sum_to_one(one, axis) for one in forms):
            return axis
    return None


def reason_for(arrays: NDArray[Any], known: Known) -> str:
    """Why a decoder's arrays (n, ...) are categories, as a clause; '' if nothing shows it."""
    if arrays.ndim != 3:
        return ""
    if axis_of_probabilities(arrays) is not None:
        return "its values are probabilities that sum to 1"
    rows = known.rows
    if rows is None or not rows.size or rows.dtype.kind == "U":
        return ""
    sides = arrays.shape[1:]
    if rows.ndim == 2 and rows.shape[1] in sides and _are_numbers(rows):
        symbols = prod(sides) // rows.shape[1]
        if rows.min() >= 0 and FEWEST <= rows.max() + 1 <= symbols:
            return "the data are whole numbers, one for each place"
    if sorted(rows.shape[1:]) == sorted(sides) and _is_one_hot(rows):
        return "the data are one-hot"
    return ""


def sequences(arrays: NDArray[Any], known: Known) -> Read:
    """Categories in arrays (n, t, k), (n, k, t) or flat ones.

    Args:
        arrays: what the decoder returned.
        known: what options and data say; `names` are the symbols.

    Raises:
        ModelError: the arrays, the names and the data do not fit each other.
    """
    sides = tuple(map(int, arrays.shape[1:]))
    (length, symbols), remark = _size(arrays, known)
    found = match(sides, (length, symbols))
    core = tuple(side for side in sides if side != 1)
    if length == symbols and len(core) == 2 and axis_of_probabilities(arrays) == 1:
        found = Arrangement(sides, swapped=True)
    if found is None:
        raise _misfit(sides)
    names = known.names
    if not names:
        names = tuple(map(str, range(symbols)))
        remarks = [remark, "Its symbols have no names and are numbered. Give names= (--names)"]
        remark = ". ".join(filter(None, remarks))
    try:
        spec = CategoriesSpec.from_json({"length": length, "names": list(names)})
    except (TypeError, ValueError) as error:
        raise ModelError(f"The samples cannot be described as given: {error}.") from error
    values = found.read(arrays, spec.shape)
    logits = known.logits or bool(values.min() < 0 or values.max() > 1 + CLOSE)
    if not logits and not _sum_to_one(values, 2):
        raise ModelError(
            "Its values are neither probabilities, which sum to 1 at each place, nor logits: if "
            f'they are logits, give values="{LOGITS}" (--values {LOGITS}).'
        )
    if logits and not known.logits and axis_of_probabilities(arrays) is None:
        said = "Its values are taken as logits and a softmax is applied"
        remark = ". ".join(filter(None, [remark, said]))
    return Read(spec, found, remark, logits=logits)


def softmax(array: Any) -> Any:
    """Probabilities from logits (n, t, k) of any framework."""
    if hasattr(array, "softmax"):
        return array.softmax(-1)
    values = as_numpy(array)
    shares = np.exp(values - values.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


def _size(arrays: NDArray[Any], known: Known) -> tuple[tuple[int, int], str]:
    """(t, k), and an assumption about them."""
    sides = tuple(map(int, arrays.shape[1:]))
    core = tuple(side for side in sides if side != 1)
    size = prod(sides)
    if len(core) > 2 or size < 2:
        raise _misfit(sides)
    if known.names:
        if size % len(known.names) or (len(core) == 2 and len(known.names) not in core):
            raise ModelError(
                f"{known.named_by} has {len(known.names):,} symbols, but the decoder returns (n, "
                f"{', '.join(map(str, sides))})."
            )
        return (size // len(known.names), len(known.names)), ""
    data = known.sides
    if len(data) == 1 and data[0] != size and size % data[0] == 0 and _are_numbers(known.rows):
        return (data[0], size // data[0]), ""
    if len(core) < 2:
        if len(data) == 2 and prod(data) == size:
            return (data[0], data[1]), ""
        raise ModelError(
            f"The decoder returns {size:,} values, and nothing tells how many symbols there are: "
            "give names= (--names), one for each symbol."
        )
    axis = axis_of_probabilities(arrays) if arrays.ndim == 3 else None
    if axis is not None:
        return (core[0], core[1]) if axis == 2 else (core[1], core[0]), ""
    remark = (
        f"Its arrays (n, {', '.join(map(str, sides))}) are read as {core[0]} places of {core[1]} "
        "symbols. Otherwise give names=, one for each symbol"
    )
    return (core[0], core[1]), remark


def _are_numbers(rows: NDArray[Any] | None) -> bool:
    return rows is not None and rows.dtype.kind != "U" and bool((rows == np.floor(rows)).all())


def _is_one_hot(rows: NDArray[Any]) -> bool:
    if not np.isin(rows, (0, 1)).all():
        return False
    return any(_sum_to_one(rows, axis) for axis in (1, 2))


def _sum_to_one(values: Any, axis: int) -> bool:
    sums = as_numpy(values).sum(axis=axis)
    return bool(as_numpy(values).min() >= -CLOSE and np.abs(sums - 1).max() < CLOSE)


def _misfit(sides: tuple[int, ...]) -> ModelError:
    return ModelError(
        f"Categories must be arrays (n, t, k) or (n, k, t) of t places and k symbols, these are "
        f"(n, {', '.join(map(str, sides))})."
    )
