"""Reads the recordings of a SoundFont 2 file and the instruments that play them.

The format: "SoundFont Technical Specification", version 2.04 (E-mu Systems, 2006), chapter 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

INSTRUMENT, SAMPLE, ROOT = 41, 53, 58
"""Generators: what a zone of a preset and of an instrument plays, and a sample's pitch."""
ROM = 0x8000
RECORDS = {
    "phdr": [("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("rest", "V12")],
    "pbag": [("generator", "<u2"), ("modulator", "<u2")],
    "pgen": [("operator", "<u2"), ("amount", "<u2")],
    "inst": [("name", "S20"), ("bag", "<u2")],
    "ibag": [("generator", "<u2"), ("modulator", "<u2")],
    "igen": [("operator", "<u2"), ("amount", "<u2")],
    "shdr": [
        ("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop", "<u4"), ("loop_end", "<u4"),
        ("rate", "<u4"), ("key", "u1"), ("cents", "i1"), ("link", "<u2"), ("type", "<u2"),
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Recording:
    """A note of an instrument."""

    name: str
    instrument: str
    """The name of the preset that plays it."""
    program: int
    """Its number in General MIDI, from 0."""
    key: float
    """The pitch, in MIDI keys."""
    rate: int
    """Hertz."""
    values: NDArray[np.int16]

    @property
    def period(self) -> float:
        """The number of values in a cycle."""
        return self.rate / (440 * 2 ** ((self.key - 69) / 12))


def recordings(path: Path) -> Iterator[Recording]:
    """The recordings of the 128 melodic instruments, each once."""
    chunks = _chunks(path.read_bytes())
    tables = {name: np.frombuffer(chunks[name], np.dtype(RECORDS[name])) for name in RECORDS}
    values = np.frombuffer(chunks["smpl"], "<i2")
    seen: set[int] = set()
    presets = tables["phdr"][:-1]  # the last record ends the list
    for number in np.argsort(presets["bank"].astype(int) * 128 + presets["program"], kind="stable"):
        preset = presets[number]
        if preset["bank"] != 0:
            continue
        bags = range(preset["bag"], tables["phdr"]["bag"][number + 1])
        for zone in _zones(tables["pbag"], tables["pgen"], bags):
            if INSTRUMENT not in zone:
                continue
            first, last = tables["inst"]["bag"][zone[INSTRUMENT] : zone[INSTRUMENT] + 2]
            for played in _zones(tables["ibag"], tables["igen"], range(first, last)):
                sample = played.get(SAMPLE)
                if sample is None or sample in seen:
                    continue
                seen.add(sample)
                header = tables["shdr"][sample]
                if header["type"] & ROM:
                    continue
                yield Recording(
                    name=_text(header["name"]),
                    instrument=_text(preset["name"]),
                    program=int(preset["program"]),
                    key=played.get(ROOT, float(header["key"])) - float(header["cents"]) / 100,
                    rate=int(header["rate"]),
                    values=values[header["start"] : header["end"]],
                )


def _zones(
    bags: NDArray[np.void], generators: NDArray[np.void], zones: range
) -> Iterator[dict[int, int]]:
    """The generators of each zone; what the first one says without playing holds for all."""
    common: dict[int, int] = {}
    for zone in zones:
        first, last = bags["generator"][zone : zone + 2]
        own = {int(one["operator"]): int(one["amount"]) for one in generators[first:last]}
        if zone == zones[0] and not own.keys() & {INSTRUMENT, SAMPLE}:
            common = own
            continue
        yield common | own


def _chunks(content: bytes) -> dict[str, bytes]:
    """The chunks of a RIFF file by name, whatever list they are in."""
    found: dict[str, bytes] = {}
    at = 12
    while at < len(content):
        name = content[at : at + 4].decode("ascii")
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        if name == "LIST":
            at += 12
            continue
        found[name] = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return found


def _text(name: bytes) -> str:
    return name.split(b"\0")[0].decode("latin-1").strip()
