"""The standard deviations that a decoder of curves returns beside its means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from latentwalk.adoption.foreign.arrays import as_numpy, is_array
from latentwalk.adoption.foreign.forms import LOGS, PHRASES
from latentwalk.adoption.foreign.results import (
    LOG_SCALE,
    LOGVAR,
    PRECISION,
    SCALE,
    VARIANCE,
    named_parts,
    part_readers,
    reader_of,
)
from latentwalk.adoption.option_texts import NO_SPREAD
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from latentwalk.adoption.fitting.calls import Call
    from latentwalk.adoption.foreign.results import Reader
    from latentwalk.adoption.foreign.samples import Known

NAMES = {
    "logvar": LOGVAR,
    "log_std": LOG_SCALE,
    "std": SCALE,
    "variance": VARIANCE,
    "precision": PRECISION,
}
"""The names of what a spread may be given as."""


class Deviations(NamedTuple):
    """Where a decoder's result has its spread, and in which form."""

    read: Reader
    form: str
    """A word of `forms.SPREADS`."""
    remark: str = ""
    """What was assumed, as a sentence without its full stop."""

    def of(self, result: Any) -> Any:
        """The standard deviations in a result, in the arrays of its framework."""
        given = self.read(result)
        if self.form == "std":
            return given
        if self.form == "precision":
            given = 1 / given
        if self.form in {"variance", "precision"}:
            return given.sqrt() if hasattr(given, "sqrt") else np.sqrt(as_numpy(given))
        half = given * {"log_std": 1, "logvar": 0.5, "log_precision": -0.5}[self.form]
        return half.exp() if hasattr(half, "exp") else np.exp(as_numpy(half))


def deviations_of(call: Call, known: Known) -> Deviations | None:
    """The standard deviations beside a decoder's means; None if it returns none.

    Names of parts, and of a distribution's attributes, tell the form. A second array without a name
    is the log-variance if it has negative values, otherwise the standard deviation.

    Raises:
        ModelError: the options say that there are some, but there is no second array.
    """
    if known.spread == NO_SPREAD:
        return None
    foreign = call.foreign
    points = np.random.default_rng(0).standard_normal((2, *call.shape), dtype=np.float32)
    result = foreign.framework.call(foreign.decode, foreign.framework.native(points))
    if is_array(result):
        return _none(known)
    mean = call.read(result)
    named = named_parts(result)
    for form, names in NAMES.items():
        for name in names:
            if _fits(named.get(name), mean):
                return Deviations(reader_of(result, name), known.spread or form)
    others = [read for read in part_readers(result) if read(result) is not mean]
    others = [read for read in others if _fits(read(result), mean)]
    if len(others) != 1:
        return _none(known)
    if known.spread:
        return Deviations(others[0], known.spread)
    form = LOGS[0] if float(as_numpy(others[0](result)).min()) < 0 else "std"
    remark = (
        f"Its decoder returns a second array of the same shape, which is read as {PHRASES[form]} "
        "of its curves. Otherwise give spread= (--spread)"
    )
    return Deviations(others[0], form, remark)


def _fits(part: Any, mean: Any) -> bool:
    return is_array(part) and part is not mean and tuple(part.shape) == tuple(mean.shape)


def _none(known: Known) -> Deviations | None:
    """None, unless the options say that there are some."""
    if known.spread:
        raise ModelError(
            f"spread='{known.spread}' (--spread) needs a decoder that returns two arrays of the "
            "same shape, the mean and its spread: leave it out, or give a decoder= that does."
        )
    return None
