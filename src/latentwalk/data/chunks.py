"""Pictures by the million: files, folders and Parquet tables, divided into chunks and read lazily.

A chunk says where some hundreds or thousands of pictures are. It is small, can be sent to other
processes, and reads one picture at a time.
"""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from latentwalk.data.folders import Pictures
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.data.pictures import decode_picture
from latentwalk.errors import DataError, MissingError
from latentwalk.files.bounded import check_regular_file
from latentwalk.terminal.console import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.data.findings import Findings

CHUNK = 4096
"""The approximate number of pictures in a chunk: enough to keep a worker busy for seconds."""
READ = 64
"""Rows of a table to read at a time; their pictures are still compressed, and so small."""
IMAGE, LABEL = "image", "label"
Label: TypeAlias = "int | str | None"
Kind: TypeAlias = "type[int] | type[str] | None"


class Picture(NamedTuple):
    """A picture that is not decoded yet."""

    name: str
    """Its path, or its table and row."""
    label: Label
    """A folder's name, the label in the table, or None."""
    content: Path | bytes | None
    """The file or its content; None for an empty cell of a table."""

    def pixels(
        self,
        channels: int,
        options: PictureOptions = DEFAULT,
        findings: Findings | None = None,
    ) -> NDArray[np.uint8]:
        """Decode the picture to (h, w, c) uint8.

        Args:
            channels: 1 (grey) or 3 (RGB), or one more to keep alpha.
            options: how to read it.
            findings: counts what was assumed.

        Raises:
            DataError: it is missing or not a picture; the message names it.
        """
        if self.content is None:
            raise DataError(f"{self.name} has no picture: its cell is empty.")
        at = io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content
        return decode_picture(at, self.name, channels, options, findings)


@dataclass(frozen=True)
class FileChunk:
    """Consecutive picture files."""

    first: int
    """The number of the first among all pictures."""
    paths: tuple[str, ...]
    """Their paths, as the user gave them."""
    labels: tuple[Label, ...]
    """Their labels."""
    base: str
    """The folder to which relative paths refer: other processes may run elsewhere."""

    @property
    def kind(self) -> Kind:
        """The type of its labels; None without any."""
        return str if any(label is not None for label in self.labels) else None

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[Picture]:
        for path, label in zip(self.paths, self.labels, strict=True):
            name = os.fsencode(path).decode("utf-8", "replace")
            yield Picture(name, label, Path(self.base, path))


@dataclass(frozen=True)
class TableChunk:
    """Consecutive row groups of a Parquet file."""

    first: int
    """The number of the first among all pictures."""
    path: str
    """The file, as the user gave it."""
    groups: tuple[int, ...]
    """The row groups."""
    start: int
    """The number of their first row in the file."""
    rows: int
    """The number of rows."""
    kind: Kind
    """The type of the column `label`; None without one."""
    base: str
    """The folder to which a relative path refers."""

    def __len__(self) -> int:
        return self.rows

    def __iter__(self) -> Iterator[Picture]:
        columns = [IMAGE, LABEL] if self.kind else [IMAGE]
        row = self.start
        with _opened(Path(self.base, self.path)) as file:
            for batch in file.iter_batches(READ, row_groups=list(self.groups), columns=columns):
                images = batch.column(IMAGE).to_pylist()
                labels = batch.column(LABEL).to_pylist() if self.kind else [None] * len(images)
                for image, label in zip(images, labels, strict=True):
                    name, content = f"{self.path}#{row}", image
                    if isinstance(image, dict):
                        name, content = image.get("path") or name, image["bytes"]
                    yield Picture(name, label, content)
                    row += 1


Chunk: TypeAlias = FileChunk | TableChunk


def chunks_of(sources: Sequence[Path]) -> list[Chunk]:
    """Divide the pictures of `sources` into chunks, in order.

    Args:
        sources: picture files; folders of them with subfolders, whose names are labels; Parquet
            files and folders of those, with a column `image` (the bytes of a picture file, or a
            struct with a field `bytes`, as in Hugging Face's data sets) and an optional column
            `label` of integers or strings.

    Raises:
        DataError: a folder without pictures, or a table of another form.
        MissingError: a table without pyarrow.
    """
    chunks: list[Chunk] = []
    loose: list[str] = []
    for source in sources:
        tables = _tables(source)
        if not tables and not source.is_dir():
            loose.append(str(source))
            continue
        _add_files(chunks, loose, [None] * len(loose))
        loose = []
        for table in tables:
            _add_table(chunks, table)
        if not tables:
            files = Pictures(source)
            for remark in files.remarks:
                say(remark)
            names = [*files.classes, None]  # -1 is the last
            labels = [names[label] for label in files.labels]
            _add_files(chunks, [str(path) for path in files.paths], labels)
    _add_files(chunks, loose, [None] * len(loose))
    if not chunks:
        raise DataError(f"{', '.join(map(str, sources))}: no rows to read.")
    return chunks


def kind_of(chunks: Sequence[Chunk]) -> Kind:
    """The common type of the labels of all chunks: integers, strings, or None without any."""
    kinds = {chunk.kind for chunk in chunks} - {None}
    return kinds.pop() if len(kinds) == 1 else str if kinds else None


def _tables(source: Path) -> list[Path]:
    """The Parquet files of a source."""
    if not source.is_dir():
        return [source] if source.suffix.lower() == ".parquet" else []
    found = sorted(source.rglob("*.parquet"))
    return [path for path in found if not any(p[0] == "." for p in path.relative_to(source).parts)]


def _add_files(chunks: list[Chunk], paths: list[str], labels: Sequence[Label]) -> None:
    for start in range(0, len(paths), CHUNK):
        part = slice(start, start + CHUNK)
        chunk = FileChunk(_end(chunks), tuple(paths[part]), tuple(labels[part]), str(Path.cwd()))
        chunks.append(chunk)


def _add_table(chunks: list[Chunk], path: Path) -> None:
    with _opened(path) as file:
        kind = _kind(path, file.schema_arrow)
        groups: list[int] = []
        start = rows = 0
        for group in range(file.num_row_groups):
            groups.append(group)
            rows += file.metadata.row_group(group).num_rows
            if rows >= CHUNK or (rows and group == file.num_row_groups - 1):
                about = (str(path), tuple(groups), start, rows, kind, str(Path.cwd()))
                chunks.append(TableChunk(_end(chunks), *about))
                groups, start, rows = [], start + rows, 0


def _end(chunks: Sequence[Chunk]) -> int:
    return chunks[-1].first + len(chunks[-1]) if chunks else 0


def _kind(path: Path, schema: Any) -> Kind:
    """Check the columns of a table, and return the type of its labels."""
    from pyarrow import types

    if IMAGE not in schema.names:
        raise DataError(
            f"{path} must have a column '{IMAGE}' with pictures; it has "
            f"{', '.join(schema.names) or 'none'}."
        )
    kind = schema.field(IMAGE).type
    if types.is_struct(kind) and kind.get_field_index("bytes") >= 0:
        kind = kind.field(kind.get_field_index("bytes")).type
    if not (types.is_binary(kind) or types.is_large_binary(kind)):
        raise DataError(
            f"'{IMAGE}' in {path} must be the bytes of picture files, or structs with a field "
            f"'bytes'; it is {kind}."
        )
    if LABEL not in schema.names:
        return None
    kind = schema.field(LABEL).type
    if types.is_string(kind) or types.is_large_string(kind):
        return str
    if not types.is_integer(kind) or types.is_uint64(kind):
        raise DataError(f"'{LABEL}' in {path} must be integers or strings; it is {kind}.")
    return int


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a Parquet file; errors while it is being read become DataErrors as well."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise MissingError("Parquet needs pyarrow: pip install 'latentwalk[parquet]'.") from None
    try:
        check_regular_file(path)
        with ParquetFile(path) as file:
            yield file
    except FileNotFoundError:
        raise DataError(f"{path} does not exist.") from None
    except (OSError, ValueError, ArrowException) as error:
        raise DataError(f"Cannot read {path} as Parquet: {error}.") from error
