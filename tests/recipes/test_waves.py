"""How the gallery's `waves` was collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from recipes.waves.cycles import MOMENTS, POINTS, cycles
from recipes.waves.soundfont import RECORDS, Recording, recordings

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PHASE = 2 * np.pi * np.arange(POINTS) / POINTS


def note(values: NDArray[np.float64], period: float) -> Recording:
    """A note at 44,100 Hz whose pitch is known from its period."""
    key = 69 + 12 * np.log2(44_100 / period / 440)
    loudest = np.abs(values).max()
    return Recording("A", "Flute", 73, key, 44_100, (9000 * values / loudest).astype(np.int16))


def tone(period: float, start: float, n: int = 12_000) -> NDArray[np.float64]:
    """A sine with its octave and its third harmonic."""
    at = 2 * np.pi * np.arange(n) / period + start
    return np.sin(at) + 0.5 * np.cos(2 * at) + 0.25 * np.sin(3 * at + 1)


@pytest.mark.parametrize(("period", "off"), [(103.4, 1.0), (57.25, 1.02), (190.0, 0.985)])
@pytest.mark.parametrize("start", [0.0, 2.0])
def test_a_cycle_is_that_of_the_tone_wherever_it_begins(
    period: float, off: float, start: float
) -> None:
    found = cycles(note(tone(period * off, start), period))
    assert [moment for moment, _ in found] == pytest.approx(
        [share * 12_000 / 44_100 for share in MOMENTS], abs=1e-4
    )
    expected = np.sin(PHASE) + 0.5 * np.cos(2 * PHASE) + 0.25 * np.sin(3 * PHASE + 1)
    expected /= np.abs(expected).max()
    for _, cycle in found:
        np.testing.assert_allclose(cycle, expected, atol=0.03)


def test_noise_and_silence_have_no_cycles() -> None:
    noise = np.random.default_rng(0).standard_normal(12_000)
    assert cycles(note(noise, 100)) == []
    assert cycles(Recording("A", "Flute", 73, 69, 44_100, np.zeros(12_000, np.int16))) == []


def test_what_is_shorter_than_six_periods_has_none() -> None:
    assert cycles(note(tone(100, 0, 500), 100)) == []


def chunk(name: str, content: bytes) -> bytes:
    return name.encode() + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)


def soundfont(values: NDArray[np.int16]) -> bytes:
    """Two presets that play two samples; the second sample's pitch is set where it is played."""
    half = len(values) // 2
    rows: dict[str, list[tuple[object, ...]]] = {
        "phdr": [("Flute", 73, 0, 0, b""), ("Drums", 0, 128, 1, b""), ("EOP", 0, 0, 2, b"")],
        "pbag": [(0, 0), (1, 0), (2, 0)],
        "pgen": [(41, 0), (41, 1), (0, 0)],
        "inst": [("wind", 0), ("skin", 3), ("EOI", 4)],
        "ibag": [(0, 0), (1, 0), (2, 0), (4, 0), (5, 0)],
        "igen": [(7, 1), (53, 0), (58, 72), (53, 1), (53, 0), (0, 0)],
        "shdr": [
            ("low", 0, half, 2, 9, 22050, 60, -50, 0, 1),
            ("high", half, 2 * half, 2, 9, 44100, 60, 0, 0, 1),
            ("EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ],
    }  # fmt: skip
    tables = (
        chunk(name, np.array(rows[name], np.dtype(RECORDS[name])).tobytes()) for name in RECORDS
    )
    body = b"".join(
        chunk("LIST", content)
        for content in (b"sdta" + chunk("smpl", values.tobytes()), b"pdta" + b"".join(tables))
    )
    return chunk("RIFF", b"sfbk" + body)


def test_recordings_have_the_pitch_of_their_zone_and_drums_are_left_out(tmp_path: Path) -> None:
    values = np.arange(40, dtype=np.int16)
    path = tmp_path / "font.sf2"
    path.write_bytes(soundfont(values))
    low, high = recordings(path)
    assert (low.name, low.instrument, low.program, low.key, low.rate) == (
        "low", "Flute", 73, 60.5, 22050,
    )  # fmt: skip
    assert (high.name, high.key, high.rate) == ("high", 72.0, 44100)
    np.testing.assert_array_equal(low.values, values[:20])
    np.testing.assert_array_equal(high.values, values[20:])
    assert high.period == pytest.approx(44100 / (440 * 2 ** (3 / 12)))
