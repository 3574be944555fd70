"""Encoding on several machines: Ray Data distributes the chunks to workers.

This is the only file that uses Ray. Workers receive chunks and read the pictures themselves, and
the latents come back in the order of the chunks: pictures pass neither through this process nor
through Ray.
"""

from __future__ import annotations

import logging
import os
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from latentwalk.encoding.encoder import Encoded
from latentwalk.errors import LatentwalkError, MissingError, SettingsError
from latentwalk.folder.manifest import DECODER, ENCODER
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.infer.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from latentwalk.data.chunks import Chunk
    from latentwalk.encoding.encoder import Encoder


def encode_by_ray(
    encoder: Encoder, chunks: Sequence[Chunk], workers: int | None = None
) -> Iterator[Encoded]:
    """Encode chunks, in order, on the cluster that Ray finds or on this machine's cores.

    Args:
        encoder: sent to each worker, with the networks of its model.
        chunks: their paths must exist on every machine.
        workers: the number of workers; by default the number of cores that Ray finds.

    Raises:
        MissingError: Ray is not installed.
        SettingsError: more workers than cores, for which Ray would wait indefinitely, or a cluster
            that does not respond.
        LatentwalkError: an error in a worker.
    """
    ray = _start()
    cores = int(ray.cluster_resources().get("CPU", 0))
    if workers is not None and workers > cores:
        raise SettingsError(
            f"--workers {workers} exceeds the {cores} cores that Ray has: give a lower number."
        )
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    items = [{"chunk": pickle.dumps(chunk)} for chunk in chunks]
    done = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
        _Worker,
        fn_constructor_args=(replace(encoder, model=_networks(encoder.model)),),
        batch_size=1,
        compute=ray.data.ActorPoolStrategy(size=min(workers or cores, len(items))),
        num_cpus=1,
    )
    for row in done.iter_rows():
        result = pickle.loads(row["encoded"])
        if isinstance(result, LatentwalkError):
            raise result
        yield result


class _Worker:
    """A worker process with the model loaded."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        (chunk,) = batch["chunk"]
        try:
            result: Encoded | LatentwalkError = Encoded.join(
                self._encoder.batches(pickle.loads(chunk))
            )
        except LatentwalkError as error:  # returned, because Ray would wrap it if it were raised
            result = error
        return {"encoded": [pickle.dumps(result)]}


def _networks(model: Model) -> Model:
    """The model's networks in memory, so that the folder need not exist on every machine.

    Raises:
        SettingsError: a network is a Python function, which cannot be sent.
    """
    if model.live:
        raise SettingsError(
            f"The {model.live[0]} of {model.name} is a Python function, which --ray cannot send to "
            "workers."
        )
    folder = model.folder
    files = {name: folder.content(name) for name in (DECODER, ENCODER) if name in folder}
    return Model(InMemoryFolder.of(folder.path, folder.manifest, files))


def _start() -> Any:
    """Import Ray and connect to a cluster, or start one here."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no telemetry
    try:
        import ray
        import ray.data
    except ImportError:
        raise MissingError("--ray needs Ray: pip install 'latentwalk[ray]'.") from None
    if not ray.is_initialized():
        try:
            ray.init(logging_level=logging.WARNING, include_dashboard=False)
        except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
            where = os.environ.get("RAY_ADDRESS", "this machine")
            raise SettingsError(f"Cannot start Ray on {where} (RAY_ADDRESS): {error}") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray
