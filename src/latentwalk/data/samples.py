"""Curves and tables to train on, from files of numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.data.dataset import Dataset, Images, split
from latentwalk.data.label_columns import read_labels
from latentwalk.data.tables import is_table, read_table
from latentwalk.errors import DataError
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.output import MAX_LEVEL
from latentwalk.outputs.values import ValuesSpec
from latentwalk.terminal.console import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output

FEWEST = 20
"""The smallest number of samples to train on."""
MARGIN = 0.05
"""The share of the data's range by which it is drawn wider on each side."""
DIGITS = (3, 5, 7, 9, 17)
"""Significant digits of the ends of a range: values far from 0, such as 1000 to 1004, need more."""


def load_samples(path: Path, kind: str) -> Dataset:
    """A data set of curves or tables, a tenth of it held out.

    Args:
        path: a .csv, .tsv, .npy or .npz, as `read_table` takes it: curves (n, t) or (n, c, t), or
            rows of a table (n, p), whose columns keep their names. Labels become classes.
        kind: `curve` or `values`.

    Raises:
        DataError: it cannot be read, has another shape, too few samples, NaN or infinity, or
            values that never change.
    """
    if not is_table(path):
        raise DataError(
            f"{path} has no {_PLURALS[kind]}: give a .npy, .npz or .csv, or leave out --output."
        )
    table = read_table(path)
    if table.remark:
        say(f"{path}: {table.remark}")
    samples = _checked(path, table.samples, kind, table.names)
    marks, classes = read_labels(
        [(f"The label of {path}", _array(table.labels), len(samples))], None, say
    )
    data = split(path.stem, Images(samples, marks[0]), classes)
    return replace(data, output=_spec(samples, kind, table.names))


_PLURALS = {"curve": "curves", "values": "tables"}
_SHAPES = {"curve": ("(n, t) or (n, c, t)", (2, 3)), "values": ("(n, p)", (2,))}


def _array(labels: Any) -> NDArray[Any] | None:
    return None if labels is None else np.asarray(labels)


def _checked(
    path: Path, samples: NDArray[Any], kind: str, names: Sequence[str]
) -> NDArray[np.float32]:
    """Samples (n, c, t) or (n, p) that a VAE can learn from.

    Raises:
        DataError: as `load_samples`.
    """
    form, axes = _SHAPES[kind]
    if samples.dtype.kind not in "biuf" or samples.ndim not in axes or 0 in samples.shape:
        raise DataError(
            f"{path} must be {_PLURALS[kind]} {form} of numbers, it is {samples.shape} of "
            f"{samples.dtype}."
        )
    if len(samples) < FEWEST:
        raise DataError(
            f"{path} has {len(samples)} {_PLURALS[kind] if kind == 'curve' else 'rows'}, but "
            f"{FEWEST} or more are needed."
        )
    broken = ~np.isfinite(samples) | (abs(samples) > MAX_LEVEL)
    if broken.any():
        row, *place = (int(at) for at in np.argwhere(broken)[0])
        where = f"column {_name(names, place[0])}" if kind == "values" else f"value {place[-1]}"
        raise DataError(
            f"{path} has NaN, infinity or a value beyond {MAX_LEVEL:g} in row {row}, {where}, "
            "counted from 0: leave such rows out, or fill them in."
        )
    values = samples.astype(np.float32)
    if kind == "curve":
        values = values.reshape(len(values), -1, values.shape[-1])
    lines = values.swapaxes(0, 1).reshape(values.shape[1], -1)
    constant = np.flatnonzero(lines.min(1) == lines.max(1))
    if len(constant):
        what = "column" if kind == "values" else "line"
        raise DataError(
            f"{path}: {what} {_name(names, constant[0])} is {lines[constant[0], 0]:g} everywhere, "
            "so there is nothing to learn: leave it out."
        )
    return values


def _name(names: Sequence[str], at: int) -> str:
    return f"'{names[at][:40]}'" if names else str(at)


def _spec(samples: NDArray[np.float32], kind: str, names: Sequence[str]) -> Output:
    """How samples are drawn: in the range of the data, a little wider unless it is [0, 1]."""
    low, high = float(samples.min()), float(samples.max())
    if low < 0 or high > 1:
        margin = MARGIN * (high - low)
        low, high = _rounded(low, high, margin)
    else:
        low, high = 0.0, 1.0
    if kind == "values":
        own = tuple(names) or tuple(str(at + 1) for at in range(samples.shape[1]))
        return ValuesSpec(own, low, high)
    lines, length = samples.shape[1:]
    channels = ("",) if lines == 1 else tuple(str(at + 1) for at in range(lines))
    return CurveSpec(length, channels, low, high)


def _rounded(low: float, high: float, margin: float) -> tuple[float, float]:
    """Ends that are a margin away from the data, in as few digits as keep these inside."""
    for digits in DIGITS:
        ends = float(f"{low - margin:.{digits}g}"), float(f"{high + margin:.{digits}g}")
        if ends[0] <= low and high <= ends[1]:
            break
    return ends
