"""Collects cycles from a SoundFont, trains on them, and writes `waves`: see README.md."""

from __future__ import annotations

import argparse
import hashlib
import platform
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

import latentwalk
from latentwalk.folder.about import KEY, About
from latentwalk.folder.model_folder import write_folder
from recipes.waves.cycles import POINTS, cycles
from recipes.waves.soundfont import Recording, recordings
from recipes.waves.vae import BATCH, DECAY, DEVIATION, EPOCHS, HIDDEN, RATE, Waves, trained

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 0
FONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
"""Of Debian's package fluid-soundfont-gm."""
HELD_OUT = 0.1
"""The share of the recordings whose cycles are held out."""
FAMILIES = (
    "piano", "chromatic percussion", "organ", "guitar", "bass", "strings", "ensemble", "brass",
    "reed", "pipe", "synth lead", "synth pad", "synth effects", "ethnic", "percussive",
    "sound effects",
)  # fmt: skip
"""The families of General MIDI, of eight programs each."""
NOTES = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")
PITCH = 220.5
"""Hertz, at which a cycle is heard: 44,100 values per second."""
PRESETS = (
    "Violin", "Cello", "Flute", "Pan Flute", "Clarinet", "Oboe", "Alto Sax", "French Horns",
    "Church Organ", "Harmonica", "Nylon String Guitar", "Sitar",
)  # fmt: skip
"""Instruments, each with its cycle of the pitch that is nearest to that at which it is heard."""
START = "Clarinet"
ABOUT = About(
    text="One cycle of a note: walk from a flute to a violin, and press Hear to listen to the "
    "shape.",
    licence="MIT",
)
"""What the gallery says of it."""


def main() -> None:
    """Collect, train, judge and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--font", type=Path, default=FONT, help="the SoundFont")
    given = parser.parse_args()
    notes, moments, waves = collected(given.font)
    held_out = chosen(notes)
    model = trained(torch.from_numpy(waves[~held_out]), SEED)
    metrics = judged(model, waves, held_out)
    made = latentwalk.adopt(
        model,
        given.out,
        encoder=model.encode,
        decoder=model.decode,
        latent_dim=8,
        output="curve",
        rate=POINTS * PITCH,
        data=waves,
        columns=facts(notes, moments, waves, held_out),
        name="waves",
        layout="tsne",
    )
    folder = made.folder
    provenance = {
        KEY: ABOUT.to_json(),
        "data": {
            "name": "cycles of the notes of FluidR3_GM.sf2",
            "from": "Frank Wen, Fluid (R3) General MIDI SoundFont, MIT",
            "sha256": hashlib.sha256(given.font.read_bytes()).hexdigest(),
            "trained_on": int((~held_out).sum()),
            "held_out": int(held_out.sum()),
        },
        "recipe": {
            "hidden": HIDDEN, "epochs": EPOCHS, "batch_size": BATCH, "rate": RATE,
            "weight_decay": DECAY, "deviation": DEVIATION,
        },
        "seed": SEED,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("latentwalk", "torch", "numpy")},
        },
        "metrics": metrics,
    }  # fmt: skip
    manifest = replace(
        folder.manifest,
        presets=presets_of(made, notes),
        start=START,
        provenance={**folder.manifest.provenance, **provenance},
    )
    files = {name: folder.content(name) for name in folder.manifest.files}
    write_folder(given.out, manifest, files)
    for name, value in metrics.items():
        print(f"{name:<28}{value:.4g}")


def collected(font: Path) -> tuple[list[Recording], NDArray[np.float32], NDArray[np.float32]]:
    """The recording, the moment in seconds and the cycle (n, POINTS) of each item."""
    found = [(note, *one) for note in recordings(font) for one in cycles(note)]
    notes, moments, waves = zip(*found, strict=True)
    return list(notes), np.array(moments, np.float32), np.array(waves)


def chosen(notes: list[Recording]) -> NDArray[np.bool_]:
    """Which items are held out: all of a recording, on both channels, or none."""
    names = [note.name.removesuffix("(L)").removesuffix("(R)") for note in notes]
    some = np.random.default_rng(SEED).permutation(np.unique(names))
    return np.isin(names, some[: int(HELD_OUT * len(some))])


def presets_of(model: latentwalk.Model, notes: list[Recording]) -> dict[str, tuple[float, ...]]:
    """A point (d,) for each of the chosen instruments: the middle moment of its nearest note."""
    assert model.atlas is not None
    instruments = np.array([note.instrument for note in notes])
    off = np.abs([np.log2(note.rate / note.period / PITCH) for note in notes])
    presets = {}
    for name in PRESETS:
        own = np.flatnonzero(instruments == name)
        nearest = own[off[own] == off[own].min()]
        point = model.atlas.mean[nearest[len(nearest) // 2]]
        presets[name] = tuple(round(float(value), 4) for value in point)
    return presets


def judged(
    model: Waves, waves: NDArray[np.float32], held_out: NDArray[np.bool_]
) -> dict[str, float]:
    """Losses, and how much of the variance of the cycles the means reconstruct."""
    metrics = {}
    for name, some in (("train", ~held_out), ("held_out", held_out)):
        part = torch.from_numpy(waves[some])
        with torch.no_grad():
            error, divergence = model.losses(part)
            left = (model.decode(model.encode(part)[0]) - part).square().sum(1).mean()
        around = part - torch.from_numpy(waves[~held_out].mean(axis=0))
        metrics[f"{name}_error"] = float(error.mean())
        metrics[f"{name}_kl"] = float(divergence.mean())
        metrics[f"{name}_explained"] = 1 - float(left / around.square().sum(1).mean())
    return metrics


def facts(
    notes: list[Recording],
    moments: NDArray[np.float32],
    waves: NDArray[np.float32],
    held_out: NDArray[np.bool_],
) -> dict[str, Any]:
    """What is known of each cycle."""
    strength = np.abs(np.fft.rfft(waves, axis=1))[:, 1:]
    power = strength**2 / (strength**2).sum(axis=1, keepdims=True)
    harmonic = np.arange(1, power.shape[1] + 1)
    keys = [round(note.key) for note in notes]
    return {
        "family": [FAMILIES[note.program // 8] for note in notes],
        "instrument": [note.instrument for note in notes],
        "recording": [note.name for note in notes],
        "note": [NOTES[key % 12] for key in keys],
        "pitch (Hz)": np.array([note.rate / note.period for note in notes], np.float32),
        "seconds after the onset": moments,
        "centre of the spectrum": (power * harmonic).sum(axis=1).astype(np.float32),
        "share of even harmonics": power[:, 1::2].sum(axis=1).astype(np.float32),
        "held out": held_out,
    }


if __name__ == "__main__":
    main()
