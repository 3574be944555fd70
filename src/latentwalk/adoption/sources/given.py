"""The user's data before it is known whether the model's samples are images."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.foreign.arrangements import is_square
from latentwalk.adoption.sources.conversions import in_usual_form
from latentwalk.adoption.sources.data import examples_of
from latentwalk.adoption.sources.samples import Samples, samples_of, tabular
from latentwalk.adoption.sources.texts import are_made_of, texts_of
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.samples import Known
    from latentwalk.adoption.sources.examples import Examples


@dataclass(frozen=True)
class Given:
    """Data, read as images, as other samples, or as both until the model shows which."""

    data: Any = None
    """What the user gave; None for nothing."""
    labels: Any = None
    """Labels that were given separately."""
    classes: Sequence[str] | None = None
    """The names of their classes."""
    pictures: PictureOptions = DEFAULT
    """How to read pictures."""
    examples: Examples | None = None
    """The data as images, if they may be."""
    read: Samples | None = None
    """The data as other samples, if they may be."""
    fault: DataError | None = None
    """Why they cannot be images, if they cannot."""

    @property
    def samples(self) -> Samples | None:
        """The data as samples other than images; None without data.

        Raises:
            DataError: they cannot be.
        """
        if self.data is None or self.read is not None:
            return self.read
        return samples_of(self.data, self.labels, self.classes)

    @property
    def images(self) -> Examples | None:
        """The data as images; None without data.

        Raises:
            DataError: they cannot be.
        """
        if self.fault is not None:
            raise self.fault
        if self.examples is None and self.read is not None:
            return self.read.as_images(self.pictures)
        return self.examples

    def looks(self) -> tuple[Given, list[NDArray[np.float32] | None]]:
        """The data, and images to find a model's shapes with: see `Examples.looks`."""
        if self.examples is None:
            return self, [None]
        try:
            return self, self.examples.looks()
        except DataError as error:  # of use only if the model's samples are images
            return replace(self, fault=error), [None]


def given_of(
    data: Any,
    labels: Any,
    classes: Sequence[str] | None,
    pictures: PictureOptions,
    known: Known,
) -> tuple[Given, Known]:
    """The user's data, and what is known about the model's samples with them.

    Raises:
        DataError: another type of data.
    """
    if data is None:
        return Given(), known
    data, known = _as_texts(in_usual_form(data), known)
    data, labels = tabular(data, labels, classes, known.names)
    given = Given(data, labels, classes, pictures)
    if isinstance(data, Samples) or known.kind not in {None, "image"}:
        read = samples_of(data, labels, classes, known.names)
        if known.kind == "image":
            return replace(given, examples=read.as_images(pictures)), known
        read = read.named(known.names if known.kind in {None, "values"} else ())
        return replace(given, read=read), _with_rows(known, read)
    try:
        examples = examples_of(data, labels, classes, pictures)
    except DataError as error:
        if not isinstance(data, (str, Path)):
            raise
        return replace(given, fault=error), known
    given = replace(given, examples=examples)
    if known.kind == "image" or isinstance(data, (str, Path)):
        return given, known
    if examples.scale:
        return given, replace(known, kind="image")
    read = Samples.of(examples)
    return replace(given, read=read), _unless_images(known, read)


def _as_texts(data: Any, known: Known) -> tuple[Any, Known]:
    """Data of a model of categories as an array of texts, if they are texts.

    Texts that consist of the names alone show the kind; other lists of texts may be file names.
    """
    if known.kind not in {None, "categories"} or not (known.kind or known.names):
        return data, known
    texts = texts_of(data)
    if texts is None or not (known.kind or are_made_of(texts, known.names)):
        return data, known
    because = known.because or ("" if known.kind else "the data are texts of the symbols in names=")
    return texts, replace(known, kind="categories", because=because)


def _with_rows(known: Known, samples: Samples) -> Known:
    """What is known with a few samples of the data, and the names of a table's columns."""
    known = replace(known, rows=samples.few())
    if samples.columns and not known.names and known.kind in {None, "values"}:
        known = replace(known, names=samples.columns, in_table=True)
    return known


def _unless_images(known: Known, samples: Samples) -> Known:
    """What is known with a few samples of data that may be images, and whether they certainly are.

    Images are pixels, unless they are rows that are no square, and arrays (n, c, h, w) or (n, h, w,
    c) with 1 or 3 channels. With 4, the decoder's values tell RGBA from fields.
    """
    try:
        rows = samples.few()
    except DataError:  # reported when they are read as images
        return known
    sides = [side for side in rows.shape[1:] if side != 1]
    pixels = str(rows.dtype) == "uint8" and (len(sides) > 1 or is_square(prod(sides)))
    plain = rows.ndim == 4 and bool({rows.shape[1], rows.shape[3]} & {1, 3})
    if (pixels and (rows.ndim < 4 or plain)) or (plain and len(sides) > 1):
        return replace(known, kind="image")
    return replace(known, rows=rows)
