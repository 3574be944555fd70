"""A spool: samples of one shape on disk, of which some are dropped while others arrive."""

from __future__ import annotations

import tempfile
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import OutputError
from latentwalk.originals.index import shape_of
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output


class Spool:
    """Samples in a temporary file, which goes away with this object."""

    def __init__(self, output: Output) -> None:
        """Take what the samples are.

        Raises:
            OutputError: the system's folder for temporary files cannot be written.
        """
        self._output = output
        self._kind: Any = np.uint8 if isinstance(output, ImageSpec) else np.float32
        self._stride = output.size * np.dtype(self._kind).itemsize
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed with this object
        except OSError as error:
            raise _unwritable(error) from error
        weakref.finalize(self, self._file.close)
        self._places = np.empty(0, np.int64)
        self._free: list[int] = []
        self._end = 0

    def __len__(self) -> int:
        return len(self._places)

    def add(self, values: NDArray[np.float32]) -> None:
        """Append samples (k, *shape), in the model's values."""
        spec = self._output
        self.add_stored(spec.to_pixels(values) if isinstance(spec, ImageSpec) else values)

    def add_stored(self, samples: NDArray[Any]) -> None:
        """Append samples as they are stored: pixels (k, h, w, c) uint8, or (k, *shape) float32.

        Raises:
            OutputError: they do not fit on the disk.
        """
        places = []
        try:
            for sample in samples:
                place = self._free.pop() if self._free else self._end
                self._end = max(self._end, place + 1)
                self._file.seek(place * self._stride)
                self._file.write(np.ascontiguousarray(sample, self._kind).tobytes())
                places.append(place)
        except OSError as error:
            raise _unwritable(error) from error
        self._places = np.concatenate([self._places, np.array(places, np.int64)])

    def keep(self, rows: NDArray[np.integer]) -> None:
        """Drop all samples except those at `rows`, in their order."""
        kept = self._places[rows]
        self._free += np.setdiff1d(self._places, kept).tolist()
        self._places = kept

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        """Some samples as they are stored."""
        shape = shape_of(self._output)
        places = self._places[rows]
        samples = np.empty((len(places), *shape), self._kind)
        for at, place in enumerate(places):
            self._file.seek(int(place) * self._stride)
            samples[at] = np.frombuffer(self._file.read(self._stride), self._kind).reshape(shape)
        return samples


def _unwritable(error: OSError) -> OutputError:
    return OutputError(
        f"The originals are collected in {tempfile.gettempdir()}, which cannot be written: "
        f"{error.strerror or error}. Free some space, set TMPDIR, or leave the originals out."
    )
