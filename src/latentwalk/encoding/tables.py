"""Writes tables of encoded images: CSV, NPZ, safetensors or Parquet, by the ending of the name.

For very many images, a folder of Parquet shards, each written as soon as its rows are encoded.
"""

from __future__ import annotations

import csv
import importlib.util
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from safetensors.numpy import save_file

from latentwalk.errors import MissingError, OutputError
from latentwalk.files.atomic import replacing, replacing_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from latentwalk.latent.posterior import Posterior

FORMATS = (".csv", ".npz", ".safetensors", ".parquet")


_SHARD = re.compile(r"part-\d{5,}\.parquet")
Labels: TypeAlias = "Sequence[int | None] | Sequence[str | None]"


class Rows(NamedTuple):
    """n rows of a table."""

    names: Sequence[str]
    """The names of the images."""
    posterior: Posterior
    """n posteriors."""
    labels: Labels | None
    """Their labels; None if no image has one."""


def write_posteriors(
    path: Path, names: Sequence[str], posterior: Posterior, labels: Labels | None = None
) -> None:
    """Write n posteriors with the names of their images to `path`.

    CSV and Parquet have the columns `image`, `label` if there are labels, `mean_1` ... `mean_d`,
    `logvar_1` ... `logvar_d`; NPZ and safetensors have the arrays `mean` and `logvar` (n, d). NPZ
    also has `image` and `label` (n,), with -1 or an empty string for no label; safetensors has
    them in its metadata: the image under its index, the label under `label` and its index.

    Raises:
        OutputError: an unknown ending, or a file that cannot be written.
        MissingError: Parquet without pyarrow.
    """
    check_table(path)
    with replacing(path) as temporary:
        _WRITERS[path.suffix.lower()](temporary, Rows(names, posterior, labels))


def write_shards(
    folder: Path, parts: Iterable[Rows], kind: type[int] | type[str] | None = None
) -> None:
    """Write a folder of Parquet files, `part-00000.parquet` and so on, one for each of `parts`.

    The columns are those of `write_posteriors`. The folder is written atomically, and replaces an
    earlier one that contains only such files.

    Args:
        folder: the folder to write.
        parts: rows; each part is written before the next is requested.
        kind: the type of the labels, if there are any.

    Raises:
        OutputError: the folder cannot be written, or has other files.
        MissingError: pyarrow is not installed.
    """
    check_shards()
    from pyarrow import int64, string
    from pyarrow.parquet import write_table

    with replacing_folder(folder, _SHARD) as temporary:
        for number, rows in enumerate(parts):
            table = _table(rows)
            if kind is not None:  # otherwise a column without any label would get another type
                at = table.schema.get_field_index("label")
                label = table.column(at).cast(int64() if kind is int else string())
                table = table.set_column(at, "label", label)
            write_table(table, temporary / f"part-{number:05}.parquet")


def check_table(path: Path) -> None:
    """Check early whether a table can be written to `path`.

    Raises:
        OutputError: the ending is not that of a table format.
        MissingError: Parquet without pyarrow.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputError(f"{path} must end in {' or '.join(FORMATS)}, which chooses the format.")
    if path.suffix.lower() == ".parquet":
        check_shards()


def check_shards() -> None:
    """Check early whether Parquet can be written.

    Raises:
        MissingError: pyarrow is not installed.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingError("Parquet needs pyarrow: pip install 'latentwalk[parquet]'.")


def _columns(rows: Rows) -> dict[str, Sequence[object] | NDArray[np.float32]]:
    columns: dict[str, Sequence[object] | NDArray[np.float32]] = {"image": list(rows.names)}
    if rows.labels is not None:
        columns["label"] = list(rows.labels)
    for name, array in (("mean", rows.posterior.mean), ("logvar", rows.posterior.logvar)):
        for dim in range(array.shape[1]):
            columns[f"{name}_{dim + 1}"] = array[:, dim]
    return columns


def _write_csv(path: Path, rows: Rows) -> None:
    columns = _columns(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow([f"{c:.6g}" if isinstance(c, np.floating) else c for c in row])


def _write_npz(path: Path, rows: Rows) -> None:
    arrays: dict[str, Any] = {"image": np.array(rows.names)}
    if rows.labels is not None:
        none = -1 if any(isinstance(label, int) for label in rows.labels) else ""
        arrays["label"] = np.array([none if label is None else label for label in rows.labels])
    np.savez(path, mean=rows.posterior.mean, logvar=rows.posterior.logvar, **arrays)


def _write_safetensors(path: Path, rows: Rows) -> None:
    arrays = {"mean": rows.posterior.mean, "logvar": rows.posterior.logvar}
    names = {str(row): name for row, name in enumerate(rows.names)}
    pairs = enumerate(rows.labels or ())
    labels = {f"label {row}": str(label) for row, label in pairs if label is not None}
    save_file(arrays, path, metadata=names | labels)


def _write_parquet(path: Path, rows: Rows) -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(_table(rows), path)


def _table(rows: Rows) -> Any:
    """The rows as an Arrow table, with float32 numbers."""
    import pyarrow

    return pyarrow.table(_columns(rows))


_WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    ".csv": _write_csv,
    ".npz": _write_npz,
    ".safetensors": _write_safetensors,
    ".parquet": _write_parquet,
}
