"""`latentwalk encode`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from tyro.conf import Positional, arg

from latentwalk.commands.arguments import ModelName, Out, within
from latentwalk.commands.conditions import Chosen, chosen
from latentwalk.commands.foreign import ColumnsOption, OriginalsOption
from latentwalk.data.picture_options import PictureOptions
from latentwalk.outputs.image import ImageSpec
from latentwalk.terminal.console import console, say, track

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from latentwalk.data.chunks import Chunk, Kind, Label
    from latentwalk.encoding.encoder import Encoded, Encoder
    from latentwalk.encoding.given import Given
    from latentwalk.encoding.sampled import Sampled
    from latentwalk.encoding.tables import Labels
    from latentwalk.infer.model import Model

MAX_ATLAS = 1_000_000
"""The largest atlas that a page can show."""


@dataclass(frozen=True)
class Encode(PictureOptions):
    """Encode pictures, or other samples, into a table of posteriors: means and log-variances.

    A model without an encoder places them by optimization. Only a few pictures are in memory at a
    time; with --ray, many processes or machines share the work.

    For example: latentwalk encode mnist three.png eight.png -o latents.csv
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    images: Positional[Annotated[tuple[Path, ...], arg(metavar="DATA...")]]
    """Picture files, folders of them (a subfolder's name is a label), or Parquet files and folders
    of those, with a column `image` and an optional column `label`. Pictures are scaled to the
    model's size, see --fit. For models of curves, values or points: .csv files with a sample in
    each row and an optional column `label`, or .npy and .npz files."""
    condition: Chosen = ()
    """For encoders that take conditions, such as label=3 for all samples; by default the samples'
    labels."""
    invert: bool = False
    """Invert the brightness, for dark ink on bright paper."""
    centre: bool = False
    """Centre each picture like MNIST's digits: scaled into a box, with its mass in the middle."""
    out: Out = Path("latents.csv")
    """The table to write, as .csv, .npz, .safetensors or .parquet. A name without an ending is a
    folder of Parquet shards, which are written during the work."""
    atlas: Annotated[Path | None, arg(metavar="FOLDER")] = None
    """Also write the model to this folder, with a fair sample of the data as its atlas."""
    columns: ColumnsOption = None
    originals: OriginalsOption = False
    layout: Annotated[str, arg(metavar="LAYOUT")] = ""
    """The layout of that atlas: umap, pacmap or tsne; coordinates, two for each sample of the data,
    as a .csv or a .npy; or none. By default the samples are placed in the layout that the model
    has."""
    most: int = 10_000
    """The largest number of samples in that atlas."""
    ray: bool = False
    """Distribute the work with Ray Data; the rows and numbers are the same."""
    workers: int | None = None
    """The number of workers with --ray; by default the number of cores."""

    def run(self) -> None:
        """Write the table."""
        from latentwalk.data.item_columns import check_rows, table_of
        from latentwalk.encoding.given import Given
        from latentwalk.encoding.sampled import Sampled
        from latentwalk.errors import OutputError, SettingsError
        from latentwalk.infer.model import open_model
        from latentwalk.layouts.choice import Choice
        from latentwalk.originals.spool import Spool
        from latentwalk.originals.writing import fault

        if not self.images:
            raise SettingsError("encode needs at least one file.")
        within(1, MAX_ATLAS, most=self.most)
        within(1, 1_000_000, workers=self.workers)
        if self.workers is not None and not self.ray:
            raise SettingsError("--workers needs --ray; without it this process does the work.")
        if self.atlas is not None and self.atlas.exists() and not self.atlas.is_dir():
            raise OutputError(f"{self.atlas} is a file: give a folder for the model.")
        if self.columns is not None and self.atlas is None:
            raise SettingsError("--columns needs --atlas, the folder of the model that gets them.")
        if self.originals and self.atlas is None:
            raise SettingsError("--originals needs --atlas, the folder of the model that has them.")
        if self.layout and self.atlas is None:
            raise SettingsError("--layout needs --atlas, the folder of the model that gets it.")
        self._check_out()
        layout = Choice.of(self.layout)
        table = None if self.columns is None else table_of(self.columns)
        model = open_model(self.model)
        started = time.perf_counter()
        if self.originals and (reason := fault(model.output, self.most)):
            raise SettingsError(f"The originals cannot be stored: {reason}. Leave --originals out.")
        are_images = isinstance(model.output, ImageSpec)
        given = Given(chosen(model.conditions, self.condition))
        taken = self._of_pictures if are_images else self._of_samples
        parts, kind, items = taken(model, given)
        if table is not None:
            check_rows(table, items)
        if layout.places is not None:
            _check_places(len(layout.places), items)
        sampled = Sampled(model.latent_dim, Spool(model.output) if self.originals else None)
        tally = _Tally("images" if are_images else "samples", model, given)
        self._write(tally.over(parts, sampled), kind)
        if self.atlas is not None:
            sampled.write(model, self.atlas, given, table, layout)
        tally.print(time.perf_counter() - started)

    def _of_pictures(self, model: Model, given: Given) -> tuple[Iterable[Encoded], Kind, int]:
        """The encoded pictures, the type of their labels, and their number."""
        from latentwalk.data.chunks import chunks_of, kind_of
        from latentwalk.encoding.encoder import Encoder
        from latentwalk.encoding.sample import cutoff
        from latentwalk.errors import SettingsError

        if self.centre and model.image.channels != 1:
            raise SettingsError("--centre is for grey images, but this model's have colour.")
        chunks = chunks_of(self.images)
        items = sum(map(len, chunks))
        highest = None if self.atlas is None else cutoff(items, self.most)
        encoder = Encoder(
            model, self.invert, self.centre, self.pictures, given, highest, self.originals
        )
        return self._encoded(encoder, chunks), kind_of(chunks), items

    def _of_samples(self, model: Model, given: Given) -> tuple[Iterable[Encoded], Kind, int]:
        """The encoded samples of another kind, the type of their labels, and their number."""
        from latentwalk.data.picture_options import DEFAULT
        from latentwalk.encoding.rows import Rows, encode_rows
        from latentwalk.encoding.sample import cutoff
        from latentwalk.errors import DataError, SettingsError

        if self.ray or self.invert or self.centre or self.pictures != DEFAULT:
            raise SettingsError(
                f"{model.name} decodes {model.output.plural}: --ray, --invert, --centre and the "
                "options for pictures are for models of images."
            )
        files = [Rows.read(path, model.output) for path in self.images]
        kinds = {file.kind for file in files} - {None}
        if len(kinds) > 1:
            raise DataError("The labels of some files are numbers, those of others are names.")
        rows = sum(len(file.values) for file in files)
        highest = None if self.atlas is None else cutoff(rows, self.most)
        parts = encode_rows(model, files, highest, given, originals=self.originals)
        return parts, next(iter(kinds), None), rows

    @property
    def _sharded(self) -> bool:
        return not self.out.suffix or self.out.is_dir()

    def _check_out(self) -> None:
        from latentwalk.encoding.tables import check_shards, check_table

        if self._sharded:
            check_shards()
        else:
            check_table(self.out)

    def _encoded(self, encoder: Encoder, chunks: Sequence[Chunk]) -> Iterator[Encoded]:
        """The encoded pictures of each chunk, in order."""
        from latentwalk.encoding.encoder import encode_here

        if not self.ray:
            return encode_here(encoder, chunks)
        from latentwalk.encoding.ray_workers import encode_by_ray

        return track(encode_by_ray(encoder, chunks, self.workers), "encoding", len(chunks))

    def _write(self, parts: Iterable[Encoded], kind: Kind) -> None:
        from latentwalk.encoding.encoder import Encoded
        from latentwalk.encoding.tables import Rows, write_posteriors, write_shards

        if self._sharded:
            rows = (Rows(p.names, p.posterior, _labels(p.labels, kind)) for p in parts)
            write_shards(self.out, rows, kind)
        else:
            whole = Encoded.join(parts)
            labels = _labels(whole.labels, kind)
            write_posteriors(self.out, whole.names, whole.posterior, labels)


def _check_places(given: int, items: int) -> None:
    """Check the number of coordinates before the work."""
    from latentwalk.errors import DataError

    if given != items:
        raise DataError(
            f"The layout has {given:,} coordinates, but the data has {items:,} samples: give two "
            "numbers for each, in their order."
        )


class _Tally:
    """Counts encoded samples and broken pictures."""

    def __init__(self, plural: str, model: Model, given: Given) -> None:
        from latentwalk.data.findings import Findings

        self._plural, self._encoded = plural, 0
        self._model, self._given = model, given
        self._unknown: dict[str, int] = {}
        self._broken: list[str] = []
        self._findings = Findings()

    def over(self, parts: Iterable[Encoded], sampled: Sampled) -> Iterator[Encoded]:
        """Yield the parts, and add them to the sample."""
        for part in parts:
            self._encoded += len(part)
            self._broken += part.broken
            self._findings.include(part.found)
            self._count_unknown(part)
            sampled.add(part)
            yield part

    def _count_unknown(self, part: Encoded) -> None:
        """Count the samples whose conditions the encoder takes and nothing says."""
        codes = self._given.codes(self._model.conditions, part.labels)
        if codes is None or not self._model.encoder_width:
            return
        for one, column in zip(self._model.conditions, codes.T, strict=True):
            missing = int(np.isnan(column).sum())
            if missing:
                self._unknown[one.name] = self._unknown.get(one.name, 0) + missing

    def print(self, seconds: float) -> None:
        """Print to standard error what was assumed and left out, and the speed."""
        from latentwalk.data.folders import left_out

        self._findings.print()
        if self._broken:
            say(left_out(self._broken))
        for name, count in self._unknown.items():
            condition = self._model.conditions[name]
            default = condition.described(condition.expanded(np.full(1, np.nan, np.float32))[0])
            say(
                f"{count:,} {self._plural} have no label that is a value of '{name}' ({condition}):"
                f" they are encoded as {default}. --condition {name}=... says what they are."
            )
        rate = self._encoded / seconds
        console().print(
            f"{self._encoded:,} {self._plural} in {seconds:.1f} s: {rate:,.0f} per second"
        )


def _labels(labels: Sequence[Label], kind: Kind) -> Labels | None:
    if kind is None:
        return None
    if kind is int:
        return [None if label is None else int(label) for label in labels]
    return [None if label is None else str(label) for label in labels]
