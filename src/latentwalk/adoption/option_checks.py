"""Checks of the options for foreign models, and what each expects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from numbers import Real
from typing import Any, get_args

import numpy as np

from latentwalk.adoption.foreign.forms import SPREADS, WORDS, Form
from latentwalk.adoption.foreign.levels import NAMES, normalisation
from latentwalk.adoption.foreign.samples import Kind
from latentwalk.adoption.option_texts import LOGITS, NO_SPREAD
from latentwalk.folder.predictor import RETURNS
from latentwalk.outputs.curve import MAX_RATE, MIN_RATE


def _is_size(value: Any) -> bool:
    return type(value) is int and value > 0


def _are_sizes(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and bool(value) and all(map(_is_size, value))


def is_range(value: Any) -> bool:
    """Whether it is a pair of ascending finite numbers."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return False
    numbers = all(isinstance(edge, Real) and isfinite(edge) for edge in value)
    return numbers and bool(value[0] < value[1])


def _are_values(value: Any) -> bool:
    return value == LOGITS if isinstance(value, str) else is_range(value)


def _is_normalisation(value: Any) -> bool:
    if isinstance(value, str):
        return normalisation(value) is not None
    try:
        mean, std = (np.atleast_1d(np.asarray(part, float)) for part in value)
    except (TypeError, ValueError):
        return False
    alike = mean.ndim == 1 and mean.shape == std.shape and mean.size > 0
    return alike and bool(np.isfinite(mean).all() and np.isfinite(std).all() and (std > 0).all())


def _is_rate(value: Any) -> bool:
    number = isinstance(value, Real) and not isinstance(value, bool)
    return number and bool(MIN_RATE <= value <= MAX_RATE)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


CHECKS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "model_class": (_is_text, "text, 'package.module:Class'"),
    "kwargs": (lambda value: isinstance(value, Mapping), "a dictionary"),
    "latent_dim": (
        lambda value: _is_size(value) or _are_sizes(value),
        "a positive number of dimensions, or a shape",
    ),
    "image": (lambda value: _are_sizes(value) and len(value) == 3, "(channels, rows, columns)"),
    "values": (
        _are_values,
        "the ends of the samples' range, for images black and white, such as (0, 1), or 'logits'",
    ),
    "normalize": (
        _is_normalisation,
        f"(mean, standard deviation), numbers or one for each channel, or {', '.join(NAMES)}",
    ),
    "data_values": (is_range, "the values of black and white in the data, such as (0, 255)"),
    "predicts": (lambda value: value in RETURNS, f"one of {', '.join(RETURNS)}"),
    "predictor_values": (
        lambda value: is_range(value) or _is_normalisation(value),
        "the values of black and white, such as (0, 1), or (mean, standard deviation) as sequences",
    ),
    "posterior": (
        lambda value: isinstance(value, str) and Form.parse(value) is not None,
        f"an encoder's outputs, such as 'mean,logvar': one mean, with {', '.join(WORDS[1:])}",
    ),
    "spread": (
        lambda value: value in (*SPREADS, NO_SPREAD),
        f"one of {', '.join((*SPREADS, NO_SPREAD))}",
    ),
    "prior": (lambda value: value in ("normal", "unknown"), "'normal' or 'unknown'"),
    "name": (_is_text, "text"),
    "atlas": (_is_size, "a positive number of images"),
    "classes": (lambda value: isinstance(value, (tuple, list)), "a list of names"),
    "device": (_is_text, "a PyTorch device, such as 'cuda'"),
    "output": (lambda value: value in get_args(Kind), f"one of {', '.join(get_args(Kind))}"),
    "rate": (_is_rate, f"values per second, from {MIN_RATE:g} to {MAX_RATE:g}"),
    "x_label": (_is_text, "text"),
    "y_label": (_is_text, "text"),
    "trust": (lambda value: isinstance(value, bool), "True or False"),
}
"""For each option, a check of its value, and what is expected."""
