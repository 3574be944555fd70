"""Tables of encoded images: CSV, NPZ, safetensors or Parquet, by the ending of the name."""

from __future__ import annotations

import csv
import importlib.util
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import save_file

from latentwalk.atomic import replacing
from latentwalk.errors import MissingError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from latentwalk.latent.posterior import Posterior

FORMATS = (".csv", ".npz", ".safetensors", ".parquet")


def write_posteriors(path: Path, names: Sequence[str], posterior: Posterior) -> None:
    """Write n posteriors with the names of their images to `path`.

    CSV and Parquet have the columns `image`, `mean_1` ... `mean_d`, `logvar_1` ... `logvar_d`;
    NPZ and safetensors the arrays `mean` and `logvar` (n, d), NPZ also `image` (n,), which
    safetensors holds as its metadata, by index.

    Raises:
        OutputError: another ending, or a file that cannot be written.
        MissingError: Parquet without pyarrow.
    """
    check_table(path)
    with replacing(path) as temporary:
        _WRITERS[path.suffix.lower()](temporary, names, posterior)


def check_table(path: Path) -> None:
    """Say before the work is done whether a table can be written to `path`.

    Raises:
        OutputError: an ending that names no table format.
        MissingError: Parquet without pyarrow.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputError(f"{path} should end in {', '.join(FORMATS)}; that chooses the format.")
    if path.suffix.lower() == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise MissingError("Parquet needs pyarrow: pip install 'latentwalk[parquet]'.")


def _columns(names: Sequence[str], posterior: Posterior) -> dict[str, Sequence[object]]:
    columns: dict[str, Sequence[object]] = {"image": list(names)}
    for name, array in (("mean", posterior.mean), ("logvar", posterior.logvar)):
        for dim in range(array.shape[1]):
            columns[f"{name}_{dim + 1}"] = array[:, dim].tolist()
    return columns


def _write_csv(path: Path, names: Sequence[str], posterior: Posterior) -> None:
    columns = _columns(names, posterior)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow([f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row])


def _write_npz(path: Path, names: Sequence[str], posterior: Posterior) -> None:
    np.savez(path, image=np.array(names), mean=posterior.mean, logvar=posterior.logvar)


def _write_safetensors(path: Path, names: Sequence[str], posterior: Posterior) -> None:
    arrays = {"mean": posterior.mean, "logvar": posterior.logvar}
    save_file(arrays, path, metadata={str(row): name for row, name in enumerate(names)})


def _write_parquet(path: Path, names: Sequence[str], posterior: Posterior) -> None:
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table(_columns(names, posterior)), path)


_WRITERS: dict[str, Callable[[Path, Sequence[str], Posterior], None]] = {
    ".csv": _write_csv,
    ".npz": _write_npz,
    ".safetensors": _write_safetensors,
    ".parquet": _write_parquet,
}
