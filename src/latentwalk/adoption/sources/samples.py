"""The user's data as samples other than images: curves, values and points, read in batches."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import chain, islice
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrangements import arranged
from latentwalk.adoption.foreign.arrays import as_numpy
from latentwalk.adoption.sources.batches import BATCH, TRIAL, Batch
from latentwalk.adoption.sources.data import examples_of
from latentwalk.adoption.sources.examples import Examples, indexable, is_array, is_numpy
from latentwalk.adoption.sources.items import item_of
from latentwalk.adoption.sources.reading import is_single
from latentwalk.adoption.sources.tables import table_of
from latentwalk.data.tables import Table, is_table, read_table, selected
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.levels import Levels
    from latentwalk.data.picture_options import PictureOptions
    from latentwalk.outputs.output import Output

SHOWN = 5
"""Rows in a message."""


@dataclass(frozen=True)
class SampleBatch(Batch):
    """n samples with their labels; `images` are the samples (n, ...) as the source gave them."""

    def values(self, spec: Output, _: Levels | None = None) -> NDArray[np.float32]:
        """The samples as the model takes them: (n, *spec.shape) float32.

        Raises:
            DataError: samples of another shape, or with NaN or infinity.
        """
        values = arranged(self.images, spec)
        if len(values) != len(self.rows):
            raise DataError(
                f"The data has the shape of one sample, {self.images.shape}, but must be samples "
                f"(n, {', '.join(map(str, spec.shape))}): give data[None] for a single one."
            )
        wrong = self.rows[~np.isfinite(values.reshape(len(values), -1)).all(1)]
        if len(wrong):
            raise not_finite(wrong)
        return values


@dataclass(frozen=True)
class Samples(Examples):
    """A source of samples, with or without a known length."""

    columns: tuple[str, ...] = ()
    """The names of a table's columns, one for each value; empty if it is no table."""
    picked: tuple[int, ...] | None = None
    """The columns that the model has, in its order; None for all."""

    @classmethod
    def of(cls, examples: Examples, columns: tuple[str, ...] = ()) -> Samples:
        """The same source, read as samples."""
        given: dict[str, Any] = {
            field.name: getattr(examples, field.name) for field in fields(Examples)
        }
        return cls(**given, columns=columns)

    def named(self, own: tuple[str, ...]) -> Samples:
        """The same source, with the columns of a table that have the names of a model's values."""
        columns, remark = selected(self.columns, own)
        self.reading.remarks += [remark] if remark else []
        return self if columns is None else replace(self, picked=tuple(columns))

    def as_images(self, options: PictureOptions) -> Examples:
        """The same samples as a source of images, in rows of a table for example.

        Raises:
            DataError: they are no images.
        """
        whole = self.source[:] if is_array(self.source) else self.source
        found = examples_of(whole, options=options)
        return replace(found, labels=self.labels, classes=self.classes)

    def few(self, limit: int = TRIAL) -> NDArray[Any]:
        """A few samples (n, ...) as the source gives them, evenly spaced.

        Raises:
            DataError: there are none, or they are not arrays of numbers of one shape.
        """
        if indexable(self.source):
            rows = np.linspace(0, len(self.source), min(len(self.source), limit), endpoint=False)
            found = self._chosen(rows.astype(int))[0] if len(rows) else np.empty(0)
        else:
            image, label = item_of(self.first[0]) if self.first else (np.empty(0), None)
            single = is_single(image, label) or len(getattr(image, "shape", ())) == 1
            items = [item_of(item)[0] for item in self.first]
            found = _stacked(items) if single else _stacked(list(image))
        if not len(found):
            raise DataError("The data has no samples.")
        return found[:limit]

    def trial_of(self, spec: Output, limit: int = TRIAL) -> NDArray[np.float32]:
        """A few samples (n, *spec.shape) as the model takes them.

        Raises:
            DataError: as `few` and `SampleBatch.values`.
        """
        rows = self.few(limit)
        if indexable(self.source) and rows.dtype.kind != "U" and not np.isfinite(rows).all():
            every = range(0, len(self.source), BATCH)
            ends = (np.arange(at, min(at + BATCH, len(self.source))) for at in every)
            raise not_finite(np.concatenate([self._broken(part) for part in ends]))
        places = np.arange(len(arranged(rows, spec)))
        return SampleBatch(rows, places.astype(np.int32), places).values(spec)

    def batches(self, limit: int, spec: Any = None) -> Iterator[SampleBatch]:
        """Batches of at most `limit` samples, evenly spaced; of all if their number is unknown.

        Raises:
            DataError: samples of different shapes, or labels that do not fit.
        """
        if not indexable(self.source):
            yield from self._streamed(spec)
            return
        n = len(self.source)
        if self.labels is not None and len(self.labels) != n:
            raise DataError(f"There are {n} samples, but {len(self.labels)} labels.")
        picked = (
            np.arange(n) if n <= limit else np.linspace(0, n, limit, endpoint=False).astype(int)
        )
        for start in range(0, len(picked), BATCH):
            rows = picked[start : start + BATCH]
            samples, marks = self._chosen(rows)
            if self.labels is not None:
                yield SampleBatch(samples, self.labels[rows], rows)
            else:
                yield SampleBatch(samples, self.reader.read(marks, len(rows)), rows)

    def _chosen(self, rows: NDArray[np.int_]) -> tuple[NDArray[Any], list[Any] | None]:
        """Samples at some places, and their labels if the source has them."""
        if is_array(self.source):
            places: Any = rows if is_numpy(self.source) else rows.tolist()
            samples = _checked(as_numpy(self.source[places]))
            return samples if self.picked is None else samples[:, self.picked], None
        items = [item_of(self.source[int(row)]) for row in rows]
        return _stacked([sample for sample, _ in items]), [label for _, label in items]

    def _broken(self, rows: NDArray[np.int_]) -> NDArray[np.int_]:
        """Those of some places whose samples have NaN or infinity."""
        samples = self._chosen(rows)[0].reshape(len(rows), -1)
        broken: NDArray[np.int_] = rows[~np.isfinite(samples).all(1)]
        return broken

    def _streamed(self, spec: Output | None) -> Iterator[SampleBatch]:
        """The samples of a source that is iterated once: single ones, or batches of a loader."""
        items, seen = iter(chain(self.first, self.source)), 0
        for given in items:
            sample, label = item_of(given)
            shape = tuple(getattr(sample, "shape", ()))
            one = len(shape) == 1 or (spec is not None and shape == spec.shape)
            if one or is_single(sample, label):
                singles = [(sample, label), *(item_of(one) for one in islice(items, BATCH - 1))]
                samples = _stacked([one for one, _ in singles])
                labels: Any = [one for _, one in singles]
            else:
                samples, labels = _stacked(list(sample)), label
            rows = seen + np.arange(len(samples))
            yield SampleBatch(samples, self.reader.read(labels, len(samples)), rows)
            seen += len(samples)


def not_finite(rows: NDArray[np.int_]) -> DataError:
    """The error about rows with NaN or infinity."""
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    listed = f"row{'s' * (len(rows) > 1)} {', '.join(map(str, rows[:SHOWN]))}{more}"
    return DataError(
        f"The data has NaN or infinity in {listed}, counted from 0: leave such rows out, or fill "
        "them in."
    )


def samples_of(
    data: Any,
    labels: Any = None,
    classes: Sequence[str] | None = None,
    own: Sequence[str] = (),
) -> Samples:
    """The user's `data` and `labels` as a source of samples other than images.

    Args:
        data: an array or tensor (n, ...), a list of arrays, a data set or loader of samples or of
            (sample, label), a dictionary of arrays, a pandas table of numbers, an annotated matrix
            (`X`, `obs`, `var_names`), or a .csv, .npy or .npz file.
        labels: n integers, names or one-hot rows.
        classes: the classes' names, if labels are integers.
        own: the names of the model's values, if they are known.

    Raises:
        DataError: another type of data.
    """
    data, labels = tabular(data, labels, classes, own)
    if isinstance(data, Samples):
        return data
    if isinstance(data, (str, Path)):
        if not is_table(Path(data)):
            raise DataError(
                f"{data} has pictures, but the model's samples are none: give a .csv, .npy or .npz."
            )
        table = read_table(Path(data), own)  # an .npz
        return _of_table(table, table.labels if labels is None else labels, classes)
    return Samples.of(examples_of(data, labels, classes, as_pixels=False))


def tabular(
    data: Any, labels: Any, classes: Sequence[str] | None, own: Sequence[str] = ()
) -> tuple[Any, Any]:
    """A table with names as `Samples`, numbers without names as an array; and their labels.

    Anything else is returned as it is, and so is the name of an .npz, which may have images. `own`
    are the names of the model's values, if they are known: such a column holds no labels.

    Raises:
        DataError: a file that cannot be read.
    """
    data = data if isinstance(data, Samples) else as_array(data)
    table = None if isinstance(data, Samples) else table_of(data, own)
    if table is None:
        return data, labels
    if labels is not None and hasattr(data, "obs"):
        table = table._replace(remark="")  # about the labels in it
    labels = table.labels if labels is None else labels
    if not table.names and not table.remark:
        return table.samples, labels
    return _of_table(table, labels, classes), labels


def _of_table(table: Table, labels: Any, classes: Sequence[str] | None) -> Samples:
    examples = examples_of(table.samples, labels, classes, as_pixels=False)
    examples.reading.remarks += [table.remark] if table.remark else []
    return Samples.of(examples, table.names)


def as_array(data: Any) -> Any:
    """A list of lists of numbers as an array; anything else as it is.

    Raises:
        DataError: lists of numbers of different lengths.
    """
    if isinstance(data, list) and data and isinstance(data[0], (list, tuple)):
        try:
            return np.array(data, np.float64)
        except (TypeError, ValueError):  # pairs of a sample and its label
            lengths = list(dict.fromkeys(map(len, data)))
            if len(lengths) > 1 and all(isinstance(cell, Real) for row in data for cell in row):
                raise _differ(lengths[0], lengths[1]) from None
            return data
    return data


def _stacked(samples: list[Any]) -> NDArray[Any]:
    """Single samples as an array (n, ...).

    Raises:
        DataError: they have different shapes, or are not numbers.
    """
    arrays = [as_numpy(sample) for sample in samples]
    shapes = list(dict.fromkeys(array.shape for array in arrays))
    if len(shapes) > 1:
        raise _differ(shapes[0], shapes[1])
    return _checked(np.stack(arrays)) if arrays else np.empty(0)


def _differ(one: Any, other: Any) -> DataError:
    return DataError(
        f"The data's samples have different shapes, {one} and {other}: cut them to one length, or "
        "interpolate them."
    )


def _checked(array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype.kind not in "biufU":
        raise DataError(f"Samples must be arrays of numbers, these are {array.dtype}.")
    return array
