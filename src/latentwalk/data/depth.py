"""Grey samples of more than 8 bits, or of floats, as 8-bit pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.data.findings import Findings

WHOLE = (255, 4095, 65535)
"""The usual values of white in whole numbers: of 8, 12 and 16 bits."""
FLOATING = (1, 255, 65535)
"""The usual values of white in floats."""


def eight_bit(
    values: NDArray[Any],
    name: str,
    findings: Findings,
    white: float | None = None,
    declared: float | None = None,
) -> NDArray[np.uint8]:
    """Grey values as pixels of the same shape, black to 0 and white to 255, rounded.

    Args:
        values: whole numbers or floats, any shape.
        name: the name of the picture.
        findings: counts the pictures whose range was assumed.
        white: the value of white, if the user gave it.
        declared: the value of white that the file declares.

    Raises:
        DataError: NaN or infinity.
    """
    whole = values.dtype.kind in "biu"
    if not whole and not np.isfinite(values).all():
        raise DataError(f"{name} has NaN or infinity: replace them with numbers first.")
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    black = 0.0
    if white is None:
        white = declared
        if declared == WHOLE[-1] and 0 < high <= WHOLE[1]:
            findings.add(
                f"of 16 bits with values up to {WHOLE[1]:,} at most: white is {WHOLE[-1]:,}, as "
                f"their format has it (--white {WHOLE[1]} if they are of 12 bits)",
                name,
            )
    if white is None:
        black, white = _assumed(low, high, name, findings, whole=whole)
    scaled = (values.astype(np.float64) - black) * (255 / (white - black))
    return np.asarray(np.rint(np.clip(scaled, 0, 255)), np.uint8)


def _assumed(
    low: float, high: float, name: str, findings: Findings, *, whole: bool
) -> tuple[float, float]:
    """The smallest usual range that has the values, or their own."""
    usual = WHOLE if whole else FLOATING
    kind = "whole numbers" if whole else "floats"
    white = next((end for end in usual if high <= end), None)
    if low < 0 or white is None:
        findings.add(
            f"of {kind} beyond the usual ranges: black and white are the least and the greatest "
            "value of each (--white overrides this)",
            name,
        )
        return low, high
    if high > 0 and white != usual[-1 if whole else 0]:
        findings.add(
            f"of {kind} up to {white:,} at most: white is {white} (--white overrides this)", name
        )
    return 0.0, float(white)
