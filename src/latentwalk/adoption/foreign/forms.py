"""The forms in which encoders return a Gaussian: which output is the mean, what the other is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.adoption.foreign.posteriors import Gaussian
from latentwalk.adoption.foreign.results import part_readers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.foreign.posteriors import PosteriorReader

MEAN, SAMPLE = "mean", "sample"
SPREADS = ("logvar", "log_std", "std", "variance", "precision", "log_precision")
"""What the other output of a Gaussian may be, the most usual first."""
LOGS = ("logvar", "log_std", "log_precision")
"""The spreads that may be negative."""
INVERSES = ("precision", "log_precision")
"""The spreads that are large where a posterior is narrow."""
WORDS = (MEAN, *SPREADS, SAMPLE)
PHRASES = {
    "mean": "the mean",
    "logvar": "the log-variance",
    "log_std": "the log standard deviation",
    "std": "the standard deviation",
    "variance": "the variance",
    "precision": "the precision",
    "log_precision": "the log precision",
    "sample": "a sample",
}
NEAR = 1e-3
"""How far arrays may differ to count as equal, as a share of their scale."""


@dataclass(frozen=True)
class Form:
    """The outputs of an encoder, in their order: words of `WORDS`."""

    outputs: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Form | None:
        """A form from words separated by commas, such as `mean,std`; None if it is not one."""
        words = tuple(word.strip().replace("-", "_") for word in text.lower().split(","))
        spreads = [word for word in words if word in SPREADS]
        known = all(word in WORDS for word in words)
        return cls(words) if known and words.count(MEAN) == 1 and len(spreads) <= 1 else None

    @property
    def place(self) -> int:
        """The index of the mean."""
        return self.outputs.index(MEAN)

    @property
    def spread(self) -> str | None:
        """What the spread is given as, if at all."""
        return next((word for word in self.outputs if word in SPREADS), None)

    def gaussian(self, parts: Sequence[Any]) -> Gaussian:
        """The posterior in outputs of this form."""
        mean = parts[self.place]
        if self.spread is None:
            return Gaussian(mean, None)
        return Gaussian(mean, _logvar(self.spread, parts[self.outputs.index(self.spread)]))

    def reader(self, result: Any) -> PosteriorReader:
        """A reader of results such as this one of an encoder.

        One array is cut into as many parts along its first axis after the batch axis.

        Raises:
            ValueError: there are other outputs than the form has.
        """
        n = len(self.outputs)
        if is_array(result):
            if int(result.shape[1]) % n:
                raise ValueError(f"its output of {result.shape[1]} values is not {self}")
            size = int(result.shape[1]) // n
            return lambda given: self.gaussian(
                [given[:, i * size : (i + 1) * size] for i in range(n)]
            )
        reads = [read for read in part_readers(result) if is_array(read(result))]
        if len(reads) < n:
            raise ValueError(f"it returns {len(reads)} arrays, not {self}")
        return lambda given: self.gaussian([read(given) for read in reads[:n]])

    def __str__(self) -> str:
        return " and ".join(PHRASES[word] for word in self.outputs)


USUAL, SWAPPED = Form(("mean", "logvar")), Form(("logvar", "mean"))


def pairs() -> Iterator[Form]:
    """The forms of two outputs, the most usual first."""
    yield from (Form((MEAN, spread)) for spread in SPREADS)
    yield from (Form((spread, MEAN)) for spread in SPREADS)


def form_of_samples(parts: Sequence[Any], mean: NDArray[Any], spread: NDArray[Any]) -> Form | None:
    """The form of two outputs whose Gaussian is known; None if no form agrees.

    Args:
        parts: the outputs.
        mean: what the model decodes without noise, (n, d).
        spread: one standard deviation of its noise, (n, d), or zeros if it adds none.
    """
    for form in pairs():
        ours = form.gaussian(parts)
        if not near(ours.mean, mean):
            continue
        if not spread.any() or near(np.exp(0.5 * _flat(ours.logvar)), np.abs(spread)):
            return form
    return None


def _logvar(kind: str, array: Any) -> Any:
    if kind == "logvar":
        return array
    if kind == "log_std":
        return 2 * array
    if kind == "log_precision":
        return -array
    with np.errstate(invalid="ignore", divide="ignore"):  # of what is no spread
        log = array.log() if hasattr(array, "log") else np.log(as_numpy(array))
    return {"std": 2, "variance": 1, "precision": -1}[kind] * log


def _flat(array: Any) -> NDArray[Any]:
    values = as_numpy(array)
    return values.reshape(len(values), -1)


def near(one: Any, other: Any) -> bool:
    """Whether two arrays (n, ...) of n points are equal, but for rounding."""
    ours, theirs = _flat(one), _flat(other)
    if ours.shape != theirs.shape:
        return False
    scale = max(1e-6, float(np.abs(theirs).max()))
    return bool(np.nanmax(np.abs(ours - theirs), initial=0) <= NEAR * scale) and bool(
        np.isfinite(ours).all()
    )
