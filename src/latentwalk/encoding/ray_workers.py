"""Encoding on many machines: Ray Data deals the chunks out to workers, each with the model open.

The one file that knows Ray. Chunks travel to the workers, which read the pictures, and latents
come back in the order of the chunks: pictures pass neither through this process nor through Ray.
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
from latentwalk.folder.model_folder import HeldFolder
from latentwalk.infer.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from latentwalk.data.chunks import Chunk
    from latentwalk.encoding.encoder import Encoder


def encode_by_ray(
    encoder: Encoder, chunks: Sequence[Chunk], workers: int | None = None
) -> Iterator[Encoded]:
    """Encode chunks on the cluster that Ray finds, else on this machine's cores, in their order.

    Args:
        encoder: it travels to each worker, with the networks of its model.
        chunks: their paths must be there on every machine.
        workers: how many; without it, as many as Ray sees cores.

    Raises:
        MissingError: Ray is not installed.
        SettingsError: more workers than cores, for which Ray would wait for ever, or a cluster
            that does not answer.
        LatentwalkError: what a worker met.
    """
    ray = _started()
    cores = int(ray.cluster_resources().get("CPU", 0))
    if workers is not None and workers > cores:
        raise SettingsError(f"--workers {workers} are more than the {cores} cores that Ray sees.")
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
        met = pickle.loads(row["encoded"])
        if isinstance(met, LatentwalkError):
            raise met
        yield met


class _Worker:
    """A process that has the model open."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        (chunk,) = batch["chunk"]
        try:
            met: Encoded | LatentwalkError = Encoded.join(
                self._encoder.batches(pickle.loads(chunk))
            )
        except LatentwalkError as error:  # as a value: raised, Ray would wrap it in its own
            met = error
        return {"encoded": [pickle.dumps(met)]}


def _networks(model: Model) -> Model:
    """The model without what encoding does not need, in memory: it need not lie on every machine.

    Raises:
        SettingsError: its networks are Python functions, which cannot travel.
    """
    if model.live:
        raise SettingsError(f"The {model.live[0]} of {model.name} is a Python function.")
    folder = model.folder
    files = {name: folder.content(name) for name in (DECODER, ENCODER) if name in folder}
    return Model(HeldFolder.of(folder.path, folder.manifest, files))


def _started() -> Any:
    """Ray, joined to a cluster or started here."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers
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
            raise SettingsError(f"Ray does not start on {where} (RAY_ADDRESS): {error}") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray
