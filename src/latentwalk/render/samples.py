"""Writes decoded samples as numbers, sound or texts, by the ending of the name."""

from __future__ import annotations

import csv
import wave
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.errors import OutputError
from latentwalk.files.atomic import replacing
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.curve import CurveSpec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output

FORMATS = (".csv", ".npy", ".wav", ".txt")
PAUSE = 0.25
"""Seconds of silence between two sounds in a file."""
LOUDEST = 32767
"""The largest value of 16 bits."""


def holds_samples(path: Path) -> bool:
    """Whether the ending is that of a file of samples instead of pictures."""
    return path.suffix.lower() in FORMATS


def check_samples(path: Path, output: Output) -> None:
    """Check early whether samples can be written to `path`.

    Raises:
        OutputError: a WAV of what is not sound, or texts of what are no categories.
    """
    are_sound = isinstance(output, CurveSpec) and output.rate is not None
    needed = {
        ".wav": ("a WAV", "curves with a sampling rate", are_sound),
        ".txt": ("a text", "categories", isinstance(output, CategoriesSpec)),
    }
    what, kind, fits = needed.get(path.suffix.lower(), ("", "", True))
    if fits:
        return
    raise OutputError(
        f"{path} cannot be written: {what} needs a model of {kind}, this one has {output.plural}: "
        f"{output}. Use .csv or .npy."
    )


def write_samples(path: Path, output: Output, values: NDArray[np.float32]) -> None:
    """Write samples.

    A CSV has a row for each sample, and a column for each of its values; an NPY the array (n,
    *shape); a WAV one sound after the other in 16 bits, with `low` and `high` as the loudest; a
    text file the most likely symbols of each sample in a line.

    Args:
        path: the file; its ending chooses the format.
        output: what the samples are.
        values: (n, *shape) float32.

    Raises:
        OutputError: the format does not fit the samples, or the file cannot be written.
    """
    check_samples(path, output)
    with replacing(path) as temporary:
        _WRITERS[path.suffix.lower()](temporary, output, values)


def _write_csv(path: Path, output: Output, values: NDArray[np.float32]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(output.columns)
        for row in values.reshape(len(values), -1):
            writer.writerow([f"{value:.6g}" for value in row])


def _write_npy(path: Path, _output: Output, values: NDArray[np.float32]) -> None:
    with path.open("wb") as file:  # np.save would append .npy to the temporary name
        np.save(file, values)


def _write_wav(path: Path, output: Output, values: NDArray[np.float32]) -> None:
    assert isinstance(output, CurveSpec)
    assert output.rate
    middle, half = (output.low + output.high) / 2, (output.high - output.low) / 2
    sound = np.clip((output.compared(values) - middle) / half, -1, 1)
    pause = np.zeros((*sound.shape[:2], round(PAUSE * output.rate)), sound.dtype)
    whole = np.concatenate([sound, pause], axis=2)  # (n, c, t + pause)
    frames = np.rint(LOUDEST * whole.transpose(0, 2, 1)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(round(output.rate))
        file.writeframes(frames.tobytes())


def _write_txt(path: Path, output: Output, values: NDArray[np.float32]) -> None:
    assert isinstance(output, CategoriesSpec)
    path.write_text("".join(f"{text}\n" for text in output.texts(values)), encoding="utf-8")


_WRITERS: dict[str, Callable[[Path, Output, NDArray[np.float32]], None]] = {
    ".csv": _write_csv,
    ".npy": _write_npy,
    ".wav": _write_wav,
    ".txt": _write_txt,
}
