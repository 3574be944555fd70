"""Single cycles of recorded notes, all aligned in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from recipes.waves.soundfont import Recording

POINTS = 200
"""Values in a cycle: at 44,100 Hz, an A of 220.5 Hz."""
PERIODS = 6
"""Periods that are averaged."""
HARMONICS = 40
"""Those that are kept; a cycle of 200 values could hold 99."""
MOMENTS = (0.15, 0.3, 0.5, 0.7, 0.9)
"""Where in a note cycles are taken, as shares of its length."""
OFF = 0.03
"""How far the pitch may be from the nominal one, as a share of the period."""
PERIODIC = 0.95
"""The share of the energy that the cycle must explain."""

WEAK = 0.02
"""The fundamental, by which cycles are aligned, is at least this strong beside the strongest."""


def cycles(note: Recording) -> list[tuple[float, NDArray[np.float32]]]:
    """Moments of a note in seconds, and its cycles (POINTS,) there; noise has none.

    The fundamental of a cycle starts as a sine, its mean is 0 and its highest absolute value 1.
    """
    found = []
    for share in MOMENTS:
        middle = int(share * len(note.values))
        cycle = _cycle(note.values, middle, note.period)
        if cycle is not None:
            found.append((middle / note.rate, cycle))
    return found


def _cycle(values: NDArray[np.int16], middle: int, nominal: float) -> NDArray[np.float32] | None:
    length = int(PERIODS * nominal * (1 + OFF)) + 2
    start = middle - length // 2
    if start < 0 or start + length > len(values) or nominal < 2 * 8:
        return None
    window = values[start : start + length].astype(np.float64)
    window -= window.mean()
    if not window.any():
        return None
    parts, energy = _harmonics(window, _period(window, nominal))
    if energy < PERIODIC or abs(parts[0]) < WEAK * np.abs(parts).max():
        return None
    # a shift in time turns the phase of harmonic k by k times that of the fundamental
    k = np.arange(1, len(parts) + 1)
    turned = parts * np.exp(-1j * k * (np.angle(parts[0]) + np.pi / 2))
    at = 2 * np.pi * np.arange(POINTS)[:, None] * k / POINTS
    cycle = (turned * np.exp(1j * at)).real.sum(axis=1)
    return np.asarray(cycle / np.abs(cycle).max(), np.float32)


def _period(window: NDArray[np.float64], nominal: float) -> float:
    """The period near the nominal one at which the window correlates most with itself."""
    n = len(window)
    spectrum = np.fft.rfft(window, 2 * n)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[:n] / (n - np.arange(n))
    several = PERIODS - 2
    low, high = (round(several * nominal * (1 + sign * OFF)) for sign in (-1, 1))
    lag = low + int(np.argmax(correlation[low : high + 1]))
    before, at, after = correlation[lag - 1 : lag + 2]
    bend = before - 2 * at + after
    vertex = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(lag + np.clip(vertex, -0.5, 0.5)) / several


def _harmonics(window: NDArray[np.float64], period: float) -> tuple[NDArray[np.complex128], float]:
    """The complex amplitudes of the harmonics, and the share of the energy that they explain."""
    n = int(PERIODS * period)
    part = window[:n]
    count = min(HARMONICS, int(period / 2) - 1)
    t = np.arange(n)
    basis = np.exp(-2j * np.pi * np.arange(1, count + 1)[:, None] * t / period)
    weights = np.hanning(n)
    amplitudes = 2 * (basis * weights) @ part / weights.sum()
    rebuilt = (amplitudes[:, None] * basis.conj()).real.sum(axis=0)
    left = ((part - rebuilt) ** 2 * weights).sum() / max((part**2 * weights).sum(), 1e-9)
    return amplitudes, 1 - float(left)
