"""The manifest's entry for a predictor: a second network, which reads what the model decodes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, get_args

import numpy as np

from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.output import MAX_LEVEL, MAX_TEXT, is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output

PREDICTOR = "predictor.onnx"
MAX_NAMES = 4096
"""The most classes or values."""
Scores: TypeAlias = Literal["logits", "probabilities", "values"]
"""What a predictor returns: unnormalised or normalised scores of classes, or values."""
RETURNS = get_args(Scores)


@dataclass(frozen=True)
class PredictorSpec:
    """What a classifier or regressor of samples takes and returns."""

    names: tuple[str, ...]
    """The classes, or what the values are. A classifier with one output has two: without and
    with it."""
    returns: Scores
    """What the network returns."""
    shape: tuple[int, ...]
    """The shape of one item of its input."""
    low: tuple[float, ...] = ()
    """For images, the values that it takes for black: one, or one for each channel."""
    high: tuple[float, ...] = ()
    """The same for white."""
    output: str | None = None
    """The name of the output that is read, if the network has several."""
    binary: bool = False
    """Whether a single output tells two classes apart, the second of which it scores."""

    @property
    def classifies(self) -> bool:
        """Whether it tells classes apart, rather than returning values."""
        return self.returns != "values"

    @property
    def width(self) -> int:
        """The number of the network's scores for an item."""
        return 1 if self.binary else len(self.names)

    def inputs(self, samples: NDArray[np.float32], output: Output) -> NDArray[np.float32]:
        """Samples (n, *output.shape) in the model's values as the network takes them, (n, *shape).

        Images change their range, and their channels come last where the network has them so.
        """
        if isinstance(output, ImageSpec):
            low, high = (
                np.asarray(ends, np.float32).reshape(-1, 1, 1) for ends in (self.low, self.high)
            )
            share = (samples - output.low) / (output.high - output.low)
            samples = np.asarray(low + share * (high - low), np.float32)
            if has_channels_last(self.shape, output):
                samples = np.moveaxis(samples, 1, -1)
        return np.ascontiguousarray(samples).reshape(len(samples), *self.shape)

    def scores(self, returned: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the network returned, (n, width), as probabilities (n, names) or values."""
        if not self.classifies:
            return returned
        values = np.asarray(returned, np.float64)
        if self.returns == "logits":
            if self.binary:
                values = np.concatenate([np.zeros_like(values), values], 1)
            powers = np.exp(values - values.max(1, keepdims=True))
            return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)
        if self.binary:
            values = np.concatenate([1 - values, values], 1)
        return np.asarray(values.clip(0, 1), np.float32)

    def to_json(self) -> dict[str, Any]:
        """The entry of a manifest."""
        entry: dict[str, Any] = {
            "names": list(self.names),
            "returns": self.returns,
            "shape": list(self.shape),
        }
        if self.binary:
            entry["binary"] = True
        if self.low:
            entry |= {"low": list(self.low), "high": list(self.high)}
        if self.output is not None:
            entry["output"] = self.output
        return entry

    @classmethod
    def from_json(cls, entry: Any, output: Output) -> PredictorSpec:
        """Parse and check the entry of a manifest.

        Raises:
            ValueError: it is invalid, or does not fit the model's samples.
        """
        if not isinstance(entry, dict):
            raise ValueError("predictor must be an object")
        spec = cls(
            names=_names(entry),
            returns=_returns(entry),
            shape=_shape(entry, output),
            low=_ends(entry, "low", output),
            high=_ends(entry, "high", output),
            output=_output(entry),
            binary=entry.get("binary") is True,
        )
        if len(spec.low) != len(spec.high) or (spec.low and spec.low == spec.high):
            raise ValueError("low and high of the predictor must be as many, and differ")
        if spec.binary and (len(spec.names) != 2 or not spec.classifies):
            raise ValueError("binary is only for a predictor of two classes")
        return spec


def has_channels_last(shape: tuple[int, ...], output: Output) -> bool:
    """Whether an input of this shape takes images of `output` with their channels last."""
    if len(shape) != 3 or len(output.shape) != 3:
        return False
    channels, height, width = output.shape
    return shape == (height, width, channels) and shape != output.shape


def fits(shape: tuple[int, ...], output: Output) -> bool:
    """Whether an input of this shape can take samples of `output`, perhaps rearranged."""
    ours, theirs = (tuple(side for side in one if side != 1) for one in (output.shape, shape))
    return shape == (output.size,) or ours == theirs or has_channels_last(shape, output)


def _names(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = entry.get("names")
    if not isinstance(names, list) or not 1 <= len(names) <= MAX_NAMES:
        raise ValueError(f"the predictor must have 1 to {MAX_NAMES} names")
    if not all(isinstance(name, str) and len(name) <= MAX_TEXT for name in names):
        raise ValueError(f"names of the predictor must be texts of at most {MAX_TEXT} characters")
    return tuple(names)


def _returns(entry: Mapping[str, Any]) -> Scores:
    returns = entry.get("returns")
    if returns not in RETURNS:
        raise ValueError(f"the predictor must return {', '.join(RETURNS)}")
    return cast("Scores", returns)


def _shape(entry: Mapping[str, Any], output: Output) -> tuple[int, ...]:
    shape = entry.get("shape")
    if not isinstance(shape, list) or not shape or not all(map(is_whole, shape)):
        raise ValueError("the predictor's shape must be a list of positive integers")
    if not fits(tuple(shape), output):
        raise ValueError(f"the predictor takes {shape}, but samples are {list(output.shape)}")
    return tuple(shape)


def _ends(entry: Mapping[str, Any], name: str, output: Output) -> tuple[float, ...]:
    ends = entry.get(name)
    if not isinstance(output, ImageSpec):
        return ()
    if not isinstance(ends, list) or len(ends) not in {1, output.shape[0]}:
        raise ValueError(f"{name} of the predictor must have one number, or one for each channel")
    for end in ends:
        if type(end) not in (int, float) or not math.isfinite(end) or abs(end) > MAX_LEVEL:
            raise ValueError(f"{name} of the predictor must be numbers of at most {MAX_LEVEL:g}")
    return tuple(map(float, ends))


def _output(entry: Mapping[str, Any]) -> str | None:
    output = entry.get("output")
    if output is None or isinstance(output, str):
        return output
    raise ValueError("output of the predictor must be a name")
