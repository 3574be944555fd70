"""Encodes samples other than images: the rows of tables, and the first axis of arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.data.tables import ENDINGS, is_table, names_of, read_table, selected
from latentwalk.data.texts import has_texts, read_texts
from latentwalk.encoding.atlases import squared_error
from latentwalk.encoding.encoder import BATCH, Encoded
from latentwalk.encoding.given import Given, encoded
from latentwalk.encoding.sample import keys
from latentwalk.errors import DataError
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.terminal.console import counting, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.data.chunks import Kind, Label
    from latentwalk.infer.model import Model
    from latentwalk.outputs.output import Output


@dataclass(frozen=True)
class Rows:
    """The samples of one file, as the model takes them."""

    path: Path
    """The file."""
    values: NDArray[np.float32]
    """(n, *output.shape)."""
    labels: tuple[Label, ...]
    """n labels."""

    @property
    def kind(self) -> Kind:
        """The type of its labels; None without any."""
        given = {type(label) for label in self.labels if label is not None}
        return None if not given else int if given == {int} else str

    @classmethod
    def read(cls, path: Path, output: Output) -> Rows:
        """Read a file, and say what was assumed.

        Raises:
            DataError: it cannot be read, or its samples do not fit the model.
        """
        if isinstance(output, CategoriesSpec) and has_texts(path):
            texts = read_texts(path)
            return cls(path, _accepted(path, output, texts), (None,) * len(texts))
        if not is_table(path):
            raise DataError(
                f"The model's samples are {output.plural}: give files that end in "
                f"{' or '.join(ENDINGS)} instead of {path}."
            )
        table = read_table(path, output.columns)
        columns, remark = selected(table.names, names_of(output))
        for sentence in (table.remark, remark):
            if sentence:
                say(sentence)
        samples = table.samples if columns is None else table.samples[:, columns]
        values = _accepted(path, output, samples)
        return cls(path, values, tuple(_labels(table.labels, len(values), path)))


def _accepted(path: Path, output: Output, samples: NDArray[Any]) -> NDArray[np.float32]:
    """The samples of a file as the model takes them.

    Raises:
        DataError: they do not fit the model.
    """
    try:
        return output.accepted(samples)
    except DataError as error:
        rows = samples.reshape(len(samples), -1)
        finite = np.isfinite(rows).all(1) if rows.dtype.kind in "fiub" else np.ones(1, bool)
        wrong = np.flatnonzero(~finite)
        where = f" (row {wrong[0]}, counted from 0)" if len(wrong) else ""
        raise DataError(f"{path}{where}: {error}") from error


def encode_rows(
    model: Model,
    files: Sequence[Rows],
    cutoff: int | None = None,
    given: Given | None = None,
    *,
    originals: bool = False,
) -> Iterator[Encoded]:
    """Encode samples in batches, with a progress bar.

    Args:
        model: the model; without an encoder, each sample's point is found by a slow optimization.
        files: the samples.
        cutoff: the highest key in the sample for an atlas; None for no atlas.
        given: the conditions that the user chose; the others are those of the labels.
        originals: whether to return the samples that were chosen for the atlas, too.
    """
    given = given or Given()
    step, first = BATCH if model.can_encode else 1, 0
    with counting("encoding") as progress:
        task = progress.add_task("encoding", total=sum(len(one.values) for one in files))
        for file in files:
            for start in range(0, len(file.values), step):
                values = file.values[start : start + step]
                labels = file.labels[start : start + step]
                rows = first + start + np.arange(len(values))
                names = tuple(f"{file.path}#{start + at}" for at in range(len(values)))
                numbers = given.numbers(model.conditions, labels)
                found = _encoded(model, values, numbers, labels, names, rows, cutoff)
                yield replace(found, originals=values[found.chosen]) if originals else found
                progress.advance(task, len(values))
            first += len(file.values)


def _encoded(
    model: Model,
    values: NDArray[np.float32],
    numbers: NDArray[np.float32],
    labels: tuple[Label, ...],
    names: tuple[str, ...],
    rows: NDArray[np.int64],
    cutoff: int | None,
) -> Encoded:
    posterior = encoded(model, values, numbers)
    chosen = np.empty(0, np.intp)
    error = np.empty(0, np.float32)
    if cutoff is not None:
        chosen = np.flatnonzero(keys(rows) <= np.uint64(cutoff))
    if len(chosen):
        means = np.concatenate([posterior.mean, numbers], axis=1)[chosen]
        error = squared_error(model.output.compared(model.decode_rows(means) - values[chosen]))
    return Encoded(names, labels, posterior, chosen, rows[chosen], error)


def _labels(given: Any, count: int, path: Path) -> list[Label]:
    """Labels as whole numbers or names; None for none.

    Raises:
        DataError: there are not as many as samples, or they are of another type.
    """
    if given is None:
        return [None] * count
    labels = np.asarray(given).ravel().tolist() if hasattr(given, "dtype") else list(given)
    labels = [None if label != label else label for label in labels]  # NaN
    if any(_is(label) and label != int(label) for label in labels):
        say(f"The labels of {path} are left out: they are numbers that are not whole.")
        return [None] * count
    if len(labels) != count:
        raise DataError(f"{path} has {count} samples, but {len(labels)} labels.")
    numbers = all(label is None or float(label) == int(label) for label in labels if _is(label))
    if numbers and all(label is None or _is(label) for label in labels):
        return [None if label is None else int(label) for label in labels]
    return [None if label is None else str(label) for label in labels]


def _is(label: Any) -> bool:
    return isinstance(label, (int, float)) and np.isfinite(label)
