"""Options for foreign models: one dataclass for the command line and the keyword arguments."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from tyro.conf import Suppress, UseAppendAction, arg

from latentwalk.adoption.foreign.forms import Form
from latentwalk.adoption.foreign.levels import UNIT, Levels, normalisation
from latentwalk.adoption.foreign.samples import Kind, Known
from latentwalk.adoption.option_checks import CHECKS, is_range
from latentwalk.adoption.option_conditions import Declared, declared, read_condition
from latentwalk.adoption.option_files import pairs, positions, texts
from latentwalk.adoption.option_kinds import FOREIGN, known_of
from latentwalk.adoption.option_texts import (
    read_data_values,
    read_image,
    read_kwargs,
    read_latent,
    read_normalize,
    read_predictor_values,
    read_values,
)
from latentwalk.data.picture_options import PictureKeywords, PictureOptions
from latentwalk.errors import ModelError
from latentwalk.folder.predictor import Scores
from latentwalk.terminal.arguments import names, text_option

Spread = Literal["logvar", "log_std", "std", "variance", "precision", "log_precision", "none"]
"""What a decoder of curves may return besides its mean."""
MAX_ENCODED = 10_000
"""Samples in an atlas by default."""


class ModelKeywords(PictureKeywords, total=False):
    """The keyword arguments that `explore`, `adopt` and `export` share: the fields below."""

    model_class: str
    kwargs: Mapping[str, Any]
    latent_dim: int | Sequence[int] | None
    output: Kind | None
    image: Sequence[int] | None
    x: ArrayLike | Path | None
    rate: float | None
    names: Sequence[str] | str | Path | None
    edges: Sequence[Sequence[int]] | str | Path | None
    x_label: str
    y_label: str
    conditions: Mapping[str, Any] | None
    condition: tuple[str, ...]
    values: Sequence[float] | str | None
    normalize: Sequence[Any] | str | None
    data_values: Sequence[float] | None
    posterior: str | None
    spread: Spread | None
    prior: Literal["normal", "unknown"] | None
    name: str | None
    atlas: int
    layout: str | Path | ArrayLike | None
    clusters: bool
    classes: Sequence[object] | None
    predictor: Any
    predicts: Scores | None
    predictor_names: Sequence[str] | str | Path | None
    predictor_values: Sequence[Any] | str | None
    device: str | None
    trust: bool


@dataclass(frozen=True)
class ModelOptions(PictureOptions):
    """What is known about a foreign model, and how to open it.

    Whatever is not given is found by trying.

    Raises:
        ModelError: a value of the wrong type or out of range.
    """

    model_class: Annotated[str, arg(name="model", metavar="MODULE:CLASS")] = ""
    """The class that weights belong to, as package.module:Class or file.py:Class: a torch module,
    or a function that returns one."""
    kwargs: Annotated[Mapping[str, Any], text_option("JSON", read_kwargs)] = field(
        default_factory=dict
    )
    """Arguments of that class: JSON, or name=value pairs separated by commas."""
    latent_dim: Annotated[int | Sequence[int] | None, text_option("D", read_latent)] = None
    """The number of latent dimensions, or the shape of a latent point, such as 4x8x8."""
    output: Kind | None = None
    """What the model decodes, where its shapes and other options leave that open."""
    image: Annotated[Sequence[int] | None, text_option("CxHxW", read_image)] = None
    """Channels, rows and columns of an image or a field, such as 3x64x64."""
    x: Annotated[ArrayLike | Path | None, text_option("FILE", str)] = None
    """The ascending positions of a curve's values: numbers with commas, a .npy or a text file."""
    rate: Annotated[float | None, arg(metavar="HZ")] = None
    """Values per second, for curves that are sound."""
    names: Annotated[Sequence[str] | str | Path | None, text_option("FILE", str)] = None
    """The names of values, points, symbols, a curve's lines or a field's channels: a text file with
    one in each line, or names with commas."""
    edges: Annotated[Sequence[Sequence[int]] | str | Path | None, text_option("FILE", str)] = None
    """Pairs of points that lines connect, from 0: a file with a pair in each line, or 0-1,1-2."""
    x_label: Annotated[str, arg(metavar="TEXT")] = ""
    """What the horizontal axis of curves shows, such as 'time (s)'."""
    y_label: Annotated[str, arg(metavar="TEXT")] = ""
    """What the vertical axis of curves shows, or what named values are, such as expression."""
    conditions: Annotated[Mapping[str, Any] | None, Suppress] = None
    """What the decoder takes besides latent points, by name: a list of a category's values, a range
    (low, high), or a constant number or array."""
    condition: UseAppendAction[Annotated[tuple[str, ...], arg(metavar="NAME=VALUES")]] = ()
    """The same as text, one option for each: the values of a category, as label=0,1,2; a range, as
    age=0..100; or a constant, as scale=1."""
    values: Annotated[Sequence[float] | str | None, text_option("LOW,HIGH", read_values)] = None
    """The values of black and white in decoded images, such as 0,1, or logits, if they lack a
    sigmoid; of other samples the range in which they are drawn."""
    normalize: Annotated[Sequence[Any] | str | None, text_option("MEAN/STD", read_normalize)] = None
    """How the model's training data were standardised: means and standard deviations, such as
    0.1307/0.3081, with commas between channels; or mnist, imagenet, cifar-10 and others."""
    data_values: Annotated[Sequence[float] | None, text_option("LOW,HIGH", read_data_values)] = None
    """The values of black and white in the data and for the encoder, if they differ from those of
    decoded images."""
    spread: Spread | None = None
    """What a decoder of curves returns besides its mean, for a band of one standard deviation."""
    posterior: Annotated[str | None, arg(metavar="OUTPUTS")] = None
    """What the encoder returns, in its order: mean,logvar or mean,std, for example. The words are
    mean, logvar, log_std, std, variance, precision, log_precision, sample."""
    prior: Literal["normal", "unknown"] | None = None
    """The prior: N(0, I), or unknown, as that of an autoencoder."""
    name: Annotated[str | None, arg(metavar="NAME")] = None
    """The model's name; by default that of its file, class or folder."""
    atlas: int = MAX_ENCODED
    """The largest number of samples on the map."""
    layout: Annotated[str | Path | ArrayLike | None, text_option("LAYOUT", str)] = None
    """A map of the data on which near points are near: umap, pacmap or tsne (`pip install
    'latentwalk[layout]'`), or coordinates, two for each sample, as a .csv or a .npy. New data are
    placed in the layout that the model has, unless this is none."""
    clusters: bool = False
    """Whether to find clusters of the data on that layout, or without one among the latent means,
    by HDBSCAN of scikit-learn: they become a column."""
    classes: Annotated[Sequence[object] | None, text_option("NAMES", names)] = None
    """The names of the classes, separated by commas, where labels are integers."""
    predictor: Annotated[Any, text_option("FILE", str)] = None
    """A second network, which reads what the model decodes: a classifier or regressor, as an .onnx,
    or `digits`, which is shipped; in Python also a torch module, an estimator of scikit-learn or a
    function of samples (n, ...)."""
    predicts: Scores | None = None
    """What it returns: logits or probabilities of classes, or values."""
    predictor_names: Annotated[Sequence[str] | str | Path | None, text_option("NAMES", str)] = None
    """The names of its classes or values, in its order: separated by commas, or a text file."""
    predictor_values: Annotated[
        Sequence[Any] | str | None, text_option("LOW,HIGH", read_predictor_values)
    ] = None
    """The values of black and white in the images that it takes, such as 0,1; or how they were
    standardised, as for normalize."""
    device: Annotated[str | None, arg(metavar="DEVICE")] = None
    """Where a PyTorch model runs: cpu, cuda or mps. By default where it is, a file on the CPU."""
    trust: bool = False
    """Run code inside the file. It can do anything that you can: only for files whose author you
    know."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, (is_valid, expected) in CHECKS.items():
            value = getattr(self, name)
            if value is not None and not is_valid(value):
                raise ModelError(f"{name} must be {expected}, got {value!r}.")
        _ = self.predictor_classes
        for name, read in (("x", positions), ("names", texts), ("edges", pairs)):
            value = getattr(self, name)
            if value is not None and not isinstance(value, (str, Path)):
                object.__setattr__(self, name, read(value))
        if self.conditions is not None:
            object.__setattr__(self, "conditions", declared(self.conditions))
        _ = self.declared
        if self.classes is not None:
            object.__setattr__(self, "classes", tuple(map(str, self.classes)))

    @property
    def latent_shape(self) -> tuple[int, ...] | None:
        """The shape of one latent point, if given."""
        if self.latent_dim is None:
            return None
        return (self.latent_dim,) if isinstance(self.latent_dim, int) else tuple(self.latent_dim)

    @property
    def image_shape(self) -> tuple[int, int, int] | None:
        """(c, h, w), if given."""
        if self.image is None:
            return None
        channels, height, width = self.image
        return channels, height, width

    @property
    def image_levels(self) -> Levels | None:
        """Black and white of decoded images, after a sigmoid if they are logits; if given."""
        if self.values is None:
            return None
        return UNIT if isinstance(self.values, str) else Levels.of(*self.values)

    @property
    def data_levels(self) -> Levels | None:
        """Black and white of what the encoder takes, if given."""
        if self.data_values is not None:
            return Levels.of(*self.data_values)
        return None if self.normalize is None else _standardised(self.normalize)

    @property
    def predictor_classes(self) -> tuple[str, ...] | None:
        """The names of the predictor's classes or values, if given."""
        return None if self.predictor_names is None else texts(self.predictor_names)

    @property
    def predictor_levels(self) -> Levels | None:
        """Black and white in the images that the predictor takes, if given."""
        if self.predictor_values is None:
            return None
        if is_range(self.predictor_values):
            return Levels.of(*self.predictor_values)
        return _standardised(self.predictor_values)

    @property
    def declared(self) -> Mapping[str, Declared]:
        """The conditions that were given, by name."""
        words: dict[str, Any] = {}
        for name, value in map(read_condition, self.condition):
            if name in words:
                raise ModelError(f"--condition {name} is given twice: give it once.")
            words[name] = value
        return declared({**(self.conditions or {}), **words})

    @property
    def form(self) -> Form | None:
        """The encoder's outputs, if given."""
        return None if self.posterior is None else Form.parse(self.posterior)

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """The names of the classes, if given."""
        return None if self.classes is None else tuple(map(str, self.classes))

    @property
    def known(self) -> Known:
        """What the options say about the model's samples; files are read now.

        Raises:
            ModelError: options of different kinds, or a file that cannot be read.
        """
        return known_of(self)

    @property
    def for_own(self) -> ModelOptions:
        """Those of the options that are for Latentwalk's own models, too."""
        untouched = ModelOptions()
        return replace(self, **{name: getattr(untouched, name) for name in FOREIGN})

    def named(self, name: str) -> ModelOptions:
        """The same options with a default name."""
        return self if self.name else replace(self, name=name)

    @classmethod
    def from_keywords(cls, keywords: Mapping[str, Any]) -> ModelOptions:
        """Options from keyword arguments; None leaves an option unset.

        Raises:
            ModelError: an unknown option, or a value of the wrong type.
        """
        known = [option.name for option in fields(cls)]
        for word in keywords:
            if word not in known:
                near = difflib.get_close_matches(word, known, 1)
                hint = f"Did you mean {near[0]}?" if near else f"Options: {', '.join(known)}."
                raise ModelError(f"Unknown option '{word}'. {hint}")
        return cls(**{word: value for word, value in keywords.items() if value is not None})


def _standardised(given: Sequence[Any] | str) -> Levels:
    """Black and white after a normalisation, which was checked before."""
    pair = normalisation(given) if isinstance(given, str) else given
    assert pair is not None
    mean, std = (np.atleast_1d(np.asarray(part, float)).tolist() for part in pair)
    return Levels.standardised(mean, std)
